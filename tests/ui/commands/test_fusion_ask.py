"""`chiron fusion ask` and `caption`, as typed."""

import json
from pathlib import Path

import numpy as np
import pytest
import typer
from PIL import Image
from typer.testing import CliRunner

from ui.commands.fusion_ask import ask
from ui.commands.fusion_caption import caption

app = typer.Typer()
app.command("ask")(ask)
app.command("caption")(caption)
KEYS = {
    "image", "question", "kind", "answer", "probability", "candidates", "question_only", "contributions", "concepts",
    "regions", "notices", "weights_digest",
}  # fmt: skip


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "picture.png"
    rows, columns = np.mgrid[0:256, 0:256] / 255.0
    Image.fromarray((255 * np.abs(np.sin(6 * rows) * np.cos(5 * columns))).astype(np.uint8)).save(path)
    return path


def test_ask_prints_one_object(picture: Path) -> None:
    result = CliRunner().invoke(app, ["ask", str(picture), "Is the heart enlarged?", "--json"])
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert set(told) == KEYS
    assert told["kind"] == "closed"


def test_ask_for_people(picture: Path) -> None:
    result = CliRunner().invoke(app, ["ask", str(picture), "Is the heart enlarged?"])
    assert result.exit_code == 0
    assert "The question alone suggests: no" in result.stdout


def test_caption_prints_one_object(picture: Path) -> None:
    result = CliRunner().invoke(app, ["caption", str(picture), "--json"])
    assert result.exit_code == 0, result.output
    assert set(json.loads(result.stdout)) == {
        "image", "caption", "log_likelihood", "alternatives", "findings", "notices", "weights_digest",
    }  # fmt: skip


@pytest.mark.parametrize("arguments", [["ask", "{none}", "Is it?"], ["ask", "{text}", "Is it?"], ["ask", "{text}", " "],
                                       ["caption", "{none}"], ["caption", "{text}"]])  # fmt: skip
def test_what_cannot_be_done_is_one_sentence_with_status_2(arguments: list[str], tmp_path: Path) -> None:
    text = tmp_path / "text.png"
    text.write_text("no picture")
    filled = [one.format(none=tmp_path / "none.png", text=text) for one in arguments]
    result = CliRunner().invoke(app, filled)
    assert result.exit_code == 2
    assert len(result.stderr.strip().splitlines()) == 1
