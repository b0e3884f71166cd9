"""The card's tables come from the figures alone."""

import json
from pathlib import Path

from domains.chest.training.card import END, ROWS, START, figures, update

FIGURE = {"value": 0.75, "low": 0.7, "high": 0.8}
SUMMARY = {"auroc": FIGURE, "calibration_error": {"value": 0.01, "low": 0.008, "high": 0.02}}
LOSS = {"value": 0.1, "low": -0.02, "high": 0.2}
MEASURED = {
    "findings": [
        {"label": "Pleural_Thickening", "auroc": 0.7, "low": 0.5, "high": 0.9}
        | {"positives_train": 44, "positives_valid": 11, "certified": True}
    ],
    "left_out": [{"label": "Hernia", "reason": "10 positive training films are too few"}],
    "coverage": {
        "nominal": 0.9,
        "present": LOSS | {"value": 0.912},
        "absent": LOSS | {"value": 0.893},
        "all": LOSS | {"value": 0.899},
    },
    "guard": {"other body parts refused": {"count": 99, "of": 100}},
    "data": {"train_films": 8, "train_patients": 7, "valid_films": 4, "valid_patients": 3},
    "groups": [{"by": "age", "group": "under 40", "films": 5, "patients": 4, "findings": 12, **SUMMARY}],
    "shortcuts": {"thumbnails": {**SUMMARY, "within_a": FIGURE, "within_b": FIGURE}},
    "image_use": {"Mass": True, "Pleural_Thickening": False},
    "image_use_losses": {name: LOSS for name in ("Mass", "Pleural_Thickening")},
    "agreement": {"label_sources": {"agree": 9, "of": 10}, "three_readers_unanimous": {"Mass": 0.22}},
    "cross_validated": dict.fromkeys(("image_only", "image_within_a", "image_within_b"), FIGURE),
} | dict.fromkeys(ROWS, SUMMARY)


def test_every_figure_is_in_the_tables() -> None:
    text = figures(MEASURED)
    assert "| Pleural Thickening | 0.700 [0.500, 0.900] | 44 | 11 | rule in / rule out |" in text
    assert "Left out: Hernia (10 positive training films are too few)." in text
    assert text.count("0.750 [0.700, 0.800]") == len(ROWS) + 7
    assert "| age in years: under 40 | 5 | 12 | 0.750" in text
    assert "| Pleural Thickening | 0.100 [-0.020, 0.200], not shown to use the film: no heat map |" in text
    assert "| Mass | 0.100 [-0.020, 0.200] |" in text
    assert "agree on 9 of 10 films" in text and "mass 22%" in text
    assert "0.912" in text and "0.893" in text
    assert "| other body parts refused | 99 of 100 |" in text


def test_only_what_stands_between_the_markers_is_replaced(tmp_path: Path) -> None:
    card, measured = tmp_path / "CARD.md", tmp_path / "measured.json"
    card.write_text(f"before\n{START}\nold\n{END}\nafter\n")
    measured.write_text(json.dumps(MEASURED))
    update(card, measured)
    once = card.read_text()
    update(card, measured)
    assert card.read_text() == once
    assert once.startswith("before\n") and once.endswith("after\n") and "old" not in once
