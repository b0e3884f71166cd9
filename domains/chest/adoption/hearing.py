"""Labelled cases seen through the new network, and read by the shipped weights beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.case import Case, Modality, Signal, Source
from core.intake.intake import Intake
from core.intake.refusal import Refused
from core.reading import Reader
from core.recipe import Recipe
from domains.chest.calibration.labelled import Labelled
from domains.chest.films import Unreadable, load

RECORD = ("age", "sex", "view")
Eye = Callable[[NDArray[np.floating[Any]]], NDArray[Any]]


@dataclass(frozen=True)
class Seen:
    """One case of which the film could be read and the record is whole.

    Attributes:
        case: With what is known of it.
        record: Age in years, sex and view.
        told: What the new network makes of the film: log-odds, or the vector that heads are fitted on.
        shipped: Set of roles to label to logit, as the shipped weights state it.
    """

    case: Labelled
    record: Mapping[str, Any]
    told: NDArray[Any]
    shipped: Mapping[str, Mapping[str, float]]


class Unseeable(ValueError):
    """A case that cannot be used; one sentence."""


def see(
    cases: Iterator[Labelled], folder: Path, eye: Eye, shipped: Reader, told: Callable[[int], None]
) -> Iterator[Seen | tuple[str, str]]:
    """Every case, or its id with why it cannot be used.

    Args:
        cases: Of the table.
        folder: From which the table's images are looked up.
        eye: The new network.
        shipped: Reads films and records; its guard says which films are any.
        told: Called with the number of cases done.
    """
    with Intake() as intake:
        for number, case in enumerate(cases, 1):
            try:
                yield _seen(case, folder, intake, eye, shipped)
            except Unseeable as error:
                yield case.row.id, str(error)
            told(number)


def _seen(case: Labelled, folder: Path, intake: Intake, eye: Eye, shipped: Reader) -> Seen:
    film = _film(case, folder, intake)
    record = {name: film.facts[name] for name in RECORD if film.facts.get(name) is not None} | dict(case.row.record)
    lacking = [name for name in RECORD if name not in record]
    if lacking:
        raise Unseeable(f"The case has no {' and no '.join(lacking)}, in the table or in the film, and was left out.")
    row = {name: record[name] for name in RECORD}
    read = Case({"image": film, "record": Signal(Modality.TABLE, row, Source(""))})
    patterns, refused = shipped.patterns(read)
    if refused:
        raise Unseeable(refused[0].sentence)
    logits = {p: {label: one.logit for label, one in fused.items()} for p, fused in patterns.items()}
    return Seen(case, row, eye(film.content), logits)  # type: ignore[arg-type]


def _film(case: Labelled, folder: Path, intake: Intake) -> Signal:
    if not case.row.image:
        raise Unseeable(" ".join(case.row.problems) or "The case has no film and was left out.")
    try:
        return intake.image(load(case.row.image, folder, intake.limits.bytes))
    except Unreadable as error:
        raise Unseeable(str(error)) from error
    except Refused as error:
        raise Unseeable(error.sentence) from error


def reader_without_note(recipe: Recipe, weights: Path) -> Reader:
    """Reads films and records; notes do not tell networks apart."""
    experts = {role: about for role, about in recipe.experts.items() if role != "note"}
    return Reader.load(recipe.model_copy(update={"experts": experts}), weights)
