"""Facts in the terminal."""

import json
from pathlib import Path

from typer.testing import CliRunner

from domains.telemedicine.commands import app

LINES = (
    "D: Any chest pain?\nP: No.\nD: Which tablets do you take?\nP: I take metoprolol fifty milligrams twice a day.\n"
)


def test_facts_are_told_with_their_sources(tmp_path: Path) -> None:
    (tmp_path / "talk.txt").write_text(LINES, encoding="utf-8")
    done = CliRunner().invoke(app, ["facts", str(tmp_path / "talk.txt"), "--json"])
    assert done.exit_code == 0
    told = {fact["name"]: fact for fact in json.loads(done.stdout)["facts"]}
    assert told["chest pain"]["assertion"] == "absent" and told["chest pain"]["sources"] == [1, 0]
    assert told["metoprolol"]["values"]["dose"] == 50


def test_they_can_be_read(tmp_path: Path) -> None:
    (tmp_path / "talk.txt").write_text(LINES, encoding="utf-8")
    done = CliRunner().invoke(app, ["facts", str(tmp_path / "talk.txt")])
    assert "metoprolol: “metoprolol fifty milligrams twice a day”  [3]" in done.stdout


def test_what_is_no_transcript_is_refused_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "talk.json").write_text("[]", encoding="utf-8")
    done = CliRunner().invoke(app, ["facts", str(tmp_path / "talk.json")])
    assert done.exit_code == 2 and len(done.output.strip().splitlines()) == 1
