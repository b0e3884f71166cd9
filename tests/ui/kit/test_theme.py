from core.finding import State
from tests.ui.kit.drawn import draw
from ui.kit.theme import TONES

KNOWN = {"red", "orange", "yellow", "green", "blue", "violet", "gray", "quiet"}


def script() -> None:
    from ui.kit.theme import style

    style()


def test_every_state_has_a_colour_of_its_own() -> None:
    assert len({TONES[state] for state in State}) == len(State)
    assert set(TONES.values()) <= KNOWN


def test_the_rules_are_put_on_the_page() -> None:
    (html,) = draw(script).get("html")
    assert ".chiron-banner" in html.proto.body
