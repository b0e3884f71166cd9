"""The vocabulary's tables as the migrations leave them."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from data.types import utcnow
from domains.vocabulary.bands import LEARNING, band
from domains.vocabulary.store import Base, DeckRow, NoteRow
from tests.domains.vocabulary.conftest import Open, School


def _ours(_object: object, name: str | None, kind: str, _reflected: bool, _other: object) -> bool:
    return not (kind == "table" and name == "chiron_audit")


def differences(school: School) -> list[object]:
    with school.context.database.read() as session:
        context = MigrationContext.configure(session.connection(), opts={"include_object": _ours})
        return list(compare_metadata(context, Base.metadata))


def test_the_migrations_leave_the_tables_as_they_are_declared(school: School) -> None:
    assert differences(school) == []


def test_they_do_on_postgresql(open_school: Open, postgres: str) -> None:
    assert differences(open_school(postgres)) == []


def test_a_note_is_found_by_what_was_written_last(school: School) -> None:
    at = utcnow()
    deck = DeckRow(id="1" * 32, title="Mine", owner_id="x", owner_name="X", created_at=at, changed_at=at)
    row = NoteRow(deck_id=deck.id, guid="g", position=0, word="Corazón", meaning="heart", created_at=at, changed_at=at)
    row.accepted = ["Hérz"]
    with school.context.database.write() as session:
        session.add(deck)
        session.flush()
        session.add(row)
        session.flush()
        assert row.search == "corazon\nheart\nherz"
        row.word = "<b>Ñandú</b> [sound:x.mp3]"
        session.flush()
        assert row.search == "nandu\nheart\nherz"


@pytest.mark.parametrize(("state", "stability"), [(1, 5.0), (3, 5.0), (2, None)])
def test_what_is_being_learned_has_a_band_of_its_own(state: int, stability: float | None) -> None:
    assert band(state, stability) == LEARNING


def test_bands_grow_with_stability() -> None:
    bands = [band(2, days) for days in (0.001, 0.5, 1.0, 1.1, 2.0, 100.0, 36500.0)]
    assert bands == sorted(bands)
    assert band(2, 1.0) == band(2, 1.1) != band(2, 2.0)
    assert LEARNING < bands[0]
