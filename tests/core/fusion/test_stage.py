"""A file that leaves a pattern out, or is of another shape, is no stage."""

import json
from pathlib import Path
from typing import Any

import pytest

from core.fusion.catalogue import FUSERS
from core.fusion.late import ExclusiveLateFuser, LateFuser, late_from
from core.fusion.stage import AdditiveStage, ExclusiveStage, stage_from
from core.recipe import FusionRecipe
from core.weights import WeightsError, WeightsFolder, digest, seal
from tests.core.fusion.made import additive, exclusive


def test_the_file_says_whether_one_label_holds() -> None:
    assert isinstance(stage_from(additive((), True)), AdditiveStage)
    assert isinstance(stage_from(exclusive((), True)), ExclusiveStage)
    assert isinstance(late_from(additive((), True)), LateFuser)
    assert isinstance(late_from(exclusive((), True)), ExclusiveLateFuser)


def opened(folder: Path, kind: str, content: dict[str, Any]) -> object:
    (folder / "expert.json").write_text("{}")
    (folder / "fusion.json").write_text(json.dumps(content | {"bound_to": {"expert.json": digest(b"{}")}}))
    seal(folder)
    opener: Any = FUSERS.open(kind)
    return opener(WeightsFolder(folder), FusionRecipe(kind=kind), ("Mass",))


@pytest.mark.parametrize("make", [additive, exclusive])
def test_a_pattern_that_was_left_out_is_noticed_when_it_is_loaded(make: Any, tmp_path: Path) -> None:
    content = make((), True)
    opened(tmp_path, "late", content)
    del content["patterns"]["image+record"]
    with pytest.raises(WeightsError, match=r"fusion\.json does not describe a late fuser"):
        opened(tmp_path, "late", content)


@pytest.mark.parametrize(("kind", "what"), [("late", "a late"), ("early", "an early"), ("hybrid", "a hybrid")])
@pytest.mark.parametrize("content", [{}, {"priors": 3, "patterns": {}}, {"priors": {}, "patterns": {"image": 2}}])
def test_another_shape_is_refused(kind: str, what: str, content: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match=rf"fusion\.json does not describe {what} fuser"):
        opened(tmp_path, kind, content)


def test_a_stage_says_whom_it_hears() -> None:
    stage = stage_from(additive(("joint",), False))
    assert stage.hears("image+note", "joint") and not stage.hears("image+note", "image")
    assert not stage.hears("", "joint")
