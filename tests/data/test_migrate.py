from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

from data.anchor import parse
from data.audit import rows, verify
from data.database import Database
from data.migrate import SUITE_SCRIPTS, MigrationFailed, current, upgrade
from data.tables import SuiteBase

ROOT = Path(__file__).parents[2]
REVISIONS = 8

HEADER = """
import os, signal, time
import sqlalchemy as sa
from alembic import op

revision = {revision!r}
down_revision = {down!r}
"""

STEP = """
def upgrade():
    op.create_table("t{n}", sa.Column("id", sa.Integer, primary_key=True), sa.Column("word", sa.String(20)))
    for number in range(20):
        op.execute(sa.text("INSERT INTO t{n} VALUES (:id, 'word')").bindparams(id=number))
    op.create_index("i{n}", "t{n}", ["word"])
    time.sleep(0.01)
    with op.batch_alter_table("t{n}") as batch:
        batch.alter_column("word", new_column_name="term", nullable=False)
"""

HALF = """
def upgrade():
    op.create_table("half", sa.Column("id", sa.Integer, primary_key=True))
    op.execute("INSERT INTO half VALUES (1)")
    {end}
"""


def script(folder: Path, number: int, body: str) -> None:
    down = f"{number - 1:04}" if number > 1 else None
    content = HEADER.format(revision=f"{number:04}", down=down) + body
    (folder / "versions").mkdir(parents=True, exist_ok=True)
    (folder / "versions" / f"v{number:04}.py").write_text(content)


@pytest.fixture
def scripts(tmp_path: Path) -> Path:
    for number in range(1, REVISIONS + 1):
        script(tmp_path / "history", number, STEP.format(n=number))
    return tmp_path / "history"


def tables(database: Database) -> set[str]:
    with database.read() as session:
        return set(inspect(session.connection()).get_table_names())


def upgraded(database: Database) -> list[str]:
    entries = rows(database, limit=100)
    return [entry.subject for entry in reversed(entries) if entry.action == "database.upgrade"]


def assert_complete(database: Database) -> None:
    names = {f"t{number}" for number in range(1, REVISIONS + 1)}
    assert tables(database) == names | {"chiron_audit", "alembic_version"}
    assert current(database) == f"{REVISIONS:04}"
    assert upgraded(database) == [f"revision/{number:04}" for number in range(1, REVISIONS + 1)]
    with database.read() as session:
        for name in names:
            assert session.scalar(text(f"SELECT count(term) FROM {name}")) == 20  # noqa: S608
    assert verify(database).ok


def test_a_history_is_run_once_and_audited(database: Database, scripts: Path) -> None:
    upgrade(database, scripts)
    assert_complete(database)
    upgrade(database, scripts)
    assert_complete(database)


def test_new_revisions_are_added_to_what_is_there(database: Database, scripts: Path) -> None:
    upgrade(database, scripts)
    script(scripts, REVISIONS + 1, HALF.format(end="pass"))
    upgrade(database, scripts)
    assert current(database) == f"{REVISIONS + 1:04}"
    assert "half" in tables(database)


def test_killed_again_and_again_it_arrives_all_the_same(home: Path, url: str | None, scripts: Path) -> None:
    with Database.open("suite", home, url):
        pass
    draw, kills = random.Random(7), 0  # noqa: S311
    for _ in range(12):
        child = fork_upgrade(home, url, scripts)
        time.sleep(draw.uniform(0.0, 0.06))
        os.kill(child, signal.SIGKILL)
        kills += os.WIFSIGNALED(os.waitpid(child, 0)[1])
        with Database.open("suite", home, url) as database:
            assert verify(database).ok
            done = {f"t{int(subject[-4:])}" for subject in upgraded(database)}
            assert done == {name for name in tables(database) if name[0] == "t"}
    assert kills >= 2
    with Database.open("suite", home, url) as database:
        upgrade(database, scripts)
        assert_complete(database)


def fork_upgrade(home: Path, url: str | None, scripts: Path) -> int:
    child = os.fork()
    if child == 0:
        try:
            with Database.open("suite", home, url) as database:
                upgrade(database, scripts)
        finally:
            os._exit(0)
    return child


def test_killed_in_the_middle_of_a_revision_nothing_of_it_stays(home: Path, url: str | None, scripts: Path) -> None:
    script(scripts, REVISIONS + 1, HALF.format(end="os.kill(os.getpid(), signal.SIGKILL)"))
    status = os.waitpid(fork_upgrade(home, url, scripts), 0)[1]
    assert os.waitstatus_to_exitcode(status) == -signal.SIGKILL
    with Database.open("suite", home, url) as database:
        assert_complete(database)
        script(scripts, REVISIONS + 1, HALF.format(end="pass"))
        upgrade(database, scripts)
        assert "half" in tables(database)


def test_a_failing_revision_is_undone_and_named_and_those_before_it_stand(database: Database, scripts: Path) -> None:
    script(scripts, REVISIONS + 1, HALF.format(end="raise ValueError('no such thing')"))
    with pytest.raises(MigrationFailed, match=r"'suite' could not be upgraded \(revision 0009\): no such thing"):
        upgrade(database, scripts)
    assert_complete(database)


def test_two_processes_that_start_together_run_it_once(home: Path, url: str | None, scripts: Path) -> None:
    children = [fork_upgrade(home, url, scripts) for _ in range(3)]
    for child in children:
        assert os.waitpid(child, 0)[1] == 0
    with Database.open("suite", home, url) as database:
        assert_complete(database)


def test_a_database_of_a_newer_suite_is_refused(suite: Database, scripts: Path) -> None:
    with suite.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(MigrationFailed, match="newer version of it made this database: install that version"):
        upgrade(suite, SUITE_SCRIPTS)


def test_a_folder_without_a_history_is_refused(database: Database, tmp_path: Path) -> None:
    with pytest.raises(MigrationFailed, match="no revision"):
        upgrade(database, tmp_path)
    with pytest.raises(MigrationFailed, match="cannot be read"):
        upgrade(database, tmp_path / "nowhere")
    script(tmp_path, 1, "this is not python")
    with pytest.raises(MigrationFailed, match="cannot be read"):
        upgrade(database, tmp_path)


def test_two_ends_of_a_history_are_refused(database: Database, scripts: Path) -> None:
    text_of_last = (scripts / "versions" / f"v{REVISIONS:04}.py").read_text()
    (scripts / "versions" / "twin.py").write_text(
        text_of_last.replace(f"revision = '{REVISIONS:04}'", "revision = 'x'")
    )
    with pytest.raises(MigrationFailed, match="cannot be read"):
        upgrade(database, scripts)


def test_the_suites_history_makes_the_tables_that_the_code_maps(database: Database) -> None:
    upgrade(database, SUITE_SCRIPTS)
    with database.read() as session:
        context = MigrationContext.configure(session.connection(), opts={"include_object": is_ours})
        assert compare_metadata(context, SuiteBase.metadata) == []


def is_ours(_object: object, name: str | None, kind: str, _reflected: bool, _other: object) -> bool:
    return not (kind == "table" and name == "chiron_audit")


def test_a_wheel_holds_the_histories(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)  # noqa: S603
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    for path in SUITE_SCRIPTS.glob("versions/*.py"):
        assert path.relative_to(ROOT).as_posix() in names


def test_a_commit_whose_writer_died_is_confirmed_by_the_next_upgrade(suite: Database) -> None:
    state = parse(suite.anchor.content())
    assert state is not None
    suite.anchor.intend(state.confirmed._replace(seq=0, hash="0" * 64), state.confirmed)
    for alarm in (suite.home / "anchors").glob("*.alarms"):
        alarm.unlink()
    upgrade(suite, SUITE_SCRIPTS)
    state = parse(suite.anchor.content())
    assert state is not None
    assert state.intended is None
    assert verify(suite).ok
