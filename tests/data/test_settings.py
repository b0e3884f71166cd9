from __future__ import annotations

import math

import pytest

from data.actor import SYSTEM, Actor, NotAllowed, Role
from data.audit import rows
from data.database import Database
from data.settings import MASK, Settings, masked


def test_what_was_set_is_there(suite: Database) -> None:
    settings = Settings(suite)
    assert settings.get("plugins") is None
    values: tuple[object, ...] = ({"a": [1, 2.5, None, "é"]}, [], 0, False, None, "x")
    for value in values:
        settings.put("plugins", value, SYSTEM)
        assert settings.get("plugins") == value
    assert settings.get("other") is None


def test_only_administrators_set(suite: Database) -> None:
    with pytest.raises(NotAllowed):
        Settings(suite).put("a", 1, Actor("1", "Bob", Role.CLINICIAN))
    assert Settings(suite).get("a") is None


@pytest.mark.parametrize("value", [object(), {"a": {1, 2}}, math.inf])
def test_what_has_no_json_form_is_refused(suite: Database, value: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        Settings(suite).put("a", value, SYSTEM)


def test_changes_are_audited_and_secrets_are_not(suite: Database) -> None:
    Settings(suite).put("chest", {"opacity": 0.4, "api_key": "hush", "deep": [{"Password": "hush"}]}, SYSTEM)
    (entry,) = rows(suite, limit=1)
    assert (entry.action, entry.subject) == ("setting.put", "setting/chest")
    assert entry.detail == {"value": {"opacity": 0.4, "api_key": MASK, "deep": [{"Password": MASK}]}}


def test_masking_leaves_the_value_itself_alone() -> None:
    value = {"token": "t"}
    assert masked(value) == {"token": MASK}
    assert value == {"token": "t"}
