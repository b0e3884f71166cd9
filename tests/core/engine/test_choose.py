"""Which engine an installation gets."""

import pytest

from core.engine import open_engine
from core.engine.inline import InlineEngine
from core.engine.local import LocalEngine


@pytest.mark.parametrize(
    ("spec", "variable", "kind"),
    [
        (None, None, LocalEngine),
        (None, "inline", InlineEngine),
        ("local", "inline", LocalEngine),
        ("local:3", None, LocalEngine),
        ("inline", "local", InlineEngine),
        (None, "", LocalEngine),
    ],
)
def test_what_is_asked_for_is_opened(
    spec: str | None, variable: str | None, kind: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CHIRON_ENGINE", raising=False)
    if variable is not None:
        monkeypatch.setenv("CHIRON_ENGINE", variable)
    with open_engine(spec) as engine:
        assert type(engine) is kind


@pytest.mark.parametrize("spec", ["ray", "ray://head:10001"])
def test_a_cluster_names_the_extra_that_it_needs(spec: str) -> None:
    with pytest.raises(ValueError, match="extra 'cluster'"):
        open_engine(spec)


@pytest.mark.parametrize("spec", ["loca", "local:0", "local:-1", "local:two", "local:9999", "inline:2"])
def test_an_engine_that_there_is_not_is_refused(spec: str) -> None:
    with pytest.raises(ValueError, match="CHIRON_ENGINE is 'local'"):
        open_engine(spec)
