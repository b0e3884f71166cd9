"""What `chiron chest calibrate` prints."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from core.certainty.certificate import Certificate
from core.evaluation.bootstrap import Interval
from domains.chest.calibration import measuring
from domains.chest.calibration.fitting import FEWEST_OF_A_KIND
from domains.chest.calibration.hearing import Heard
from domains.chest.calibration.measuring import Figures, Told
from domains.chest.calibration.sample import Sample

SENTENCES = 10


def comparison(first: Figures, second: Figures, rate: float) -> Iterator[str]:
    """The means over the findings that were fitted."""
    yield f"{'':<28}{'as shipped':<26}{'calibrated, cross-validated':<26}"
    rows = (
        ("calibration error", first.calibration_error, second.calibration_error),
        (f"true presence kept ({1 - rate:.2f})", first.present, second.present),
        (f"true absence kept ({1 - rate:.2f})", first.absent, second.absent),
    )
    yield f"{'AUROC, mean over findings':<28}{_figure(first.auroc):<26}the same: scaling a finding keeps its order"
    for name, one, other in rows:
        yield f"{name:<28}{_figure(one):<26}{_figure(other):<26}"


def findings(sample: Sample, shipped: Told, own: Told, certificate: Certificate) -> Iterator[str]:
    """One line a finding: how many cases, how well it ranks, how far its probabilities are off, and its state.

    Args:
        sample: The cases.
        shipped: What the weights say.
        own: What the calibration says of cases that it was not fitted on.
        certificate: The house's own.
    """
    pattern = measuring.usual_pattern(sample)
    yield f"{'finding':<20}{'with':>5}{'without':>9}  {'AUROC':<22}{'off by':<16}from {pattern}"
    for label in sample.labels:
        positives, negatives = measuring.counts(sample, label)
        if positives + negatives:
            area = measuring.ranks(sample, shipped, label)
            errors = [measuring.off_by(sample, told, label) for told in (shipped, own)]
            change = f"{errors[0]:.3f} to {errors[1]:.3f}"
            told = state(sample, label, pattern, certificate)
            yield f"{label:<20}{positives:>5}{negatives:>9}  {_figure(area):<22}{change:<16}{told}"


def state(sample: Sample, label: str, pattern: str, certificate: Certificate) -> str:
    """Whether a finding is certified by these cases, and if not, why."""
    positives, negatives = measuring.counts(sample, label)
    if min(positives, negatives) == 0:
        return f"not certified: every case is {'with' if positives else 'without'} it"
    if min(positives, negatives) < FEWEST_OF_A_KIND:
        return f"not certified: fewer than {FEWEST_OF_A_KIND} cases {'with' if positives < negatives else 'without'} it"
    if certificate.certifies(pattern, label):
        return "certified"
    limits = certificate.thresholds(pattern, label)
    if limits is not None and not limits.better_than_chance:
        return "not certified: not shown to rank better than chance"
    return f"not certified: fewer than {certificate.minimum_positives} cases with it"


def problems(heard: Sequence[Heard]) -> Iterator[str]:
    """What was left out, the first few."""
    told = [
        (one.case.row.id, sentence) for one in heard for sentence in (*one.case.problems, one.said.problem) if sentence
    ]
    for row_id, sentence in told[:SENTENCES]:
        yield f"{row_id}: {sentence}"
    if len(told) > SENTENCES:
        yield f"and {len(told) - SENTENCES} more."


def _figure(found: Interval) -> str:
    if np.isnan(found.value):
        return "not measured"
    return f"{found.value:.3f} [{found.low:.3f}, {found.high:.3f}]"
