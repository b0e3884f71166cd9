"""The figures of the card, written from `measured.json` so that the two cannot differ."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from domains.chest.training import card_tables
from domains.chest.training.card_tables import interval, named

START, END = "<!-- figures -->", "<!-- end of figures -->"
ROWS = {
    "macro": "image and record, fused",
    "image_only": "image expert alone",
    "record_only": "age, sex and view alone (the shortcut)",
    "within_a": "fused, within subset A (one film per patient, spread over the findings)",
    "within_b": "fused, within subset B (pneumonia against no finding)",
    "image_within_a": "image expert alone, within A",
    "image_within_b": "image expert alone, within B",
}


def update(card: Path, measured: Path) -> None:
    """Replace what stands between the markers."""
    text = card.read_text(encoding="utf-8")
    body = f"{START}\n{figures(json.loads(measured.read_text(encoding='utf-8')))}\n{END}"
    card.write_text(re.sub(f"{START}.*?{END}", lambda _: body, text, flags=re.DOTALL), encoding="utf-8")


def figures(measured: Mapping[str, Any]) -> str:
    """The card's tables as Markdown."""
    parts = [_models(measured), card_tables.cross_validated(measured), _findings(measured)]
    parts += [card_tables.groups(measured), card_tables.shortcuts(measured), card_tables.film_use(measured)]
    return "\n\n".join([*parts, card_tables.agreement(measured), _guard(measured["guard"])])


def _models(measured: Mapping[str, Any]) -> str:
    data = measured["data"]
    lines = [
        f"Measured on {data['valid_films']} films of {data['valid_patients']} patients that nothing was fitted on "
        f"(trained on {data['train_films']} films of {data['train_patients']}); 95 % intervals resample patients.",
        "",
        "| reading | macro AUROC | expected calibration error |",
        "|---|---|---|",
    ]
    for key, name in ROWS.items():
        lines.append(
            f"| {name} | {interval(measured[key]['auroc'])} | {interval(measured[key]['calibration_error'])} |"
        )
    coverage = measured["coverage"]
    lines += [
        "",
        f"Conformal sets of the certified findings at a nominal {coverage['nominal']:.2f} held the true answer in "
        f"{interval(coverage['all'])} of all answers, {interval(coverage['present'])} of the findings that were there "
        f"and {interval(coverage['absent'])} of those that were not.",
    ]
    return "\n".join(lines)


def _findings(measured: Mapping[str, Any]) -> str:
    lines = ["| finding | AUROC | positives, train | positives, valid | decided |", "|---|---|---|---|---|"]
    for row in measured["findings"]:
        certified = "rule in / rule out" if row["certified"] else "not certified"
        lines.append(
            f"| {named(row['label'])} | {interval({**row, 'value': row['auroc']})} "
            f"| {row['positives_train']} | {row['positives_valid']} | {certified} |"
        )
    lines += [f"\nLeft out: {named(row['label'])} ({row['reason']})." for row in measured["left_out"]]
    return "\n".join(lines)


def _guard(guard: Mapping[str, Any]) -> str:
    lines = ["| the guard | share |", "|---|---|"]
    lines += [f"| {name} | {row['count']} of {row['of']} |" for name, row in guard.items()]
    return "\n".join(lines)
