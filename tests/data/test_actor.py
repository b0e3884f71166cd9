from __future__ import annotations

import pytest

from data.actor import SYSTEM, Actor, NotAllowed, Role, require


def test_a_role_that_is_named_passes() -> None:
    require(Actor("1", "Ada", Role.LEARNER), Role.CLINICIAN, Role.LEARNER)
    require(SYSTEM, Role.ADMINISTRATOR)


def test_another_role_is_refused_in_one_sentence() -> None:
    with pytest.raises(NotAllowed) as error:
        require(Actor("1", "Ada", Role.LEARNER), Role.CLINICIAN, Role.ADMINISTRATOR)
    assert str(error.value) == "This needs the role clinician or administrator; Ada is signed in as learner."


def test_nobody_passes_where_no_role_is_named() -> None:
    with pytest.raises(NotAllowed):
        require(SYSTEM)
