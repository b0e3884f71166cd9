"""`chiron chest adopt`: weights that a hospital fetched, fitted on its own cases, and how they stand to the shipped."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from core.recipe import load as load_recipe
from core.weights import seal
from domains.chest.adoption import source as sources
from domains.chest.adoption.source import DenseSource, EncoderSource, Source
from domains.chest.sheet import Unusable

if TYPE_CHECKING:
    from domains.chest.adoption.hearing import Seen

CHEST = Path(__file__).parents[1]
SEED = 0
SENTENCES = 10
NEEDED = {"sklearn": "train", "pandas": "train", "monai": "vision"}
Say = Callable[[str], None]
NOTES = (
    "Brackets hold 95 % intervals that resample patients. Adopted figures are cross-validated by patient.",
    "Neither column can be trusted on films that the networks were trained on: the shipped on NIH ChestX-ray14,",
    "torchxrayvision's on NIH, CheXpert, MIMIC-CXR, PadChest and others. Nothing here is a cleared medical device.",
)


def adopt(weights: Path, cases: Path, out: Path, told: Callable[[int], None], say: Say) -> None:
    """Fit, measure, seal and compare; nothing is left behind where that fails.

    Args:
        weights: What was fetched.
        cases: The table of labelled cases.
        out: A folder that is not there yet, or empty.
        told: Called with the number of cases read.
        say: Prints a line.

    Raises:
        Unusable: the table, the cases, the weights or the folder will not do; the sentence says what to do.
        WeightsError: weights are damaged or of another network.
    """
    _check(out)
    recipe = load_recipe(CHEST / "recipe.toml")
    source = sources.opened(weights, recipe.labels)
    with _whole(out) as staging:
        (staging / "weights").mkdir()
        for line in _made(source, cases, staging / "weights", told, say):
            say(line)
    say(f"Written to {out}.")
    for line in NOTES:
        say(line)


def _check(out: Path) -> None:
    for module, extra in NEEDED.items():
        if find_spec(module) is None:
            raise Unusable(f"Adopting weights needs {module}, which is missing: install 'chiron-suite[{extra}]'.")
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise Unusable(f"{out} is not an empty folder: name a new one.")


@contextmanager
def _whole(out: Path) -> Iterator[Path]:
    """A folder that takes its place when everything is in it."""
    out.parent.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(dir=out.parent, prefix=f".{out.name}."))
    try:
        yield staging
        os.replace(staging, out)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _made(source: Source, cases: Path, out: Path, told: Callable[[int], None], say: Say) -> Iterator[str]:
    """Fit and write; the lines of the comparison."""
    from domains.chest.adoption import cohort as cohorts
    from domains.chest.adoption import heads, measuring, writing
    from domains.chest.training import certify
    from domains.chest.training.unseen import Unseen

    seen = _seen(source, cases, told, say)
    stated = [label for label in load_recipe(CHEST / "recipe.toml").labels if label in source.labels]
    kept, labels, reasons = cohorts.chosen(seen, stated)
    for sentence in cohorts.sentences(reasons):
        say(sentence)
    cohort, vectors = cohorts.cohort_of(kept, labels), np.array([one.told for one in kept])
    if isinstance(source, EncoderSource):
        image = heads.unseen(vectors, cohort, labels, SEED)
        writing.begin(out, source, labels, heads.fitted(vectors, cohort.matrix(labels)))
    else:
        image = {label: vectors[:, source.labels.index(label)] for label in labels}
        writing.begin(out, source, labels, None)
    with tempfile.TemporaryDirectory() as folder:
        statements = Path(folder) / "unseen.npz"
        certify.make(cohort, labels, image, out, SEED, statements)
        unseen = Unseen.load(statements)
    measuring.write(out, cohort, labels, unseen, reasons, _named(source))
    seal(out)
    say(f"{len(kept)} cases of {len(np.unique(cohort.patients))} patients were used.")
    new, old = measuring.cross_validated(unseen), measuring.shipped(kept, labels)
    yield from measuring.lines(cohort.matrix(labels), new, old, labels, cohort.patients)


def _seen(source: Source, cases: Path, told: Callable[[int], None], say: Say) -> list[Seen]:
    """Every case that can be used; the others are told of."""
    from domains.chest.adoption.hearing import Seen, reader_without_note, see
    from domains.chest.calibration import labelled

    recipe = load_recipe(CHEST / "recipe.toml")
    reader, eye = reader_without_note(recipe, CHEST / "weights"), source.eye()
    with labelled.opened(cases, recipe.labels) as rows:
        found = list(see(rows, cases.parent, eye, reader, told))
    problems = [each for each in found if not isinstance(each, Seen)]
    for row_id, sentence in problems[:SENTENCES]:
        say(f"{row_id}: {sentence}")
    if len(problems) > SENTENCES:
        say(f"and {len(problems) - SENTENCES} more.")
    return [each for each in found if isinstance(each, Seen)]


def _named(source: Source) -> str:
    return source.told or "a DenseNet-121" if isinstance(source, DenseSource) else source.folder.name
