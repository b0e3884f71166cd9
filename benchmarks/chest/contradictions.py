"""How well errors in notes are found by their films: `python -m benchmarks.chest.contradictions --data DIR`.

Every valid film of nih_cxr gets notes that state its labels (`notebank.toml`: all that is there, and a share
of what is not), and the same notes with one error among the findings that the image expert is fit for: a finding
denied (negate), an absent one asserted (add), a statement left out (remove), the other side named (swap side; where
a radiologist's box gives the side). The kind is drawn among those that a note allows. What is compared has heard the
film alone. A flag is right if the note is wrong about that finding. Beside it, the same rule where each finding is as
likely as it is common in the training films (it never looks at the film), and flags drawn at random. Intervals resample
patients (95 %).

The labels were mined from reports and are wrong in part, as PPV and recall are then.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.chest.notebank import KINDS, Note, compose, finished, possible, with_error
from core.evaluation.bootstrap import Interval, interval
from core.finding import Reading
from domains.chest.contradictions import SHOWN_ABOVE, candidates
from domains.chest.heatsides import heat_side, shown
from domains.chest.training.cohort import NIH, Cohort
from domains.chest.training.sides import boxed_sides, read_film, reader_of

CHEST = Path(__file__).parents[2] / "domains" / "chest"
REPEATS = 4
SHARES = (0.1, 0.3, 1.0)
SHARE = 0.3
RATES = (1.0, 0.5, 0.25, 0.1)
SEED = 0
STATUS = {"negate": "absent", "add": "present", "remove": "silent"}
HALF = 0.5


@dataclass(frozen=True)
class Film:
    """A film as the image expert hears it, and what is known of it."""

    patient: str
    reading: Reading
    truth: Mapping[str, bool]
    sides: Mapping[str, str]


@dataclass(frozen=True)
class Candidate:
    """One comparison of a note with its film; ``wrong`` tells whether the note is."""

    kind: str
    score: float
    wrong: bool


@dataclass(frozen=True)
class Compared:
    """What one note gave: its comparisons, and the kind of the error in it (empty for a true note)."""

    film: int
    found: tuple[Candidate, ...]
    kind: str


Pairs = Sequence[tuple[Compared, Compared | None]]
"""For every film and repeat, the true note and the one with an error."""


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=os.environ.get("CHIRON_DATA"), help="folder of the data sets")
    parser.add_argument("--weights", type=Path, default=CHEST / "weights")
    asked = parser.parse_args()
    if asked.data is None:
        raise SystemExit("Name the folder of the data sets with --data or CHIRON_DATA.")
    films = read_films(Path(asked.data), asked.weights)
    patients = np.array([film.patient for film in films])
    labels = sorted(films[0].reading.alone["image"])
    print(f"{len(films)} films of {len(np.unique(patients))} patients; fit to be compared: {', '.join(labels)}.")
    print(f"{REPEATS} notes a film; shown above a score of {SHOWN_ABOVE:g}.")
    sides_told(films, asked.weights)
    for share in SHARES:
        report(films, patients, share)


def sides_told(films: Sequence[Film], weights: Path) -> None:
    """How often the heat map lies on the side of a box that a radiologist drew, on films it was not fitted on."""
    told = [
        (label, side == heat_side(film.reading.heatmaps.get(label)))
        for film in films
        for label, side in film.sides.items()
        if label in film.reading.heatmaps
    ]
    right, known = sum(hit for _, hit in told), shown(weights)
    named = (f"{label} {one.right} of {one.boxes}, at least {one.low:.0%}" for label, one in known.items())
    measured = ", ".join(named)
    print(
        f"Heat map on the side of the box: {right} of {len(told)} boxes of valid films; shown to be better than a coin"
    )
    print(f"on training films: {measured or 'for no finding'}.")


def read_films(data: Path, weights: Path) -> list[Film]:
    """Every film of the valid split that the guard lets through."""
    cohort, boxes = Cohort.read(data, "valid"), boxed_sides(data)
    reader, films = reader_of(weights), []
    truth = cohort.truth(NIH)
    for n, file in enumerate(cohort.table.file):
        reading, sides = read_film(reader, cohort.folder / file, boxes.get(file, {}))
        if reading.alone.get("image"):
            there = {label: bool(values[n]) for label, values in truth.items()}
            films.append(Film(str(cohort.patients[n]), reading, there, sides))
    return films


def report(films: Sequence[Film], patients: NDArray[Any], share: float) -> None:
    """One table for notes that deny this share of the absent findings."""
    pairs, priors = compared(films, share, lambda film: film.reading), compared(films, share, common_only)
    print(f"\n## Notes that deny {share:.0%} of what is not there\n")
    quiet = counts(pairs, 0.0, SHOWN_ABOVE)
    untouched = interval(lambda rows: float(quiet.flags[rows].mean() / REPEATS), patients)
    print(f"Flags per 100 untouched notes: {_hundred(untouched)}\n")
    print(
        "| notes with an error | PPV | recall | PPV at recall 50 % | blind to the film, at recall 50 % | random, PPV |"
    )
    print("|---|---|---|---|---|---|")
    for rate in RATES:
        rows_at(rate, pairs, priors, patients)
    verdict(pairs, len(patients))
    if share == SHARE:
        by_kind(pairs, patients)


def _hundred(figure: Interval) -> str:
    return f"{100 * figure.value:.0f} [{100 * figure.low:.0f}, {100 * figure.high:.0f}]"


def common_only(film: Film) -> Reading:
    """The baseline that never looks at the film: each finding as likely as it is common in the training films."""
    priors = {finding.label: finding.prior for finding in film.reading.findings}
    known = {label: priors[label] for label in film.reading.alone["image"]}
    return replace(film.reading, alone={"image": known}, heatmaps={})


def compared(films: Sequence[Film], share: float, heard: Callable[[Film], Reading]) -> Pairs:
    """Every film's notes against what is heard of it; the same notes for every listener."""
    random = np.random.default_rng(SEED)
    pairs: list[tuple[Compared, Compared | None]] = []
    for number, film in enumerate(films):
        for _ in range(REPEATS):
            said = compose(film.truth, film.sides, share, random)
            true, wrong = finished(said, ("", ""), random), _erring(film, said, random)
            reading = heard(film)
            pairs.append((_compare(number, true, reading), _compare(number, wrong, reading) if wrong else None))
    return pairs


def _erring(film: Film, said: Sequence[Any], random: np.random.Generator) -> Note | None:
    labels = sorted(film.reading.alone["image"])
    kinds = [kind for kind in KINDS if possible(said, labels, kind)]
    if not kinds:
        return None
    kind = str(random.choice(kinds))
    label = str(random.choice(possible(said, labels, kind)))
    return finished(with_error(said, kind, label, random), (kind, label), random)


def _compare(number: int, note: Note, reading: Reading) -> Compared:
    kind, label = note.error
    found = tuple(
        Candidate(
            "swap side" if each.side else each.note_status,
            each.score,
            _is_error(each.side, kind) and each.label == label,
        )
        for each in candidates(note.text, reading)
    )
    return Compared(number, found, kind)


def _is_error(side: str, kind: str) -> bool:
    """A swapped side is an error about the side alone, every other about the finding."""
    return bool(side) == (kind == "swap side")


@dataclass(frozen=True)
class Counts:
    """For every film: flags, right ones among them, and errors."""

    flags: NDArray[np.float64]
    right: NDArray[np.float64]
    errors: NDArray[np.float64]

    def ppv(self, rows: NDArray[np.intp]) -> float:
        """Share of flags that are right."""
        flags = self.flags[rows].sum()
        return float(self.right[rows].sum() / flags) if flags else float("nan")

    def recall(self, rows: NDArray[np.intp]) -> float:
        """Share of errors that are flagged."""
        errors = self.errors[rows].sum()
        return float(self.right[rows].sum() / errors) if errors else float("nan")


def counts(pairs: Pairs, rate: float, above: float, kind: str = "") -> Counts:
    """Counts of each film where a share of the notes has an error, of one kind or of all.

    Notes with and without an error are weighed by the rate, so that no drawing adds to the spread.
    """
    films = max(true.film for true, _ in pairs) + 1
    sums = np.zeros((3, films))
    for true, wrong in pairs:
        weighed = [(true, 1.0)] if wrong is None else [(true, 1 - rate), (wrong, rate)]
        for one, weight in weighed:
            flagged = [c for c in one.found if c.score > above and _of_kind(c.kind, kind)]
            sums[0, one.film] += weight * len(flagged)
            sums[1, one.film] += weight * sum(c.wrong for c in flagged)
            sums[2, one.film] += weight * (bool(one.kind) and kind in ("", one.kind))
    return Counts(sums[0], sums[1], sums[2])


def _of_kind(found: str, kind: str) -> bool:
    return not kind or found == STATUS.get(kind, kind)


def rows_at(rate: float, pairs: Pairs, priors: Pairs, patients: NDArray[Any]) -> None:
    """One line: the shown flags, the flags at a recall of one half, and what two blind rules reach at that recall."""
    shown, everything = counts(pairs, rate, SHOWN_ABOVE), np.arange(len(patients))
    half = counts(pairs, rate, threshold_at(pairs, HALF))
    blind = counts(priors, rate, threshold_at(priors, HALF))
    chance = counts(pairs, rate, -np.inf)
    figures = [interval(c, patients) for c in (shown.ppv, shown.recall, half.ppv, blind.ppv)]
    reached = "" if min(shown.ppv(everything), shown.recall(everything)) >= HALF else " (not reached)"
    print(f"| {rate:.0%}{reached} | {' | '.join(map(str, figures))} | {chance.ppv(everything):.3f} |", flush=True)


def verdict(pairs: Pairs, films: int) -> None:
    """Say how often notes must err for half of the flags to be right, and whether half of the errors are found."""
    rows = np.arange(films)
    recall = counts(pairs, 1.0, SHOWN_ABOVE).recall(rows)
    enough = [rate for rate in np.arange(0.05, 1.01, 0.05) if counts(pairs, rate, SHOWN_ABOVE).ppv(rows) >= HALF]
    least = f"from errors in {min(enough):.0%} of the notes on" if enough else "at no rate of errors"
    found = "is reached" if recall >= HALF else "is not reached"
    print(f"\nAs shown: PPV of 50 % is reached {least}; recall of 50 % {found} ({recall:.0%}).")


def threshold_at(pairs: Pairs, recall: float) -> float:
    """The score above which this share of all errors is found."""
    wrong = [one for _, one in pairs if one is not None]
    scores = sorted((c.score for one in wrong for c in one.found if c.wrong), reverse=True)
    needed = int(np.ceil(recall * len(wrong)))
    return scores[needed - 1] - 1e-9 if needed <= len(scores) else -np.inf


def by_kind(pairs: Pairs, patients: NDArray[Any]) -> None:
    """PPV and recall of each kind, where every second note has an error and where every note has."""
    print("\n| kind | errors | PPV, errors in 50 % of notes | PPV, in all | recall |\n|---|---|---|---|---|")
    for kind in KINDS:
        some, every = (counts(pairs, rate, SHOWN_ABOVE, kind) for rate in (0.5, 1.0))
        figures = [interval(c, patients) for c in (some.ppv, every.ppv, every.recall)]
        print(f"| {kind} | {int(every.errors.sum())} | {' | '.join(map(str, figures))} |", flush=True)


if __name__ == "__main__":
    main()
