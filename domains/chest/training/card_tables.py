"""The card's further tables: groups, what looks away from the film, use of the film, and how sure the labels are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

BY = {"sex": "sex", "age": "age in years", "view": "view"}


def named(label: str) -> str:
    """A label as it is read."""
    return label.replace("_", " ")


def interval(figure: Mapping[str, float]) -> str:
    """A value with its 95 % interval."""
    return f"{figure['value']:.3f} [{figure['low']:.3f}, {figure['high']:.3f}]"


def groups(measured: Mapping[str, Any]) -> str:
    """Figures of the fused reading in each group."""
    lines = [
        "| image and record, fused | films | findings with both answers | macro AUROC | calibration error |",
        "|---|---|---|---|---|",
    ]
    for row in measured["groups"]:
        lines.append(
            f"| {BY[row['by']]}: {row['group']} | {row['films']} | {row['findings']} | {interval(row['auroc'])} "
            f"| {interval(row['calibration_error'])} |"
        )
    return "\n".join(lines)


def shortcuts(measured: Mapping[str, Any]) -> str:
    """What is reached without looking at the film."""
    lines = ["| without looking at the film | macro AUROC | within A | within B |", "|---|---|---|---|"]
    for name, row in measured["shortcuts"].items():
        cells = (row["auroc"], row["within_a"], row["within_b"])
        lines.append(f"| {name} | {' | '.join(map(interval, cells))} |")
    return "\n".join(lines)


def film_use(measured: Mapping[str, Any]) -> str:
    """What each finding loses when the films are swapped among patients, and which have no heat map for it."""
    lines = ["| AUROC lost when films are swapped among patients | |", "|---|---|"]
    for label, loss in measured["image_use_losses"].items():
        verdict = "" if measured["image_use"][label] else ", not shown to use the film: no heat map"
        lines.append(f"| {named(label)} | {interval(loss)}{verdict} |")
    return "\n".join(lines)


def agreement(measured: Mapping[str, Any]) -> str:
    """How far the labels can be trusted."""
    about = measured["agreement"]
    sources, readers = about["label_sources"], about["three_readers_unanimous"]
    told = ", ".join(f"{named(label).lower()} {share:.0%}" for label, share in readers.items())
    return (
        f"The two published label tables agree on {sources['agree']} of {sources['of']} films. Where three "
        "radiologists read the same films (VinDr-CXR, another collection), all three named a finding that any of them "
        f"named on this share of films: {told}."
    )


def cross_validated(measured: Mapping[str, Any]) -> str:
    """The image expert on the training patients that the network in question had not seen."""
    about = measured["cross_validated"]
    return (
        "On the training patients, each read by the two networks that had not seen them, the image expert reaches a "
        f"macro AUROC of {interval(about['image_only'])}, within A {interval(about['image_within_a'])}, "
        f"within B {interval(about['image_within_b'])}."
    )
