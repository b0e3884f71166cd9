"""Alive and ready, told without a secret."""

from pathlib import Path

from tests.ui.served import Served
from ui.entrance.health import REMEMBERED, Health


def test_alive(served: Served) -> None:
    assert served.browse().get("/healthz").json() == {"alive": True}


def test_ready_when_the_databases_take_writes(served: Served) -> None:
    answer = served.browse().get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"ready": True, "databases": {"suite": "writable"}, "plugins": {}}


def test_a_broken_database_is_told_and_nothing_else_of_it(served: Served) -> None:
    database = served.suite.database("broken")
    assert database.file is not None
    database.close()
    destroy(database.file)
    answer = served.browse().get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["databases"] == {"suite": "writable", "broken": "not writable"}
    assert str(served.suite.home) not in answer.text
    assert served.browse().get("/signin").status_code == 200


def test_the_answer_is_remembered_for_a_moment(served: Served) -> None:
    health = Health(served.suite)
    first = health._look()
    database = served.suite.database("late")
    assert health._look() is first
    health._asked -= REMEMBERED * 2
    databases = health._look()["databases"]
    assert isinstance(databases, dict) and database.name in databases


def test_the_states_of_plugins_stand_beside_it(served: Served, tmp_path: Path) -> None:
    (tmp_path / "domains" / "crooked").mkdir()
    (tmp_path / "domains" / "crooked" / "plugin.toml").write_text("id = ", encoding="utf-8")
    served.suite.registry.discover()
    answer = served.browse().get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["plugins"] == {"crooked": "invalid"}


def destroy(file: Path) -> None:
    for path in file.parent.glob(f"{file.name}*"):
        path.unlink()
    file.write_bytes(b"this is no database" * 500)
