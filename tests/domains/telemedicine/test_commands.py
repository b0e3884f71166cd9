"""The commands, as the terminal runs them."""

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from domains.telemedicine.commands import app
from domains.telemedicine.topics import meaning
from domains.telemedicine.transcripts import read
from tests.domains.telemedicine.conftest import TALK

SAID = [
    {"start": None, "end": None, "speaker": one.speaker, "text": one.text} for one in read(TALK.encode()).utterances
]


@pytest.fixture
def transcript(tmp_path: Path) -> str:
    path = tmp_path / "talk.json"
    path.write_text(json.dumps(SAID), encoding="utf-8")
    return str(path)


def test_a_draft_is_printed_with_its_sources(transcript: str) -> None:
    answer = CliRunner().invoke(app, ["draft", transcript, "--json"])
    assert answer.exit_code == 0
    sections = json.loads(answer.output)["sections"]
    assert all(set(section) == {"title", "sentences"} for section in sections)
    assert all(one["text"] and one["sources"] for section in sections for one in section["sentences"])
    assert "Assessment and plan" in CliRunner().invoke(app, ["draft", transcript, "--soap"]).output


def test_roles_are_printed_in_the_order_of_the_file(transcript: str) -> None:
    told = json.loads(CliRunner().invoke(app, ["roles", transcript, "--json"]).output)
    assert [one["role"] for one in told["utterances"]] == ["doctor", "patient"] * 7 + ["doctor"]
    assert told["speakers"]["Doctor"]["role"] == "doctor"
    assert CliRunner().invoke(app, ["roles", transcript]).output.startswith("   0  doctor ")


@pytest.mark.parametrize("command", ["draft", "roles"])
def test_a_bad_transcript_is_one_sentence(command: str, tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_bytes(b"{")
    for name, words in (("bad.json", "not valid JSON"), ("none.json", "cannot be opened")):
        answer = CliRunner().invoke(app, [command, str(tmp_path / name), "--json"])
        assert answer.exit_code == 2
        assert words in answer.output and len(answer.output.strip().splitlines()) == 1


def test_topics_are_written_for_every_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meaning, "missing", lambda: ("torch",))
    table, out = tmp_path / "in.csv", tmp_path / "out.csv"
    rows = [("a", "Doctor: Are you allergic to any medication?\nPatient: Penicillin gives me hives."),
            ("b", "Doctor: Any surgery in the past?\nPatient: They took my appendix out and my tonsils."),
            ("c", "")]  # fmt: skip
    with table.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("ID", "dialogue"), *rows])
    answer = CliRunner().invoke(app, ["topics", str(table), "--out", str(out)])
    assert answer.exit_code == 0
    assert "The dialogue c is empty" in answer.output and "chiron-suite[text]" in answer.output
    with out.open(encoding="utf-8", newline="") as file:
        told = {row["ID"]: row["section_header"] for row in csv.DictReader(file)}
    assert (told["a"], told["b"]) == ("ALLERGY", "PASTSURGICAL")
    assert set(told) == {"a", "b", "c"}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"ID,text\n1,hello\n", "lacks the column dialogue"),
        (b"ID,dialogue\n", "has no rows"),
        (b"", "lacks the column ID"),
        (b"ID,dialogue\n1,caf\xe9\n", "not UTF-8"),
        (b'ID,dialogue\n1,"open\n', "not valid CSV"),
        (b"ID,dialogue\n1,a\0b\n", "not a text"),
    ],
)
def test_a_bad_table_is_one_sentence_and_writes_nothing(data: bytes, words: str, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_bytes(data)
    answer = CliRunner().invoke(app, ["topics", str(tmp_path / "in.csv"), "--out", str(tmp_path / "out.csv")])
    assert answer.exit_code == 2
    assert words in answer.output
    assert not (tmp_path / "out.csv").exists()
