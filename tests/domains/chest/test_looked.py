"""A finding that was not read from the film shows no place on it."""

import json
from pathlib import Path

import numpy as np
import pytest

from core.case import Modality
from core.finding import Column, Evidence, Finding, Reading, Region, State
from core.weights import seal
from domains.chest.looked import failed, without_places

REGION, COLUMN = Region(0, 0, 10, 10, 1.0), Column("age", 50.0, 0.2)


def finding(label: str) -> Finding:
    evidence = (
        Evidence("image", Modality.IMAGE, 0.5, (REGION,)),
        Evidence("record", Modality.TABLE, 0.2, (COLUMN,)),
    )
    return Finding(label, -1.0, evidence, State.UNDECIDED)


def test_heat_maps_and_regions_go_and_all_else_stays() -> None:
    heat = np.zeros((2, 2), np.float32)
    reading = Reading((finding("Mass"), finding("Edema")), (), "digest", {"Mass": heat, "Edema": heat})
    shown = without_places(reading, {"Mass"})
    assert list(shown.heatmaps) == ["Edema"]
    mass, edema = shown.findings
    assert edema == reading.findings[1]
    assert [each.where for each in mass.evidence] == [(), (COLUMN,)]
    assert mass.logit == reading.findings[0].logit


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (json.dumps({"image_use": {"Mass": False, "Edema": True}}), {"Mass"}),
        (json.dumps({"findings": []}), set()),
        ("no json", set()),
        ("[]", set()),
    ],
)
def test_who_failed_stands_in_the_figures(content: str, expected: set[str], tmp_path: Path) -> None:
    (tmp_path / "measured.json").write_text(content)
    seal(tmp_path)
    assert failed(tmp_path) == expected


def test_nothing_is_hidden_where_nothing_was_measured(tmp_path: Path) -> None:
    assert failed(tmp_path) == frozenset()
