import pytest

from data.actor import Actor
from domains.chest.cases import Contradiction
from domains.chest.page.disputes import NONE, _dispute, disputes, undisputed
from tests.domains.chest.room import Room


def made(**more: object) -> Contradiction:
    plain = {"label": "Pleural_Thickening", "note_status": "absent", "span_start": 3, "span_end": 9, "text": "no rind"}
    rest = {"side": "", "image_probability": 0.62, "score": 0.0, "id": 7}
    return Contradiction(**{**plain, **rest, **more})  # type: ignore[arg-type]


def test_both_sides_are_told_in_one_line_and_the_span_is_handed_on() -> None:
    told = _dispute(made())
    assert (told.id, told.title, told.says) == ("7", "Pleural thickening", "Note: absent · film: 62 %")
    assert (told.start, told.end, told.reading) == (3, 9, "absent")
    assert told.more[0] == "The note says 'no rind'. The film alone gives it 62 %."
    assert "one with 50 %" in told.more[1]


def test_silence_and_another_side_have_words_of_their_own() -> None:
    silent = _dispute(made(note_status="silent", span_start=None, span_end=None, text=""))
    assert silent.says.startswith("Note: says nothing")
    assert silent.more[0].startswith("The note does not mention it.")
    sided = _dispute(made(note_status="present", side="left"))
    assert sided.says.startswith("Note: present (left)")
    assert "on the other side than the note's left" in sided.more[0]


@pytest.mark.parametrize("score", [-1e9, 1e9])
def test_an_extreme_score_is_never_certain(score: float) -> None:
    assert ("< 1 %" if score < 0 else "> 99 %") in _dispute(made(score=score)).more[1]


def test_what_was_put_aside_says_by_whom(room: Room, ada: Actor) -> None:
    case = room.reviewable(ada)
    room.plant(case.id, 1.0, 0.5)
    case = room.service.open_case(ada, case.id)
    first = case.contradictions[0].id
    case = room.service.dismiss_contradiction(ada, case.id, case.version, first, "Old film.")
    stands, aside = disputes(case)
    assert (stands.reason, stands.aside) == ("", "")
    assert aside.reason == "Old film." and aside.aside.startswith("by Dr Ada, ")


def test_nothing_is_said_where_nothing_was_compared(room: Room, ada: Actor, png_film: bytes) -> None:
    assert undisputed(room.reviewable(ada)) == "", "there is no film"
    assert undisputed(room.reviewable(ada, film=png_film, name="film.png")) == NONE
