from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from data.backup import BackupRefused, backup, restore
from data.database import Database

MAKE = """
CREATE TYPE mood AS ENUM ('sad', 'it''s ok', 'happy');
CREATE FUNCTION twice(n integer) RETURNS integer LANGUAGE sql IMMUTABLE AS $$ SELECT n * 2 $$;
CREATE SEQUENCE tickets START 100 INCREMENT 5;
CREATE TABLE "Parent" (id serial PRIMARY KEY, "odd ""name" text COLLATE "C" DEFAULT 'it''s', at timestamptz NOT NULL);
CREATE TABLE child (
    id bigint GENERATED ALWAYS AS IDENTITY, parent integer NOT NULL REFERENCES "Parent" (id) ON DELETE CASCADE,
    feeling mood DEFAULT 'happy', amount numeric(12, 3) CHECK (amount > 0),
    doubled integer GENERATED ALWAYS AS (2 * parent) STORED,
    ratio double precision, raw bytea, document jsonb, tags text[], span interval, UNIQUE (parent, amount));
CREATE INDEX by_tag ON child USING gin (tags);
CREATE UNIQUE INDEX happy_ones ON child (parent) WHERE feeling = 'happy';
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no %', 'thanks'; END $$;
CREATE TRIGGER no_delete BEFORE DELETE ON child FOR EACH ROW EXECUTE FUNCTION refuse();
INSERT INTO "Parent" ("odd ""name", at) VALUES (E'tab\\tnew\\nline \\\\ back é', '2026-01-02 03:04:05.678901+05:45');
INSERT INTO "Parent" (at) VALUES ('infinity');
INSERT INTO child (parent, amount, ratio, raw, document, tags, span, feeling) VALUES
    (1, 1.250, 0.1::float8 + 0.2::float8, '\\x00ff', '{"a": [1, null]}', ARRAY['x,y', NULL, '"'], '1 mon 2 days',
     'sad'),
    (2, 7, 'NaN', NULL, 'null', '{}', '-00:00:00.000001', 'it''s ok');
SELECT nextval('tickets'), nextval('tickets');
"""

EVERYTHING = (
    'SELECT p::text FROM "Parent" p ORDER BY id',
    "SELECT c::text FROM child c ORDER BY id",
    "SELECT indexdef FROM pg_indexes WHERE schemaname = current_schema() ORDER BY indexname",
    "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = current_schema()::regnamespace "
    "AND contype <> 'n' ORDER BY 1",
    "SELECT sequencename, data_type::text, start_value, increment_by, last_value FROM pg_sequences "
    "WHERE schemaname = current_schema() ORDER BY 1",
    "SELECT table_name, ordinal_position, column_name, data_type, column_default, is_nullable, is_identity, "
    "is_generated, collation_name FROM information_schema.columns WHERE table_schema = current_schema() ORDER BY 1, 2",
    "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal "
    "AND tgrelid IN (SELECT oid FROM pg_class WHERE relnamespace = current_schema()::regnamespace) ORDER BY 1",
    "SELECT proname, pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = current_schema()::regnamespace "
    "ORDER BY 1",
)


def run(session: Session, script: str) -> None:
    driver = session.connection().connection.dbapi_connection
    assert driver is not None
    driver.execute(script)


def everything(database: Database) -> list[list[tuple[object, ...]]]:
    with database.read() as session:
        return [[tuple(row) for row in session.execute(text(query))] for query in EVERYTHING]


@pytest.fixture
def made(home: Path, postgres_url: str) -> list[list[tuple[object, ...]]]:
    with Database.open("suite", home, postgres_url) as database:
        with database.reshape() as session:
            run(session, MAKE)
        return everything(database)


def test_a_schema_comes_back_as_it_was(
    made: list[list[tuple[object, ...]]], home: Path, postgres_url: str, tmp_path: Path
) -> None:
    archive = backup(home, tmp_path / "b.chiron", postgres_url).archive
    with Database.open("suite", home, postgres_url) as database, database.write() as session:
        session.execute(text("DROP TABLE child"))
        session.execute(text('UPDATE "Parent" SET at = now()'))
        session.execute(text("CREATE VIEW later AS SELECT 1"))
    restore(archive, home, postgres_url)
    with Database.open("suite", home, postgres_url) as database:
        after = everything(database)
        for before, now in zip(made, after, strict=True):
            assert now == before
        with database.write() as session:
            assert session.scalar(text("SELECT nextval('tickets')")) == 110
            session.execute(text("INSERT INTO child (parent, amount) VALUES (1, 9)"))
            assert session.scalar(text("SELECT max(id) FROM child")) == 3
            assert session.scalar(text('INSERT INTO "Parent" (at) VALUES (now()) RETURNING id')) == 3
        with pytest.raises(DBAPIError, match="no thanks"), database.write() as session:
            session.execute(text("DELETE FROM child"))


def test_into_another_database(
    made: list[list[tuple[object, ...]]], home: Path, cluster: str, postgres_url: str, tmp_path: Path
) -> None:
    import psycopg

    archive = backup(home, tmp_path / "b.chiron", postgres_url).archive
    with psycopg.connect(cluster % "postgres", autocommit=True) as connection:
        connection.execute("CREATE DATABASE elsewhere")
    try:
        assert restore(archive, tmp_path / "back", cluster % "elsewhere").problems == ()
        with Database.open("suite", tmp_path / "back", cluster % "elsewhere") as database:
            assert everything(database) == made
    finally:
        with psycopg.connect(cluster % "postgres", autocommit=True) as connection:
            connection.execute("DROP DATABASE elsewhere WITH (FORCE)")


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE VIEW v AS SELECT 1",
        "CREATE MATERIALIZED VIEW v AS SELECT 1",
        "CREATE DOMAIN v AS integer",
        "CREATE TYPE v AS (a integer)",
        "CREATE TABLE v (a integer) PARTITION BY RANGE (a)",
    ],
)
def test_what_it_cannot_carry_is_named_and_nothing_is_written(
    home: Path, postgres_url: str, tmp_path: Path, statement: str
) -> None:
    with Database.open("suite", home, postgres_url) as database, database.reshape() as session:
        session.execute(text(statement))
    with pytest.raises(BackupRefused, match="holds 'v', which a backup cannot carry: use pg_dump"):
        backup(home, tmp_path / "b.chiron", postgres_url)
    assert [path.name for path in tmp_path.iterdir()] == ["home"]


def test_schemas_of_others_are_left_alone(
    made: list[list[tuple[object, ...]]], home: Path, postgres_url: str, tmp_path: Path
) -> None:
    import psycopg

    with psycopg.connect(postgres_url) as connection:
        connection.execute("CREATE TABLE public.other (n integer)")
    made_backup = backup(home, tmp_path / "b.chiron", postgres_url)
    assert made_backup.databases == ("suite",)
    restore(made_backup.archive, home, postgres_url)
    with psycopg.connect(postgres_url) as connection:
        assert connection.execute("SELECT count(*) FROM public.other").fetchone() == (0,)
