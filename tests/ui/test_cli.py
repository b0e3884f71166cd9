"""The terminal as people and programs use it: statuses, sentences, and nothing imported that is not needed."""

import io
import json
import os
import resource
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError

import pytest

from tests.ui.served import PASSWORD
from ui.cli import main

HELP_SECONDS = 0.6


@dataclass(frozen=True)
class Answer:
    """What a command said and how it left."""

    returncode: int
    stdout: str
    stderr: str


Chiron = Callable[..., Answer]


@pytest.fixture
def chiron(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Chiron:
    """Run `chiron ...` over a fresh home, in this process."""

    def run(*arguments: str, typed: str = "") -> Answer:
        monkeypatch.setattr(sys, "argv", ["chiron", *arguments])
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        with pytest.raises(SystemExit) as left:
            main()
        code = left.value.code
        return Answer(code if isinstance(code, int) else int(code is not None), *capsys.readouterr())

    return run


def process(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `chiron ...` in a process of its own, in a folder that is not the repository."""
    environment = {**os.environ, "CHIRON_HOME": str(home)}
    command = [sys.executable, "-m", "ui", *arguments]
    return subprocess.run(  # noqa: S603
        command, env=environment, capture_output=True, text=True, cwd=home.parent, timeout=240
    )


def add(chiron: Chiron, name: str, role: str) -> None:
    answer = chiron("users", "add", name, "--role", role, "--password-stdin", typed=PASSWORD + "\n")
    assert answer.returncode == 0, answer.stderr


def test_help_lists_everything_and_comes_at_once(home: Path) -> None:
    times = []
    for _ in range(3):
        before = processor_seconds()
        answer = process(home, "--help")
        times.append(processor_seconds() - before)
    for name in ("serve", "demo", "plugins", "users", "backup", "restore", "audit", "jobs", "chest"):
        assert f"\n  {name} " in answer.stdout
    assert min(times) < HELP_SECONDS
    assert list(home.iterdir()) == []


def test_a_command_that_does_not_exist_leaves_with_status_2_and_no_traceback(home: Path) -> None:
    answer = process(home, "nonsense")
    assert answer.returncode == 2
    assert "nonsense" in answer.stderr and "Traceback" not in answer.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["plugins", "nonsense"],
        ["plugins", "enable", "nonsense"],
        ["plugins", "config", "chest", "nonsense"],
        ["plugins", "config", "chest", "no_such_key=1"],
        ["plugins", "new", "Not An Id"],
        ["users", "add", "clara", "--role", "surgeon", "--password-stdin"],
        ["users", "role", "nobody", "learner"],
        ["audit", "show", "nonsense"],
        ["jobs", "list", "--limit", "none"],
        ["serve", "--port", "99999"],
        ["serve", "--host", "no.such.host.invalid"],
        ["serve", "--host", "0.0.0.0", "--demo"],  # noqa: S104 - what must be refused
        ["serve", "--certificate", "no-such-file.pem"],
        ["serve", "--origin", "not an origin"],
        ["restore", "no-such-file"],
    ],
)
def test_unusable_arguments_leave_with_status_2_and_a_sentence(chiron: Chiron, arguments: list[str]) -> None:
    answer = chiron(*arguments, typed=PASSWORD)
    assert answer.returncode == 2, answer.stdout + answer.stderr
    last = answer.stderr.strip().splitlines()[-1]
    assert last.startswith(("chiron: ", "Error: ")) and len(last) > len("Error: ") + 10


def test_accounts_are_added_listed_changed_and_disabled(chiron: Chiron) -> None:
    add(chiron, "clara", "clinician")
    add(chiron, "ada", "administrator")
    assert chiron("users", "role", "clara", "learner").returncode == 0
    assert chiron("users", "disable", "clara").returncode == 0
    listed = json.loads(chiron("users", "list", "--json").stdout)
    assert listed == [
        {"name": "ada", "role": "administrator", "state": "active"},
        {"name": "clara", "role": "learner", "state": "disabled"},
    ]
    assert chiron("users", "enable", "clara").returncode == 0
    last = chiron("users", "disable", "ada")
    assert last.returncode == 2 and "last administrator" in last.stderr


def test_a_password_is_neither_asked_of_a_pipe_nor_taken_when_weak(chiron: Chiron) -> None:
    answer = chiron("users", "add", "clara", "--role", "clinician")
    assert answer.returncode == 2 and "--password-stdin" in answer.stderr
    weak = chiron("users", "add", "clara", "--role", "clinician", "--password-stdin", typed="short\n")
    assert weak.returncode == 2 and "characters" in weak.stderr
    assert chiron("users", "list").stdout.startswith("There are no accounts yet")


def test_what_the_terminal_changes_is_audited_under_its_name(chiron: Chiron) -> None:
    add(chiron, "clara", "clinician")
    entry = json.loads(chiron("audit", "show", "--json", "--limit", "1").stdout)[0]
    assert entry["action"] == "account.create"
    assert entry["actor"].endswith("(terminal)")


def test_a_broken_chain_is_told_with_status_1(chiron: Chiron, home: Path) -> None:
    add(chiron, "clara", "clinician")
    whole = chiron("audit", "verify")
    assert whole.returncode == 0 and "chain intact" in whole.stdout
    tamper(home / "databases" / "suite.db")
    broken = chiron("audit", "verify", "--json")
    assert broken.returncode == 1
    report = next(part for part in json.loads(broken.stdout) if part["database"] == "suite")
    assert report["ok"] is False and report["problems"]
    assert "broken" in chiron("audit", "verify").stdout


def test_a_database_that_is_gone_is_told(chiron: Chiron, home: Path) -> None:
    add(chiron, "clara", "clinician")
    for path in (home / "databases").glob("suite.db*"):
        path.unlink()
    assert chiron("audit", "verify").returncode == 1


def test_a_domain_is_disabled_enabled_and_configured(chiron: Chiron) -> None:
    assert chiron("plugins", "disable", "chest").returncode == 0
    assert states(chiron)["chest"] == "disabled"
    assert chiron("plugins", "enable", "chest").returncode == 0
    assert states(chiron)["chest"] in ("ready", "degraded")
    answer = chiron("plugins", "config", "chest", "worklist_page_size=10")
    assert json.loads(answer.stdout)["worklist_page_size"] == 10
    refused = chiron("plugins", "config", "chest", "worklist_page_size=many")
    assert refused.returncode == 2 and "worklist_page_size" in refused.stderr
    assert json.loads(chiron("plugins", "config", "chest").stdout)["worklist_page_size"] == 10


def test_a_new_domain_is_written_and_can_be_named_once(chiron: Chiron, tmp_path: Path) -> None:
    parent = tmp_path / "mine"
    parent.mkdir()
    assert chiron("plugins", "new", "weather", "--into", str(parent)).returncode == 0
    assert (parent / "weather" / "plugin.toml").is_file()
    assert chiron("plugins", "new", "weather", "--into", str(parent)).returncode == 2


def test_a_home_in_real_use_does_not_become_a_demonstration(chiron: Chiron, home: Path) -> None:
    add(chiron, "ada", "administrator")
    for arguments in (["demo"], ["serve", "--demo", "--port", str(free_port())]):
        answer = chiron(*arguments)
        assert answer.returncode == 2 and "real use" in answer.stderr
    assert not (home / "demonstration").exists()


def test_a_port_in_use_is_told_in_one_sentence(chiron: Chiron) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        answer = chiron("serve", "--port", str(port))
    assert answer.returncode == 1
    assert answer.stderr == f"chiron: Port {port} is in use: stop what runs there, or choose another with --port.\n"


def test_serving_says_where_and_how_and_ends_cleanly(home: Path, tmp_path: Path) -> None:
    port = free_port()
    environment = {**os.environ, "CHIRON_HOME": str(home), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "ui", "serve", "--port", str(port), "--no-open"]
    server = subprocess.Popen(  # noqa: S603
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path
    )
    try:
        assert answers(f"http://127.0.0.1:{port}/healthz")
    finally:
        server.terminate()
        said, complained = server.communicate(timeout=30)
    assert f"http://127.0.0.1:{port}" in said
    assert "First start" in said and "/welcome" in said and "one-time code" in said
    assert complained == ""
    assert server.returncode == 0


def test_small_messages_do_not_wait_for_acknowledgements() -> None:
    from ui.serving import take

    with take("127.0.0.1", 0) as listener:
        assert listener.proto == socket.IPPROTO_TCP


def processor_seconds() -> float:
    """Seconds of processor time of all processes that were started and have ended; other load does not change it."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def states(chiron: Chiron) -> dict[str, str]:
    return {row["id"]: row["state"] for row in json.loads(chiron("plugins", "list", "--json").stdout)}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(url: str) -> bool:
    end = time.monotonic() + 90
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(url, timeout=2).close()  # noqa: S310 - the loopback
            return True
        except (URLError, OSError):
            time.sleep(0.1)
    return False


def tamper(file: Path) -> None:
    import sqlite3

    with sqlite3.connect(file) as connection:
        for (trigger,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f'DROP TRIGGER "{trigger}"')
        connection.execute("UPDATE chiron_audit SET actor_name = 'somebody else' WHERE seq = 1")
    connection.close()
