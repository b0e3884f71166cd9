"""How well recall is predicted, each review from earlier rows alone, beside the models that one would compare with.

`python -m benchmarks.vocabulary.recall --data DIR` (the folder with `review_logs`); intervals resample cards, and
differences are taken on the same resamples. Two sets of reviews: those on a later day than the last of their card,
which is what FSRS is made for, and all that have an earlier one, steps within minutes included. Windows are the first
rows of a learner's log. Every chance is kept within 0.0001 and 0.9999. "Fitted in hindsight" saw the whole log, its
future too: no honest model, but the most that fitting could give. At last come made-up learners of other habits.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.vocabulary.learners import Learner
from core.evaluation.bootstrap import resamples
from core.evaluation.metrics import auroc
from domains.vocabulary.memory import logfile
from domains.vocabulary.memory.log import Review
from domains.vocabulary.memory.predictors import MODELS, Answered, predict
from domains.vocabulary.memory.predictors.fitted import FittedFsrs6
from domains.vocabulary.memory.predictors.ours import Fsrs6
from domains.vocabulary.memory.refit import available, fit

Array = NDArray[Any]
NAMES = {
    "chiron": "Chiron (FSRS-6 with the online correction)",
    "fsrs6": "FSRS-6, default",
    "fsrs6-fitted": "FSRS-6, fitted to the rows before, every 500",
    "hindsight": "FSRS-6, fitted in hindsight",
    "moving-average": "moving average of the learner",
    "hlr": "half-life regression, online",
    "sm2": "SM-2",
}
WINDOWS = (100, 300, 1000, None)
DAY_STARTS = timedelta(hours=4)
ROUNDS, AREA_ROUNDS = 1000, 200


@dataclass(frozen=True)
class Scored:
    """Reviews that were predicted.

    Attributes:
        truth: ``(n,)``, 1 where it was recalled.
        place: ``(n,)``, row number within the learner's log.
        later: ``(n,)``, whether on a later day than the last review of the card.
        cards: ``(n,)``, group of the resampling.
        chances: By model, ``(n,)``.
    """

    truth: Array
    place: Array
    later: Array
    cards: Array
    chances: Mapping[str, Array]

    def only(self, rows: Array) -> Scored:
        """Some rows."""
        chances = {name: values[rows] for name, values in self.chances.items()}
        return Scored(self.truth[rows], self.place[rows], self.later[rows], self.cards[rows], chances)

    def losses(self, name: str) -> Array:
        """``(n,)``: minus the logarithm of what was given to the truth."""
        found: Array = -np.log(np.where(self.truth > 0.5, self.chances[name], 1 - self.chances[name]))
        return found


def main() -> None:
    """Print every table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--learners", type=int, default=8, help="made-up learners of each kind")
    given = parser.parse_args()
    file = logfile.read(given.data / "review_logs" / "reviews.csv")
    scored = score(file.answers)
    held = _held_out(file)[_predicted(file.answers)]
    for title, rows in (("on a later day", scored.later), ("of all that have an earlier one", scored.later >= 0)):
        print(f"\n## Reviews {title}: log loss\n")
        windows(scored.only(rows))
        beats(scored.only(rows))
    print("\n## The last fifth in time, on a later day: nothing was chosen on it\n")
    last(scored.only(scored.later & held))
    made_up(given.learners)


def score(answers: Sequence[Answered]) -> Scored:
    """Every model over one log."""
    makers: dict[str, Any] = {name: name for name in MODELS}
    if available():
        makers |= {"fsrs6-fitted": FittedFsrs6, "hindsight": partial(Fsrs6, _hindsight(answers))}
    predicted = _predicted(answers)
    chances = {name: _chances(makers[name], answers) for name in NAMES if name in makers}
    truth = np.array([answer.rating > 1 for answer in answers], float)
    cards = np.array([f"{answer.user}/{answer.card}" for answer in answers])
    place, later = _places(answers)
    return Scored(truth[predicted], place[predicted], later[predicted], cards[predicted], chances)


def _hindsight(answers: Sequence[Answered]) -> tuple[float, ...]:
    rows = sorted(answers, key=lambda answer: answer.at)
    values = fit([Review(f"{row.user}/{row.card}", "", row.rating, row.at) for row in rows])
    assert values is not None, "the log is too short to be fitted"
    return values


def _chances(maker: Any, answers: Sequence[Answered]) -> Array:
    return np.array([chance for chance in predict(maker, answers) if chance is not None])


def _predicted(answers: Sequence[Answered]) -> Array:
    return np.array([chance is not None for chance in predict("moving-average", answers)])


def _held_out(file: logfile.LogFile) -> Array:
    column = list(file.header).index("split")
    return np.array([cells[column] == "valid" for cells in file.cells])


def _places(answers: Sequence[Answered]) -> tuple[Array, Array]:
    place, later = np.zeros(len(answers), int), np.zeros(len(answers), bool)
    counts: dict[str, int] = {}
    last: dict[tuple[str, str], Any] = {}
    for number in sorted(range(len(answers)), key=lambda number: answers[number].at):
        row = answers[number]
        day = (row.at - DAY_STARTS).date()
        place[number] = counts[row.user] = counts.get(row.user, -1) + 1
        later[number] = last.get((row.user, row.card), day) != day
        last[row.user, row.card] = day
    return place, later


def windows(scored: Scored) -> None:
    """Log loss by window, and AUC over all."""
    inside = [_inside(scored, window) for window in WINDOWS]
    heads = [_title(window, int(rows.sum())) for window, rows in zip(WINDOWS, inside, strict=True)]
    print(f"| model | {' | '.join(heads)} | AUC, all |\n|---|{'---|' * (len(heads) + 1)}")
    for name in scored.chances:
        losses = scored.losses(name)
        cells = [f"{losses[rows].mean():.4f}" for rows in inside]
        print(f"| {NAMES[name]} | {' | '.join(cells)} | {auroc(scored.truth, scored.chances[name]):.4f} |")


def beats(scored: Scored) -> None:
    """Chiron less each peer, with intervals."""
    peers = [name for name in scored.chances if name != "chiron"]
    columns = [_differences(scored.only(_inside(scored, window)), peers) for window in WINDOWS]
    columns.append(_areas(scored, peers))
    heads = [_title(window) for window in WINDOWS]
    print(f"\n| Chiron less ... | {' | '.join(heads)} | AUC, all |\n|---|{'---|' * (len(heads) + 1)}")
    for row, name in enumerate(peers):
        print(f"| {NAMES[name]} | {' | '.join(column[row] for column in columns)} |")


def last(scored: Scored) -> None:
    """One part of the log, as a table of its own."""
    print(f"| model | log loss, {len(scored.truth)} reviews | AUC |\n|---|---|---|")
    for name, chances in scored.chances.items():
        print(f"| {NAMES[name]} | {scored.losses(name).mean():.4f} | {auroc(scored.truth, chances):.4f} |")
    print(f"\nChiron less FSRS-6, default: {_differences(scored, ['fsrs6'])[0]}")


def made_up(count: int) -> None:
    """Chiron less FSRS-6's default on made-up learners: mean and worst, by window, on later days."""
    print("\n## Made-up learners, 4,000 reviews each, on a later day: log loss, Chiron less FSRS-6 default\n")
    heads = [_title(window) for window in WINDOWS]
    print(f"| learners | {' | '.join(heads)} |\n|---|{'---|' * len(heads)}")
    for title, faithful in (("of many habits, all four grades", False), ("FSRS-6's default itself", True)):
        found = np.array([_gains(Learner(seed, faithful).log(4000)) for seed in range(count)])
        mean, worst = np.nanmean(found, axis=0), np.nanmax(found, axis=0)
        cells = [f"{one:+.4f}, worst {two:+.4f}" for one, two in zip(mean, worst, strict=True)]
        print(f"| {count} {title} | {' | '.join(cells)} |", flush=True)


def _gains(answers: Sequence[Answered]) -> list[float]:
    place, later = _places(answers)
    predicted = _predicted(answers)
    truth = np.array([answer.rating > 1 for answer in answers], float)[predicted]
    chances = {name: _chances(name, answers) for name in ("chiron", "fsrs6")}
    scored = Scored(truth, place[predicted], later[predicted], np.zeros(len(truth)), chances)
    gain = scored.losses("chiron") - scored.losses("fsrs6")
    inside = [_inside(scored, window) & scored.later for window in WINDOWS]
    return [float(gain[rows].mean()) if rows.any() else float("nan") for rows in inside]


def _differences(scored: Scored, peers: Sequence[str]) -> list[str]:
    away = np.stack([scored.losses("chiron") - scored.losses(name) for name in peers])
    drawn = np.array([away[:, rows].mean(axis=1) for rows in resamples(scored.cards, ROUNDS)])
    return _cells(away.mean(axis=1), drawn)


def _areas(scored: Scored, peers: Sequence[str]) -> list[str]:
    def area(rows: Array) -> Array:
        ours = auroc(scored.truth[rows], scored.chances["chiron"][rows])
        return np.array([ours - auroc(scored.truth[rows], scored.chances[name][rows]) for name in peers])

    drawn = np.array([area(rows) for rows in resamples(scored.cards, AREA_ROUNDS)])
    return _cells(area(np.arange(len(scored.truth))), drawn)


def _cells(values: Array, drawn: Array) -> list[str]:
    low, high = np.nanpercentile(drawn, [2.5, 97.5], axis=0)
    return [f"{value:+.4f} [{a:+.4f}, {b:+.4f}]" for value, a, b in zip(values, low, high, strict=True)]


def _inside(scored: Scored, window: int | None) -> Array:
    found: Array = scored.place < (window or np.inf)
    return found


def _title(window: int | None, count: int | None = None) -> str:
    return f"{'all' if window is None else f'first {window:,}'}{'' if count is None else f' ({count:,})'}"


if __name__ == "__main__":
    main()
