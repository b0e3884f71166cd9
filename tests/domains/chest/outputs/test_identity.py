import pytest

from domains.chest.outputs.identity import as_stored, line, person, uid


@pytest.mark.parametrize(
    ("name", "stored"),
    [
        ("Dr Ada Lovelace", "Lovelace^Ada^^Dr"),
        ("Ada", "Ada^"),
        ("Doe, Jane", "Doe^Jane"),
        ("Doe^Jane^A=X", "Doe^Jane^A"),
        ("Prof. Dr. Maria van Dyk", "Dyk^Maria van^^Prof. Dr."),
        ("Dr", "Dr^"),
        ("", ""),
    ],
)
def test_names_are_written_in_the_order_of_dicom(name: str, stored: str) -> None:
    assert person(name) == stored


@pytest.mark.parametrize(("name", "stored"), [("ward", "ward^"), ("Doe^Jane", "Doe^Jane"), ("", "")])
def test_a_name_of_a_film_stays_as_it_is(name: str, stored: str) -> None:
    assert as_stored(name) == stored


def test_a_uid_follows_from_its_parts() -> None:
    assert uid("a", "b") == uid("a", "b")
    assert len({uid("a", "b"), uid("ab"), uid("b", "a")}) == 3
    assert uid("a").startswith("2.25.")
    assert len(uid("a")) <= 64


def test_a_backslash_separates_nothing() -> None:
    assert line("A\\B\n") == "A/B"
