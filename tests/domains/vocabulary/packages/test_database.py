"""A foreign database is believed in nothing."""

from typing import Any

import pytest

from core.intake.refusal import Code, Refused
from domains.vocabulary.packages.child import database
from domains.vocabulary.packages.exporting.schema import written
from domains.vocabulary.packages.limits import Limits
from tests.domains.vocabulary.packages.making import altered, collection


def told(content: bytes, limits: Limits | None = None) -> list[dict[str, Any]]:
    return list(database.rows(database.opened(content), limits or Limits()))


def refused(content: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(Refused) as caught:
        told(content, limits)
    return caught.value.code


def test_a_collection_tells_all_its_rows() -> None:
    pieces = told(written(collection(3)))
    assert [piece["kind"] for piece in pieces] == ["collection", "note", "card"]
    assert pieces[0]["ver"] == 11
    assert pieces[0]["decks"]["55"]["name"] == "Spanish"
    assert len(pieces[1]["rows"]) == len(pieces[2]["rows"]) == 3


@pytest.mark.parametrize("cut", [0, 15, 100, 5000, -3000])
def test_a_database_that_is_cut_is_refused(cut: int) -> None:
    assert refused(written(collection())[:cut]) == Code.MALFORMED


def test_a_database_with_damaged_pages_is_refused() -> None:
    content = bytearray(written(collection(60)))
    for at in range(4096, len(content), 4096):
        content[at : at + 12] = b"\xff" * 12
    assert refused(bytes(content)) == Code.MALFORMED


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TRIGGER t AFTER INSERT ON notes BEGIN DELETE FROM cards; END",
        "CREATE VIEW v AS SELECT * FROM notes",
        "CREATE VIRTUAL TABLE f USING fts5(x)",
        "DROP TABLE revlog",
        "DELETE FROM col",
        "UPDATE col SET ver = 999",
        "UPDATE col SET ver = 'x'",
        "UPDATE col SET models = '[]'",
        "UPDATE col SET decks = '{'",
        "UPDATE col SET dconf = x'ff00'",
        "UPDATE notes SET flds = x'ff'",
        "ALTER TABLE cards RENAME COLUMN due TO overdue",
    ],
    ids=lambda statement: " ".join(str(statement).split()[:4]),
)
def test_what_no_collection_has_is_refused(statement: str) -> None:
    assert refused(altered(collection(), statement)) == Code.MALFORMED


def test_a_view_in_place_of_a_table_never_runs() -> None:
    content = altered(
        collection(),
        "ALTER TABLE notes RENAME TO hidden",
        "CREATE VIEW notes AS WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT * FROM hidden, r",
    )
    assert refused(content) == Code.MALFORMED


def test_nothing_can_be_written_or_attached() -> None:
    db = database.opened(written(collection()))
    for statement in ("DELETE FROM notes", "ATTACH ':memory:' AS other", "CREATE TABLE t (x)", "VACUUM"):
        with pytest.raises(Exception, match=r"authorization denied|not authorized|prohibited"):
            db.execute(statement)
    db.close()


def test_too_many_rows_are_refused_before_they_are_read() -> None:
    assert refused(written(collection(5)), Limits(notes=4)) == Code.LENGTH


def test_a_database_with_a_write_ahead_log_is_read() -> None:
    content = bytearray(written(collection()))
    content[18:20] = b"\2\2"
    assert len(told(bytes(content))) == 3
