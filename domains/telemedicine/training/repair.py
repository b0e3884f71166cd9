"""Fits what a repair is judged by: `python -m domains.telemedicine.training.repair --heard FILE`.

FILE comes from `benchmarks.telemedicine.dictating`; rows that are held out are passed over. A match is right where
putting it in brings the sentence nearest to what was said. The threshold is the least at which, on drugs that were left
out of the fit, one repair in fifteen or fewer is wrong, and one word in two thousand or fewer of sentences that name no
drug is changed. Sentences with rare drugs are passed over there: every third of them has one, in practice few have.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.weights import seal
from domains.telemedicine.lexicon.drugs import drugs
from domains.telemedicine.repair.choosing import Choice, apart
from domains.telemedicine.repair.nearest import Match, matches
from domains.telemedicine.repair.spans import Heard, placed, spans
from domains.telemedicine.repair.weighing import FEATURES, FOLDER, Model, rows
from domains.telemedicine.transcripts.transcript import Utterance, Word

FOLDS, STRENGTH = 5, 1.0
WRONG, CHANGED = 1 / 15, 0.0005
_WORD = re.compile(r"[a-z0-9][a-z0-9'-]*")
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Lesson:
    """A sentence as said and as heard.

    Attributes:
        said: Its words.
        drug: The drug that it names, or "".
        heard: As recognised.
    """

    said: tuple[str, ...]
    drug: str
    heard: Heard


@dataclass(frozen=True)
class Outcome:
    """What repairing some sentences did: repairs made, those that are right, drugs to be found, repairs without one."""

    made: int
    right: int
    missing: int
    plain: int


def split(text: str) -> tuple[str, ...]:
    """Words in small letters."""
    return tuple(_WORD.findall(text.lower().replace("\u2019", "'")))


def lessons(path: Path, held: bool) -> list[Lesson]:
    """The sentences of a file, those held out or the others; where nothing was heard there is nothing to learn."""
    told = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    made = (_lesson(row) for row in told if row["held"] == held)
    return [one for one in made if one is not None]


def _lesson(row: Mapping[str, Any]) -> Lesson | None:
    words = tuple(Word(*one) for one in row["words"])
    heard = placed(Utterance(" ".join(one.text for one in words), words=words))
    return Lesson(split(row["text"]), row["drug"], heard) if heard else None


def errors(said: Sequence[str], text: str) -> int:
    """Words that must be changed, left out or added to come from a text to what was said."""
    from rapidfuzz.distance import Levenshtein

    return int(Levenshtein.distance(said, split(text)))


def put(match: Match, heard: Heard) -> str:
    """The text with a match put in."""
    start, end = heard.places[match.span.first][0], heard.places[match.span.stop - 1][1]
    text = heard.utterance.text
    return text[:start] + match.entry.name + text[end:]


def labels(found: Sequence[Match], told: Sequence[Lesson]) -> NDArray[np.int8]:
    """1 where a match is right, 0 where it is wrong, -1 where its name is right and its edges are not the best."""
    out = np.zeros(len(found), np.int8)
    by_lesson: dict[int, list[int]] = {}
    for at, one in enumerate(found):
        if one.entry.name == told[one.span.number].drug:
            by_lesson.setdefault(one.span.number, []).append(at)
    for number, mine in by_lesson.items():
        lesson = told[number]
        before = errors(lesson.said, lesson.heard.utterance.text)
        after = {at: errors(lesson.said, put(found[at], lesson.heard)) for at in mine}
        least = min(after.values())
        for at, count in after.items():
            out[at] = 1 if count == least < before else -1 if count < before else 0
    return out


def fit(values: Array, truth: NDArray[np.int8]) -> Model:
    """Logistic regression on values of one scale; what is neither right nor wrong is left out."""
    from sklearn.linear_model import LogisticRegression

    use = truth >= 0
    centre, spread = values[use].mean(0), values[use].std(0) + 1e-6
    fitted = LogisticRegression(C=STRENGTH, max_iter=2000).fit((values[use] - centre) / spread, truth[use])
    weight = np.asarray(fitted.coef_[0] / spread, np.float64)
    return Model(weight, float(fitted.intercept_[0] - weight @ centre), 0.5)


@dataclass(frozen=True)
class Table:
    """Sentences with every match that was found in them, its values and whether it is right."""

    told: Sequence[Lesson]
    found: Sequence[Match]
    values: Array
    truth: NDArray[np.int8]

    @classmethod
    def of(cls, told: Sequence[Lesson]) -> Table:
        """The table of some sentences, each by itself."""
        heard = [one.heard for one in told]
        found = matches(list(spans(heard)))
        return cls(told, found, rows(found, heard), labels(found, told))

    def outcome(self, scores: Array, threshold: float, rare: bool = True) -> Outcome:
        """What a threshold does to the sentences, with or without those that name a rare drug."""
        likely = [Choice(self.found[int(at)], float(scores[at])) for at in np.flatnonzero(scores >= threshold)]
        made = [(one.match, self.told[one.match.span.number]) for one in apart(likely, threshold)]
        made = [(match, lesson) for match, lesson in made if rare or not is_rare(lesson)]
        right = sum(match.entry.name == lesson.drug and is_better(match, lesson) for match, lesson in made)
        asked = [one for one in self.told if one.drug and (rare or not is_rare(one))]
        missing = sum(not names(one.drug, one.heard.utterance.text) for one in asked)
        return Outcome(len(made), right, missing, sum(not lesson.drug for _, lesson in made))


def is_rare(lesson: Lesson) -> bool:
    """Whether a sentence names a rare drug: here every third does, in practice few."""
    return bool(lesson.drug) and drugs()[lesson.drug].band == 1


def is_better(match: Match, lesson: Lesson) -> bool:
    """Whether a sentence is nearer to what was said once a match is put in."""
    return errors(lesson.said, put(match, lesson.heard)) < errors(lesson.said, lesson.heard.utterance.text)


def names(drug: str, text: str) -> bool:
    """Whether a text names a drug by this very name."""
    return bool(re.search(rf"\b{re.escape(drug)}\b", text.lower()))


def crossed(table: Table) -> Array:
    """``(n,)``: how likely each match is by a model that has not seen its sentence's drug."""
    from sklearn.model_selection import GroupKFold

    groups = [one.drug or f"plain {at}" for at, one in enumerate(table.told)]
    number = np.array([one.span.number for one in table.found])
    out = np.zeros(len(number))
    for learn, hold in GroupKFold(FOLDS).split(table.told, groups=groups):
        into, against = np.isin(number, learn), np.isin(number, hold)
        out[against] = fit(table.values[into], table.truth[into]).probabilities(table.values[against])
    return out


def threshold(table: Table) -> float:
    """The least threshold that keeps both promises on drugs that were left out."""
    scores = crossed(table)
    words = sum(len(one.heard.bare) for one in table.told if not one.drug)
    for value in np.arange(0.3, 0.99, 0.04):
        all = table.outcome(scores, float(value), rare=False)
        wrong = (all.made - all.right) / max(all.made, 1)
        print(
            f"{value:.2f}: {all.made} repairs, {wrong:.3f} wrong, {all.right / max(all.missing, 1):.3f} of"
            f" {all.missing} found, {all.plain} of {words} words of plain sentences changed"
        )
        if wrong <= WRONG and all.plain <= CHANGED * words:
            return float(value)
    return 0.99


def main(path: Path) -> str:
    """Fit, choose the threshold, keep and seal; the digest of the manifest."""
    table = Table.of(lessons(path, held=False))
    value, model = threshold(table), fit(table.values, table.truth)
    about = {
        "weights": {name: round(float(one), 5) for name, one in zip(FEATURES, model.weight, strict=True)},
        "bias": round(model.bias, 5),
        "threshold": round(value, 3),
    }
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "repair.json").write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")
    return seal(FOLDER)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--heard", type=Path, required=True, help="JSON lines of benchmarks.telemedicine.dictating")
    print(main(parser.parse_args().heard))
