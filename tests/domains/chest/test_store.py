from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from data.database import Database
from data.migrate import upgrade
from domains.chest import store
from domains.chest.store import CaseRow, SignedRow

NOW = datetime(2026, 1, 2, 3, 4, 5, 6, UTC)


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    url = request.getfixturevalue("postgres") if request.param == "postgres" else None
    with Database.open("chest", tmp_path, url) as database:
        upgrade(database, store.SCRIPTS)
        yield database
        if url:
            with database.reshape() as session:
                session.execute(text("DROP SCHEMA chest CASCADE"))
                session.execute(text("CREATE SCHEMA chest"))


def _case(key: str = "1" * 32) -> CaseRow:
    who = {"created_by": "a", "created_by_name": "A", "changed_by_name": "A"}
    return CaseRow(id=key, created_at=NOW, changed_at=NOW, **who)


def _signed(case: str = "1" * 32, number: int = 1) -> SignedRow:
    row = SignedRow(case_id=case, number=number, kind="original", text="t", document="{}", sha256="0" * 64)
    row.signed_by, row.signed_by_name, row.signed_at = "a", "A", NOW
    return row


def _fill(database: Database) -> None:
    with database.write() as session:
        session.add(_case())
        session.flush()
        session.add(_signed())


def test_the_history_makes_the_tables_that_the_mappings_expect(database: Database) -> None:
    with database.read() as session:
        for table in store.Base.metadata.sorted_tables:
            columns = session.execute(text(f"SELECT * FROM {table.name}")).keys()  # noqa: S608
            assert set(columns) == set(table.columns.keys()), table.name


def test_times_come_back_aware_and_exact(database: Database) -> None:
    _fill(database)
    with database.read() as session:
        row = session.get(CaseRow, "1" * 32)
        assert row is not None
        assert row.created_at == NOW
        assert row.created_at.tzinfo is UTC


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE signed_versions SET text = 'forged'",
        "UPDATE signed_versions SET document = document",
        "DELETE FROM signed_versions",
        "DELETE FROM cases",
    ],
)
def test_signed_documents_cannot_be_changed_or_removed(database: Database, statement: str) -> None:
    _fill(database)
    with pytest.raises(DBAPIError), database.write() as session:
        session.execute(text(statement))
    with database.read() as session:
        assert session.scalar(text("SELECT text FROM signed_versions")) == "t"


def test_a_number_cannot_be_taken_twice(database: Database) -> None:
    _fill(database)
    with pytest.raises(DBAPIError), database.write() as session:
        session.add(_signed())


@pytest.mark.parametrize("pragma", ["ON", "OFF"])
def test_replacing_is_refused_too(tmp_path: Path, pragma: str) -> None:
    with Database.open("chest", tmp_path) as database:
        upgrade(database, store.SCRIPTS)
        _fill(database)
        statement = "INSERT OR REPLACE INTO signed_versions SELECT * FROM signed_versions"
        with pytest.raises(DBAPIError, match="immutable"), database.write() as session:
            session.execute(text(f"PRAGMA recursive_triggers={pragma}"))
            session.execute(text(statement))


def test_emptying_the_table_is_refused_too(postgres: str, tmp_path: Path) -> None:
    with Database.open("emptied", tmp_path, postgres) as database:
        upgrade(database, store.SCRIPTS)
        _fill(database)
        with pytest.raises(DBAPIError, match="immutable"), database.write() as session:
            session.execute(text("TRUNCATE signed_versions"))


def test_a_further_version_is_taken(database: Database) -> None:
    _fill(database)
    with database.write() as session:
        session.add(_signed(number=2))
    with database.read() as session:
        assert session.scalar(text("SELECT count(*) FROM signed_versions")) == 2
