"""`chiron chest calibrate`: labelled cases in, the house's own calibration out, and what it changes in print."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from core.certainty.certificate import Certificate
from core.certainty.local import LocalCalibration
from core.recipe import Recipe
from core.recipe import load as load_recipe
from core.weights import WeightsFolder, digest
from data.types import utcnow
from domains.chest import inuse
from domains.chest.calibration import fitting, hearing, house, labelled, measuring, telling
from domains.chest.calibration.fitting import Fitted
from domains.chest.calibration.sample import Sample

FOLDER = Path(__file__).parents[1]
Say = Callable[[str], None]


def calibrate(cases: Path, home: Path, dry_run: bool, told: Callable[[int], None], say: Say) -> None:
    """Measure a calibration, print what it changes, and keep it unless this is a dry run.

    Args:
        cases: The table.
        home: The domain's folder below CHIRON_HOME.
        dry_run: Write nothing.
        told: Called with the number of cases read.
        say: Prints a line.

    Raises:
        Unusable: the table cannot be read, or its cases are too few.
        WeightsError: nothing can be read with the weights that are there.
    """
    folder = inuse.folder(home)
    recipe = load_recipe(folder / "recipe.toml")
    with labelled.opened(cases, recipe.labels) as rows:
        heard = hearing.hear(rows, cases.parent, told)
    for sentence in telling.problems(heard):
        say(sentence)
    sample = Sample.of(heard, recipe.labels)
    fitting.check(sample)
    fitted = fitting.fit(sample, measuring.all_rows(sample))
    own = of(sample, fitted, recipe, folder)
    _tell(sample, own, recipe, folder, len(heard), say)
    if dry_run:
        say("Nothing was written (--dry-run).")
    else:
        say(f"Written to {house.keep(home, own)}; readings use it from now on. Go back with --reset.")


def of(sample: Sample, fitted: Fitted, recipe: Recipe, folder: Path = FOLDER) -> LocalCalibration:
    """The calibration as it is kept, bound to every file that has a say in the logits."""
    files = [name for expert in recipe.experts.values() for name in expert.weights] + [recipe.fusion.weights]
    weights = WeightsFolder(folder / "weights")
    bound = {name: digest(weights.read(name)) for name in dict.fromkeys(files)}
    patients = len(set(sample.patients.tolist()))
    rate, day = recipe.certainty.error_rate, utcnow().date().isoformat()
    return LocalCalibration(fitted.scaling, fitted.points, rate, bound, len(sample), patients, day)


def _tell(sample: Sample, own: LocalCalibration, recipe: Recipe, folder: Path, read: int, say: Say) -> None:
    asked = recipe.certainty
    shipped = Certificate.load(
        WeightsFolder(folder / "weights"), asked.weights, asked.error_rate, asked.minimum_positives
    )
    ours = Certificate(asked.error_rate, own.points[asked.error_rate], asked.minimum_positives)
    before, after = measuring.before(sample, shipped), measuring.after(sample, asked.error_rate)
    labels = fitting.fitted_labels(sample, measuring.all_rows(sample))
    say(f"{len(sample)} of {read} cases of {own.patients} patients could be read and have a label.")
    first, second = (measuring.figures(sample, each, labels) for each in (before, after))
    for line in telling.comparison(first, second, asked.error_rate):
        say(line)
    for line in telling.findings(sample, before, after, ours):
        say(line)
    say("Brackets hold 95 % intervals that resample patients; 'calibrated' was measured on cases it was not fitted on.")


def reset(home: Path, say: Say) -> None:
    """Go back to the thresholds that came with the weights."""
    if house.forget(home):
        say("The local calibration was removed; readings use the thresholds that came with the weights again.")
    else:
        say("There is no local calibration; readings use the thresholds that came with the weights.")
