"""What is shipped is sealed, small, measured, and says the same in the card as in the figures."""

import json
from pathlib import Path

import pytest

from core.recipe import load
from core.weights import MANIFEST, WeightsFolder
from domains.chest.training.card import figures
from domains.chest.training.measure import certificate_of

CHEST = Path(__file__).parents[3] / "domains" / "chest"
WEIGHTS = CHEST / "weights"
MEASURED = json.loads((WEIGHTS / "measured.json").read_text(encoding="utf-8"))


def test_every_file_is_in_the_manifest_and_unaltered() -> None:
    folder = WeightsFolder(WEIGHTS)
    names = {path.name for path in WEIGHTS.iterdir()} - {MANIFEST}
    assert names == set(json.loads((WEIGHTS / MANIFEST).read_text(encoding="utf-8"))["files"])
    for name in names:
        folder.read(name)


def test_nothing_is_a_pickle_and_all_is_small() -> None:
    assert {path.suffix for path in WEIGHTS.iterdir()} == {".json", ".safetensors"}
    assert sum(path.stat().st_size for path in WEIGHTS.iterdir()) <= 25_000_000


def test_figures_are_those_of_the_recipes_findings() -> None:
    assert [row["label"] for row in MEASURED["findings"]] == list(load(CHEST / "recipe.toml").labels)


@pytest.mark.parametrize("row", MEASURED["findings"], ids=lambda row: row["label"])
def test_every_finding_stands_within_its_interval(row: dict[str, float]) -> None:
    assert 0.0 <= row["low"] <= row["auroc"] <= row["high"] <= 1.0


def test_a_finding_is_said_to_be_certified_where_the_certificate_says_so() -> None:
    certificate = certificate_of(WEIGHTS)
    for row in MEASURED["findings"]:
        assert row["certified"] == certificate.certifies("image+record", str(row["label"]))


def test_what_is_left_out_says_why() -> None:
    for row in MEASURED["left_out"]:
        assert row["reason"] and row["label"] not in load(CHEST / "recipe.toml").labels


def test_the_card_says_what_was_measured() -> None:
    assert figures(MEASURED) in (CHEST / "CARD.md").read_text(encoding="utf-8")


def test_the_figures_are_of_these_image_weights() -> None:
    files = json.loads((WEIGHTS / MANIFEST).read_text(encoding="utf-8"))["files"]
    for name, digest in MEASURED["measured_on"].items():
        assert files[name] == digest
