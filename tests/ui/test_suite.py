"""The composition root: jobs leave rows, decisions are kept, a domain is given its own corner and nobody else's."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.engine.task import Task
from core.plugins.skeleton import create
from data import audit
from data.accounts import SYSTEM, Actor, Role
from ui.demonstration import RealHome, fill, is_flagged
from ui.joblog import JobLog
from ui.kit import host
from ui.pluginstore import SettingsStore
from ui.suite import Suite

PASSWORD = "a quiet river bends"  # noqa: S105 - opens nothing but what a test made


@pytest.fixture
def suite(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Suite]:
    parent = tmp_path / f"halls_{tmp_path.name}"
    parent.mkdir()
    monkeypatch.syspath_prepend(str(tmp_path))
    create("mill", parent)
    opened = Suite.open(home, folders=(parent,), engine="inline")
    yield opened
    opened.close()


def test_a_task_leaves_a_row(suite: Suite) -> None:
    task = Task("tests.ui.test_suite:work", {}, kind="work", domain="mill")
    assert suite.engine.submit(task).result() == "worked"
    job = suite.jobs.recent(1)[0]
    assert (job.id, job.kind, job.domain, job.state, job.fraction) == (task.id, "work", "mill", "done", 1.0)


def test_progress_is_written_now_and_then_only(suite: Suite) -> None:
    log = JobLog(suite.jobs)
    log.queued(Task("a:b", {}, kind="work", domain="mill", id="1"))
    for step in range(100):
        log.progress("1", step / 100, f"step {step}")
    assert suite.jobs.recent(1)[0].message == "step 0"
    log.ended("1", "failed", "It broke.")
    assert (suite.jobs.recent(1)[0].state, suite.jobs.recent(1)[0].message) == ("failed", "It broke.")


def test_decisions_about_plugins_are_kept_and_audited(suite: Suite) -> None:
    store = SettingsStore(suite.settings)
    assert store.load() == {}
    store.save("mill", {"enabled": False, "config": {"a": 1}}, SYSTEM)
    store.save("forge", {"enabled": True, "config": {}}, SYSTEM)
    assert store.load() == {"mill": {"enabled": False, "config": {"a": 1}}, "forge": {"enabled": True, "config": {}}}
    assert "setting/plugin.mill" in [row.subject for row in audit.rows(suite.database("suite"), limit=10)]


def test_a_domain_gets_its_own_corner(suite: Suite) -> None:
    suite.lifecycle.start_all()
    context = suite.context("mill")
    assert context.home == suite.home / "domains" / "mill" and context.home.is_dir()
    assert context.database.name == "mill" and context.database is suite.database("mill")
    assert context.folder.name == "mill"
    assert suite.service("mill") is suite.service("mill")


def test_a_service_that_is_down_is_refused_and_comes_back_anew(suite: Suite) -> None:
    suite.lifecycle.start_all()
    before = suite.service("mill")
    suite.lifecycle.disable("mill", SYSTEM)
    with pytest.raises(LookupError, match="mill"):
        suite.service("mill")
    suite.lifecycle.enable("mill", SYSTEM)
    assert suite.service("mill") is not before


def test_a_demonstration_is_filled_once_and_kept_from_homes_in_use(suite: Suite) -> None:
    fill(suite)
    people = suite.accounts.people()
    fill(suite)
    assert suite.accounts.people() == people and len(people) == 3
    assert is_flagged(suite.home)
    (suite.home / "demonstration").unlink()
    with pytest.raises(RealHome):
        fill(suite)


def test_the_door_opens_a_suite_only_when_somebody_knocks(suite: Suite) -> None:
    opened: list[Suite] = []

    def opener() -> Suite:
        opened.append(suite)
        return suite

    host.set_opener(opener)
    assert opened == []
    assert host.host() is suite and host.host() is suite
    assert opened == [suite]
    host.set_host(None)
    with pytest.raises(host.NoHost):
        host.host()


def work(payload: object, report: object) -> str:
    return "worked"


def test_a_command_starts_the_one_domain_that_it_asks_for(suite: Suite) -> None:
    assert suite.service("mill") is suite.service("mill")
    assert suite.registry.get("mill").up


def test_only_the_server_lets_a_domain_work_in_the_background(suite: Suite) -> None:
    assert not suite.context("mill").serving
    suite.start()
    assert suite.context("mill").serving


def test_a_domain_knows_whom_work_can_be_handed_to(suite: Suite) -> None:
    ada = suite.accounts.create("ada", PASSWORD, Role.CLINICIAN, by=SYSTEM)
    gone = suite.accounts.create("gone", PASSWORD, Role.CLINICIAN, by=SYSTEM)
    suite.accounts.create("lena", PASSWORD, Role.LEARNER, by=SYSTEM)
    suite.accounts.disable(gone.id, by=SYSTEM)
    assert list(suite.context("mill").people(Role.CLINICIAN)) == [ada]


def test_domains_are_told_who_signed_out_and_one_that_fails_stops_nobody(
    suite: Suite, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    told: list[str] = []

    def signed_out(_service: object, actor: Actor) -> None:
        told.append(actor.name)
        raise RuntimeError("broken")

    suite.lifecycle.start_all()
    monkeypatch.setattr(type(suite.service("mill")), "signed_out", signed_out, raising=False)
    ada = suite.accounts.create("ada", PASSWORD, Role.CLINICIAN, by=SYSTEM)
    token = suite.sign_ins.open(ada)
    suite.sign_out(token)
    suite.sign_out(token)
    assert (told, suite.actor_of(token)) == (["ada"], None)
    assert "The domain 'mill' failed while somebody signed out." in caplog.text
