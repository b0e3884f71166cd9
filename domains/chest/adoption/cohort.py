"""Seen cases as the cohort that the training code takes: the findings that can be learnt, the cases that know them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from domains.chest.adoption.hearing import Seen
from domains.chest.sheet import Unusable
from domains.chest.training.certify import FOLDS
from domains.chest.training.cohort import Cohort

FEWEST_CASES, FEWEST_PATIENTS, FEWEST_OF_A_KIND = 40, 20, 5
KNOWN = 0.8
Reasons = Mapping[str, str]


def chosen(seen: Sequence[Seen], labels: Sequence[str]) -> tuple[list[Seen], tuple[str, ...], Reasons]:
    """The cases and findings to fit on, and why other findings are left out.

    Experts, fuser and thresholds are fitted on the same cases, so that every one of them must know every finding; a
    finding that few cases know is therefore given up before the cases are.

    Args:
        seen: Cases that could be read.
        labels: What the new network can state.

    Raises:
        Unusable: too little is left.
    """
    asked = {label: _lacking(seen, label, KNOWN) for label in labels}
    known = [label for label in labels if not asked[label]]
    kept = [one for one in seen if all(label in one.case.truth for label in known)]
    asked |= {label: _lacking(kept, label, 0.0) for label in known}
    _require(kept, [label for label in labels if not asked[label]], asked)
    return kept, tuple(label for label in labels if not asked[label]), {k: why for k, why in asked.items() if why}


def _lacking(seen: Sequence[Seen], label: str, share: float) -> str:
    """Why a finding cannot be learnt from these cases; empty where it can."""
    told = [(one.case.truth[label], one.case.patient) for one in seen if label in one.case.truth]
    if not told:
        return "the cases do not say whether it is there"
    if len(told) < share * len(seen):
        return f"it is known in {len(told)} of {len(seen)} cases; at least {share:.0%} are needed"
    for there, word in ((True, "with"), (False, "without")):
        patients = len({patient for value, patient in told if value is there})
        if patients < FEWEST_OF_A_KIND:
            return f"{patients} of the patients are {word} it; at least {FEWEST_OF_A_KIND} are needed"
    return ""


def _require(kept: Sequence[Seen], labels: Sequence[str], asked: Reasons) -> None:
    patients = len({one.case.patient for one in kept})
    if len(kept) < FEWEST_CASES or patients < FEWEST_PATIENTS:
        raise Unusable(
            f"{len(kept)} cases of {patients} patients have a readable film, a whole record and every finding known; "
            f"at least {FEWEST_CASES} of {FEWEST_PATIENTS} patients are needed: add cases, or see the sentences above."
        )
    if not labels:
        first = next(iter(asked.items()))
        raise Unusable(f"No finding can be learnt from these cases; {first[0]}: {first[1]}.")


def cohort_of(kept: Sequence[Seen], labels: Sequence[str]) -> Cohort:
    """As the training code takes it; folds are balanced over whether anything was found, where both occur enough."""
    import pandas as pd

    truth = np.array([[float(one.case.truth[label]) for label in labels] for one in kept])
    empty = (truth.sum(axis=1) == 0).astype(int)
    balanced = empty if FOLDS <= empty.sum() <= len(empty) - FOLDS else np.zeros(len(empty), int)
    patients = np.unique([one.case.patient for one in kept], return_inverse=True)[1]
    columns = {"file": [one.case.row.id for one in kept], "patient": patients, "subset": ""}
    record = {name: [one.record[name] for one in kept] for name in ("age", "sex", "view")}
    found = {label: truth[:, number] for number, label in enumerate(labels)}
    return Cohort(pd.DataFrame({**columns, **record, "no_finding": balanced, **found}), Path())


def sentences(reasons: Reasons) -> Iterator[str]:
    """What is left out, for print."""
    for label, why in reasons.items():
        yield f"{label.replace('_', ' ')} is left out: {why}."
