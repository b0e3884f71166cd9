"""`chiron vocabulary import` and `export`, as a user types them."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from domains.vocabulary.packages import terminal
from domains.vocabulary.views import Counts, DeckView, NoSuchDeck
from tests.domains.vocabulary.packages.making import package, png

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    environment = {**os.environ, "CHIRON_HOME": str(tmp_path / "home")}
    environment.pop("CHIRON_DATABASE_URL", None)

    def call(*words: str, given: str = "") -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "ui", *words]
        return subprocess.run(  # noqa: S603
            command, env=environment, input=given, capture_output=True, text=True, check=False
        )

    return call


def test_a_package_comes_in_and_goes_out(run: Run, tmp_path: Path) -> None:
    file, out = tmp_path / "es.apkg", tmp_path / "out.apkg"
    file.write_bytes(package(media={"a.png": png()}))
    assert (
        run("users", "add", "Lena", "--role", "learner", "--password-stdin", given="Xk29-sdlkfj-qpwo").returncode == 0
    )
    came = run("vocabulary", "import", str(file), "--user", "lena")
    assert came.returncode == 0, came.stderr
    assert "Imported for Lena: 2 notes, 2 cards, 1 media file, 0 reviews." in came.stdout
    assert "“Spanish”" in came.stdout
    gone = run("vocabulary", "export", "spanish", str(out), "--user", "Lena")
    assert gone.returncode == 0 and out.read_bytes().startswith(b"PK"), gone.stderr
    file.write_bytes(b"no package")
    refused = run("vocabulary", "import", str(file), "--user", "Lena")
    assert refused.returncode == 2
    assert refused.stderr.startswith("chiron: The file is no Anki package") and refused.stderr.count("\n") == 1


def view(number: int, title: str) -> DeckView:
    return DeckView(str(number), 1, title, "", "own", "owner", "Lena", "", "", 0, Counts(), True)


def test_a_deck_is_named_by_id_or_title() -> None:
    decks = (view(1, "Spanish"), view(2, "French"), view(3, "French"))
    assert terminal.named(decks, "1").title == terminal.named(decks, "SPANISH").title == "Spanish"
    with pytest.raises(NoSuchDeck, match=r"2 decks are called 'French'.*\(2, 3\)"):
        terminal.named(decks, "French")
    with pytest.raises(NoSuchDeck, match="there are: 'Spanish'"):
        terminal.named(decks, "German")
