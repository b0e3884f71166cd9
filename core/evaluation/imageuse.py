"""Does a system look at its image? Take the image away in three ways and see what is lost.

Models that answer about images without them were found again and again: a figure that does not fall when the image is
blank, another patient's, or hidden in part was not read from the image.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.evaluation.bootstrap import ROUNDS, Interval, difference, interval
from core.evaluation.metrics import macro_auroc

Array = NDArray[np.floating[Any]]
Picture = NDArray[Any]
Predict = Callable[[Sequence[Picture]], Array]
Figure = Callable[[Array, Array], float]
GRID = 2
AS_IT_IS, BLANK, SWAPPED = "as it is", "blank", "swapped among subjects"


@dataclass(frozen=True)
class Use:
    """What is left under one condition.

    Attributes:
        condition: What was done to the images.
        figure: Under the condition.
        loss: Of the figure, paired on the same resamples; nothing is lost by images as they are.
    """

    condition: str
    figure: Interval
    loss: Interval

    @property
    def verdict(self) -> str:
        """``"lost"`` where the loss is shown, else ``"no loss shown"``."""
        return "lost" if self.loss.low > 0 else "no loss shown"


@dataclass(frozen=True)
class Audit:
    """All conditions of one system, the images as they are first."""

    uses: tuple[Use, ...]

    @property
    def uses_the_image(self) -> bool:
        """Whether another subject's image in place of its own loses anything; a blank one may just look strange."""
        return next(use for use in self.uses if use.condition == SWAPPED).loss.low > 0

    def markdown(self) -> str:
        """A table."""
        rows = ["| images | figure | loss | |", "|---|---|---|---|"]
        rows += [f"| {use.condition} | {use.figure} | {use.loss} | {use.verdict} |" for use in self.uses[1:]]
        return "\n".join([*rows[:2], f"| {AS_IT_IS} | {self.uses[0].figure} | | |", *rows[2:]])


def audit(
    predict: Predict,
    pictures: Sequence[Picture],
    truth: Array,
    subjects: NDArray[Any],
    figure: Figure = macro_auroc,
    rounds: int = ROUNDS,
    seed: int = 0,
) -> Audit:
    """Ask a system about its images, and about what they are not.

    Args:
        predict: Images, one for each case in order, to probabilities ``(n, labels)``. Whatever else the system reads
            (the record, the question) stays with its case.
        pictures: ``(n,)``.
        truth: ``(n, labels)`` of 0 and 1.
        subjects: ``(n,)``; the patient of each case.
        figure: What is compared; greater is better.
        rounds: Resamples.
        seed: Of the swapping and the drawing.
    """
    level = float(np.mean([picture.mean() for picture in pictures]))
    conditions = {AS_IT_IS: predict(pictures), BLANK: predict([blank(picture, level) for picture in pictures])}
    conditions[SWAPPED] = predict([pictures[i] for i in swapped(subjects, seed)])
    for row in range(GRID):
        for column in range(GRID):
            hidden = [occluded(picture, row, column, level) for picture in pictures]
            conditions[f"{PLACES[row][column]} hidden"] = predict(hidden)
    return compare(conditions, truth, subjects, figure, rounds, seed)


PLACES = (("upper left", "upper right"), ("lower left", "lower right"))


def compare(
    conditions: dict[str, Array],
    truth: Array,
    subjects: NDArray[Any],
    figure: Figure = macro_auroc,
    rounds: int = ROUNDS,
    seed: int = 0,
) -> Audit:
    """The audit of predictions that were made before; the first condition is the images as they are."""
    shown = next(iter(conditions.values()))

    def of(said: Array) -> Callable[[NDArray[np.intp]], float]:
        return lambda rows: figure(truth[rows], said[rows])

    uses = [
        Use(
            name,
            interval(of(said), subjects, rounds, seed),
            difference(of(shown), of(said), subjects, rounds, seed),
        )
        for name, said in conditions.items()
    ]
    return Audit(tuple(uses))


def blank(picture: Picture, level: float) -> Picture:
    """A picture of the same shape with nothing on it.

    Args:
        picture: Of any type of pixels.
        level: Its brightness: one for all pictures, since a picture's own brightness may tell the label.
    """
    return np.full_like(picture, level)


def occluded(picture: Picture, row: int, column: int, level: float) -> Picture:
    """One quarter replaced by an even brightness."""
    rows, columns = picture.shape[0] // GRID, picture.shape[1] // GRID
    hidden = picture.copy()
    hidden[row * rows : (row + 1) * rows, column * columns : (column + 1) * columns] = level
    return hidden


def swapped(subjects: NDArray[Any], seed: int = 0) -> NDArray[np.intp]:
    """An order of the rows in which each stands where another subject's stood.

    Rows of one subject lie together in a line, and the line is shifted by the length of the longest such run.

    Raises:
        ValueError: more than half of the rows are one subject's.
    """
    random = np.random.default_rng(seed)
    _, which, counts = np.unique(subjects, return_inverse=True, return_counts=True)
    longest = int(counts.max(initial=0))
    if 2 * longest > len(subjects):
        raise ValueError("More than half of the images are one subject's: they cannot be swapped among subjects.")
    places = random.permutation(len(counts))[which]
    line = np.lexsort((random.permutation(len(subjects)), places))
    order = np.empty(len(subjects), np.intp)
    order[line] = np.roll(line, longest)
    return order
