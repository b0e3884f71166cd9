import pytest

from core.intake.refusal import Refused
from data.actor import Actor
from domains.chest.cases import Picture, Record
from domains.chest.delivery import MOST, by_study, called, new_among
from domains.chest.filmrows import Taken
from tests.domains.chest.room import NOTE, Room
from tests.domains.chest.studies import study_film

OTHER = {"StudyInstanceUID": "1.9", "SOPInstanceUID": "1.9.1"}


def taken(name: str, **facts: str) -> Taken:
    return Taken(b"", name, name, facts, (1, 1), Picture(b"", 1, 1, ""))


def test_films_are_sorted_by_study_and_nameless_ones_go_with_the_first() -> None:
    a, b, c = taken("a", study_uid="1"), taken("b"), taken("c", study_uid="2")
    assert by_study([b, a, c]) == [[a, b], [c]]
    assert by_study([b]) == [[b]]
    assert by_study([]) == [[]]


def test_no_film_is_taken_twice_and_not_too_many() -> None:
    with pytest.raises(Refused, match="same film as a"):
        new_among([taken("a")], taken("a"))
    with pytest.raises(Refused, match=f"At most {MOST}"):
        new_among([taken(str(n)) for n in range(MOST)], taken("x"))


@pytest.mark.parametrize(("name", "shown"), [("a.dcm", "a.dcm"), ("", "A film"), (None, "A film"), ("a\nb", "ab")])
def test_files_are_called_by_their_name(name: str | None, shown: str) -> None:
    assert called(name) == shown


def test_what_is_no_film_is_named_while_the_others_go_on(room: Room, ada: Actor) -> None:
    heard: list[tuple[float, str]] = []
    films = [("1.dcm", study_film(1)), ("bad.txt", b"junk"), ("2.dcm", study_film(2)), ("1 again.dcm", study_film(1))]
    brought = room.service.bring_in(ada, films, note=NOTE, tell=lambda share, name: heard.append((share, name)))
    (case,) = brought.cases
    assert [film.name for film in case.films] == ["1.dcm", "2.dcm"]
    assert [(each.name, each.sentence[-1]) for each in brought.left_out] == [("bad.txt", "."), ("1 again.dcm", ".")]
    assert heard == [(0.0, "1.dcm"), (0.25, "bad.txt"), (0.5, "2.dcm"), (0.75, "1 again.dcm")]
    assert room.actions() == ["case.create.refused", "case.create.refused", "case.create"]


def test_two_studies_become_two_cases_unless_a_note_comes_with_them(room: Room, ada: Actor) -> None:
    films = [("1.dcm", study_film(1)), ("2.dcm", study_film(2, **OTHER))]
    for more in ({"note": NOTE}, {"record": Record(age=3)}, {"patient": "Roe"}):
        with pytest.raises(Refused, match="2 studies"):
            room.service.bring_in(ada, films, **more)
    assert room.count("cases") == 0
    assert [len(case.films) for case in room.service.bring_in(ada, films).cases] == [1, 1]


def test_nothing_is_kept_where_no_film_could_be_read(room: Room, ada: Actor) -> None:
    brought = room.service.bring_in(ada, [("bad.txt", b"junk")], note=NOTE)
    assert (brought.cases, len(brought.left_out), room.count("cases")) == ((), 1, 0)
    with pytest.raises(Refused, match="A case needs"):
        room.service.bring_in(ada, [])
