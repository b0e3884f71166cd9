"""The history of the vocabulary's tables makes what its mappings expect, on either database."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from data.database import Database
from data.migrate import upgrade
from domains.vocabulary import store


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    url = request.getfixturevalue("postgres") if request.param == "postgres" else None
    with Database.open("vocabulary", tmp_path, url) as database:
        upgrade(database, store.SCRIPTS)
        yield database
        if url:
            with database.reshape() as session:
                session.execute(text("DROP SCHEMA vocabulary CASCADE"))


def test_the_history_makes_the_tables_that_the_mappings_expect(database: Database) -> None:
    with database.read() as session:
        for table in store.Base.metadata.sorted_tables:
            columns = session.execute(text(f'SELECT * FROM "{table.name}"')).keys()  # noqa: S608
            assert set(columns) == set(table.columns.keys()), table.name
