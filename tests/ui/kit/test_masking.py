import pytest
import streamlit as st

from ui.kit.masking import Share, _receive, _share


@pytest.mark.parametrize(
    ("sent", "box"),
    [
        ([0.1, 0.2, 0.3, 0.4], (0.1, 0.2, 0.3, 0.4)),
        ([-0.5, 0.9, 0.3, 0.4], (0.0, 0.9, 0.3, pytest.approx(0.1))),
        ([0.1, 0.2, 0, 0.4], None),
        ([0.1, 0.2, float("nan"), 0.4], None),
        ([0.1, 0.2, 0.3], None),
        (["0", 0.2, 0.3, 0.4], None),
        ("box", None),
    ],
)
def test_what_the_browser_sends_is_cut_to_the_film(sent: object, box: object) -> None:
    assert _share(sent) == box


def test_boxes_of_another_film_are_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    settled: list[list[Share]] = []
    message = {"scope": "film a", "boxes": [[0.1, 0.1, 0.2, 0.2], "junk"]}
    monkeypatch.setattr(st, "session_state", {"m": {"settle": message}})
    _receive("m", "film b", settled.append)
    assert settled == []
    _receive("m", "film a", settled.append)
    assert settled == [[(0.1, 0.1, 0.2, 0.2)]]
