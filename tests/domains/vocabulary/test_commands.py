"""`chiron vocabulary stats` as people and programs use it."""

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from data.accounts import SYSTEM, Role
from domains.vocabulary.views import Answer, Draft, Turn
from ui.cli import main
from ui.kit.host import set_host
from ui.suite import Suite

Said = tuple[int, str, str]
Chiron = Callable[..., Said]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("CHIRON_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("CHIRON_DATABASE_URL", raising=False)
    yield tmp_path / "home"
    set_host(None)


@pytest.fixture
def chiron(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Chiron:
    def run(*arguments: str) -> Said:
        monkeypatch.setattr(sys, "argv", ["chiron", "vocabulary", *arguments])
        with pytest.raises(SystemExit) as left:
            main()
        return int(left.value.code or 0), *capsys.readouterr()

    return run


def learned(home: Path) -> None:
    """One learner, who answered one card."""
    suite = Suite.open(home, engine="inline")
    try:
        actor = suite.accounts.create("Lena Müller", "a long enough password", Role.LEARNER, SYSTEM)
        suite.lifecycle.start("vocabulary")
        service = suite.service("vocabulary")
        deck = service.create_deck(actor, "Words", "es", "en")
        service.add_notes(actor, deck.id, [Draft("uno", "one"), Draft("dos", "two")])
        found = service.next(actor, deck.id)
        assert isinstance(found, Turn)
        service.answer(actor, found.token, Answer(4, duration_ms=1500))
    finally:
        suite.close()


def test_a_learners_figures_are_told(home: Path, chiron: Chiron) -> None:
    learned(home)
    code, out, err = chiron("stats", "--user", "lena müller", "--json")
    told = json.loads(out)
    assert (code, err, out.count("\n")) == (0, "", 1)
    assert (told["user"], told["reviews"], told["today"], told["seconds_today"]) == ("Lena Müller", 1, 1, 1.5)
    assert told["states"] == {"new": 1, "learning": 0, "review": 1, "relearning": 0, "suspended": 0}
    code, out, err = chiron("stats", "--user", "Lena Müller")
    assert code == 0 and "1 review in all, 1 today" in out


def test_an_unknown_user_is_one_sentence_that_names_those_there_are(home: Path, chiron: Chiron) -> None:
    learned(home)
    code, out, err = chiron("stats", "--user", "Max", "--json")
    assert code and out == "" and err.count("\n") == 1
    assert "There is no learner 'Max'; there are: Lena Müller." in err


def test_without_any_learner_it_says_how_to_add_one(chiron: Chiron) -> None:
    code, out, err = chiron("stats", "--user", "Max")
    assert code and out == "" and "chiron users add" in err
