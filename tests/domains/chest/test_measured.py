import json
from pathlib import Path

import pytest

from core.weights import WeightsError, seal
from domains.chest.measured import measured


def _weights(folder: Path, content: str) -> Path:
    (folder / "weights").mkdir()
    (folder / "weights" / "measured.json").write_text(content, encoding="utf-8")
    return folder


def test_figures_come_with_the_digest_of_the_weights_they_belong_to(tmp_path: Path) -> None:
    folder = _weights(tmp_path, json.dumps({"findings": []}))
    digest = seal(folder / "weights")
    assert measured(folder) == {"findings": [], "weights": digest}


def test_figures_that_were_edited_are_not_shown(tmp_path: Path) -> None:
    folder = _weights(tmp_path, json.dumps({"findings": []}))
    seal(folder / "weights")
    (folder / "weights" / "measured.json").write_text('{"findings": [{"auroc": 1.0}]}', encoding="utf-8")
    with pytest.raises(WeightsError, match=r"measured\.json was altered"):
        measured(folder)


def test_figures_that_are_no_json(tmp_path: Path) -> None:
    folder = _weights(tmp_path, "AUROC 1.0")
    seal(folder / "weights")
    with pytest.raises(WeightsError, match="not JSON"):
        measured(folder)
