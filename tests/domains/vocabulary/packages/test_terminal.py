"""`chiron vocabulary import` and `export`, as a user types them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from core.intake.refusal import Refused
from data.actor import Role
from domains.vocabulary.commands import app
from domains.vocabulary.packages import terminal
from domains.vocabulary.views import Counts, DeckView, NoSuchDeck
from tests.domains.vocabulary.packages.making import package, png
from ui.kit.host import set_host
from ui.suite import Suite


@pytest.fixture
def suite(tmp_path: Path) -> Iterator[Suite]:
    opened = Suite.open(tmp_path / "home", engine="inline")
    set_host(opened)
    yield opened
    set_host(None)
    opened.close()


def run(*words: str) -> str:
    done = CliRunner().invoke(app, list(words), catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def test_a_package_comes_in_and_goes_out(suite: Suite, tmp_path: Path) -> None:
    file, out = tmp_path / "es.apkg", tmp_path / "out.apkg"
    file.write_bytes(package(media={"a.png": png()}))
    suite.accounts.create("Lena", "Xk29-sdlkfj-qpwo", Role.LEARNER, suite.operator())
    said = run("import", str(file), "--user", "lena")
    assert "Imported for Lena: 2 notes, 2 cards, 1 media file, 0 reviews." in said
    assert "“Spanish”" in said
    assert "Written" in run("export", "spanish", str(out), "--user", "Lena")
    assert out.read_bytes().startswith(b"PK")
    file.write_bytes(b"no package")
    with pytest.raises(Refused, match="no Anki package"):
        run("import", str(file), "--user", "Lena")
    with pytest.raises(LookupError, match="no learner 'Max'; there are: Lena"):
        run("import", str(file), "--user", "Max")
    with pytest.raises(ValueError, match="is a folder"):
        run("export", "Spanish", str(tmp_path), "--user", "Lena")


def view(number: int, title: str) -> DeckView:
    return DeckView(str(number), 1, title, "", "own", "owner", "Lena", "", "", 0, Counts(), True)


def test_a_deck_is_named_by_id_or_title() -> None:
    decks = (view(1, "Spanish"), view(2, "French"), view(3, "French"))
    assert terminal.named(decks, "1").title == terminal.named(decks, "SPANISH").title == "Spanish"
    with pytest.raises(NoSuchDeck, match=r"2 decks are called 'French'.*\(2, 3\)"):
        terminal.named(decks, "French")
    with pytest.raises(NoSuchDeck, match="there are: 'Spanish'"):
        terminal.named(decks, "German")
