"""Tripwires: is the answer in the question, or the same patient on both sides? They report; they stop nothing."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.evaluation.bootstrap import ROUNDS, Interval, interval
from core.evaluation.metrics import auroc

Array = NDArray[np.floating[Any]]
SUSPICIOUS = 0.75
LEAST_GAP = 0.05
CHANCE_OF_FALSE_ALARM = 0.05
LEAST_TEXTS = 5
SHOWN = 5


@dataclass(frozen=True)
class Tripwire:
    """One check.

    Attributes:
        name: Of the check.
        tripped: Whether it found something.
        sentence: What was found, or that nothing was.
        figure: With its interval, where the check has one.
    """

    name: str
    tripped: bool
    sentence: str
    figure: Interval | None = None


def vocabulary(label: str, synonyms: Iterable[str] = ()) -> re.Pattern[str]:
    """A pattern for the label's words side by side (``Pleural_Thickening``), its synonyms, and plurals of either."""
    words = re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+", label) or [label]
    phrases = [r"\W+".join(map(re.escape, words)), *(r"\W+".join(map(re.escape, one.split())) for one in synonyms)]
    return re.compile(rf"(?<!\w)(?:{'|'.join(phrases)})(?:e?s|ic|al)?(?!\w)", re.IGNORECASE)


def label_in_text(
    label: str,
    texts: Sequence[str],
    truth: Array,
    groups: NDArray[Any] | None = None,
    synonyms: Iterable[str] = (),
    rounds: int = ROUNDS,
) -> Tripwire:
    """Is the label named more often where it is true?

    Tripped where the rate among positives exceeds that among negatives by more than 5 points, and that is no chance.

    Args:
        label: Its name.
        texts: ``(n,)``.
        truth: ``(n,)`` of 0 and 1.
        groups: ``(n,)``; the patient of each text.
        synonyms: More words for it.
        rounds: Resamples of the interval.
    """
    pattern = vocabulary(label, synonyms)
    named, positive = np.array([pattern.search(text) is not None for text in texts], float), np.asarray(truth) > 0.5
    _same_length(len(named), len(positive), "texts")

    def gap(rows: NDArray[np.intp]) -> float:
        here, there = named[rows][positive[rows]], named[rows][~positive[rows]]
        return float(here.mean() - there.mean()) if len(here) and len(there) else float("nan")

    found = interval(gap, np.arange(len(named)) if groups is None else groups, rounds)
    if np.isnan(found.value):
        return Tripwire("label in text", False, f"'{label}' has one class only: nothing can be compared.")
    rates = f"in {named[positive].mean():.0%} of the positives' texts and {named[~positive].mean():.0%} of the others'"
    return Tripwire("label in text", found.value > LEAST_GAP and found.low > 0, f"'{label}' is named {rates}.", found)


def shared_subjects(train: Iterable[Any], test: Iterable[Any]) -> Tripwire:
    """Does a subject stand on both sides?"""
    return _shared("shared subjects", "subject", set(map(str, train)) & set(map(str, test)))


def identical_content(train: Iterable[str], test: Iterable[str]) -> Tripwire:
    """Does a content stand on both sides, whatever its name or subject? Takes digests, as :func:`digest` makes them."""
    return _shared("identical content", "content", set(train) & set(test))


def digest(content: Any) -> str:
    """SHA-256 of a content: characters, columns in the order of their names, or an array with its shape."""
    if isinstance(content, str):
        return hashlib.sha256(" ".join(content.split()).encode()).hexdigest()
    if isinstance(content, Mapping):
        return hashlib.sha256(repr(sorted((str(k), content[k]) for k in content)).encode()).hexdigest()
    array = np.ascontiguousarray(content)
    return hashlib.sha256(repr((array.shape, array.dtype.str)).encode() + array.tobytes()).hexdigest()


def lone_words(texts: Sequence[str], truth: Array, suspicious: float = SUSPICIOUS) -> Tripwire:
    """Does any single word tell positives from negatives?"""
    seen: dict[str, set[int]] = {}
    for row, text in enumerate(texts):
        for word in set(re.findall(r"\w+", text.lower())):
            seen.setdefault(word, set()).add(row)
    many = {word: rows for word, rows in seen.items() if LEAST_TEXTS <= len(rows) <= len(texts) - LEAST_TEXTS}
    return lone("lone word", {word: _flags(rows, len(texts)) for word, rows in many.items()}, truth, suspicious)


def lone_columns(
    records: Sequence[Mapping[str, float | str]], truth: Array, suspicious: float = SUSPICIOUS
) -> Tripwire:
    """Does any single column, any one of its values, or the mere fact that it was recorded tell them apart?"""
    scores: dict[str, Array] = {}
    for name in sorted({name for record in records for name in record}):
        column = [record.get(name) for record in records]
        scores[f"{name} is recorded"] = np.array([value is not None for value in column], float)
        if all(isinstance(value, (int, float)) for value in column if value is not None):
            known = np.array([np.nan if value is None else float(value) for value in column])
            scores[name] = np.where(np.isnan(known), np.nanmedian(known) if not np.isnan(known).all() else 0.0, known)
        else:
            values = {str(value) for value in column if value is not None}
            scores |= {f"{name} = {one}": np.array([value == one for value in column], float) for one in values}
    return lone("lone column", scores, truth, suspicious)


def order_and_size(truth: Array, sizes: Sequence[float] | None = None, suspicious: float = SUSPICIOUS) -> Tripwire:
    """Does the row's place in the table, or the size of its file, tell the label?"""
    scores = {"the order of the rows": np.arange(len(truth), dtype=float)}
    if sizes is not None:
        scores["the size of the file"] = np.asarray(sizes, float)
    return lone("order and size", scores, truth, suspicious)


def lone(name: str, scores: Mapping[str, Array], truth: Array, suspicious: float = SUSPICIOUS) -> Tripwire:
    """Which of many scores tells positives from negatives all by itself?

    Tripped where an AUROC, in either direction, reaches ``suspicious`` and cannot be chance, however many were tried
    (Bonferroni's correction of Wilcoxon's test).

    Args:
        name: Of the check.
        scores: What it is called to ``(n,)``.
        truth: ``(n,)`` of 0 and 1.
        suspicious: AUROC.
    """
    for values in scores.values():
        _same_length(len(values), len(truth), "scores")
    needed = NormalDist().inv_cdf(1.0 - CHANCE_OF_FALSE_ALARM / (2.0 * max(1, len(scores))))
    areas = {what: auroc(np.asarray(truth, float), values) for what, values in scores.items()}
    strength = {what: max(area, 1.0 - area) for what, area in areas.items() if not np.isnan(area)}
    caught = [
        what
        for what, area in sorted(strength.items(), key=lambda each: -each[1])
        if area >= suspicious and area - 0.5 > needed * _chance_spread(truth, scores[what])
    ]
    if not caught:
        most = f"; the strongest reaches an AUROC of {max(strength.values()):.2f}" if strength else ""
        return Tripwire(name, False, f"None of {len(scores)} tells the label by itself{most}.")
    told = ", ".join(f"{what} (AUROC {strength[what]:.2f})" for what in caught[:SHOWN])
    more = f" and {len(caught) - SHOWN} more" if len(caught) > SHOWN else ""
    return Tripwire(name, True, f"The label is told by {told}{more}.")


def _chance_spread(truth: Array, scores: Array) -> float:
    """Standard deviation of the AUROC of scores that know nothing, with ties (Wilcoxon's rank sum)."""
    cases, positives = len(truth), int(np.sum(np.asarray(truth) > 0.5))
    _, ties = np.unique(scores, return_counts=True)
    lost = float(np.sum(ties.astype(float) ** 3 - ties)) / (cases * (cases - 1.0))
    return float(np.sqrt(max(0.0, cases + 1.0 - lost) / (12.0 * positives * (cases - positives))))


def _flags(rows: set[int], count: int) -> Array:
    flags = np.zeros(count)
    flags[list(rows)] = 1.0
    return flags


def _shared(name: str, what: str, both: set[str]) -> Tripwire:
    if not both:
        return Tripwire(name, False, f"No {what} stands on both sides.")
    some = ", ".join(sorted(both)[:SHOWN])
    return Tripwire(name, True, f"{len(both)} on both sides, among them {what} {some}.")


def _same_length(have: int, want: int, what: str) -> None:
    if have != want:
        raise ValueError(f"There are {have} {what} and {want} truths: give one of each for every case.")
