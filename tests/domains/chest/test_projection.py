import pytest

from domains.chest import projection
from domains.chest.projection import ONLY_LATERAL, OUTDATED, film_to_read, is_lateral, outdated
from domains.chest.store import CaseRow, FilmRow, ReadingRow


def case_of(*views: str | None, chosen: int | None = None, view: str | None = None) -> CaseRow:
    films = [FilmRow(position=i, digest=str(i), facts={"view": each}) for i, each in enumerate(views)]
    return CaseRow(films=films, read_film=chosen, view=view)


@pytest.mark.parametrize(
    ("views", "chosen", "read"),
    [
        (["PA"], None, 0),
        (["LL", "PA", "AP"], None, 1),
        ([None, "AP"], None, 1),
        (["LL", None], None, 1),
        (["LL", "LL"], None, None),
        (["PA", "AP"], 1, 1),
        (["PA", "LL"], 1, 0),
        (["PA"], 5, 0),
        ([], None, None),
    ],
)
def test_the_first_frontal_film_is_read_unless_another_was_chosen(
    views: list[str | None], chosen: int | None, read: int | None
) -> None:
    film = film_to_read(case_of(*views, chosen=chosen))
    assert (film.position if film else None) == read


def test_of_a_single_film_the_record_tells_the_view() -> None:
    case = case_of(None, view="LL")
    assert is_lateral(case, case.films[0])
    case = case_of(None, "PA", view="LL")
    assert not is_lateral(case, case.films[0])


def test_a_reading_is_out_of_date_once_another_film_would_be_read() -> None:
    case = case_of("PA", "AP")
    assert outdated(case) == ""
    case.readings.append(ReadingRow(film_digest="0"))
    assert outdated(case) == ""
    case.read_film = 1
    assert outdated(case) == OUTDATED
    case.readings.append(ReadingRow(film_digest="1"))
    assert outdated(case) == ""


def test_a_reading_without_a_film_is_out_of_date_once_there_is_one() -> None:
    case = case_of("PA")
    case.readings.append(ReadingRow(film_digest=None))
    assert outdated(case) == OUTDATED


@pytest.mark.parametrize(
    ("views", "told"),
    [(["PA"], 0), (["PA", "LL"], 1), (["PA", "LL", "LL"], 1), (["LL"], 1), ([], 0)],
)
def test_lateral_films_that_are_left_out_are_told_of(views: list[str], told: int) -> None:
    sentences = projection.notices(case_of(*views))
    assert len(sentences) == told
    assert (ONLY_LATERAL in sentences) == (views == ["LL"])
