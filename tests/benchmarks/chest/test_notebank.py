"""Composed notes say what they should, errors included, and the reader of the suite hears it."""

import numpy as np
import pytest

from benchmarks.chest.notebank import BANK, KINDS, compose, finished, possible, with_error
from domains.chest.asserted import reader
from domains.chest.contradictions import name_of
from domains.chest.training.cohort import NIH

TRUTH = {label: label in ("Effusion", "Pneumonia") for label in NIH}
SIDES = {"Pneumonia": "left"}


def _heard(text: str) -> dict[str, tuple[str, str]]:
    return {each.finding: (each.status.value, each.side) for each in reader().read(text)}


def test_the_bank_has_enough_templates_of_each_status_and_names_for_every_finding() -> None:
    assert all(len(BANK[kind]) >= 12 for kind in ("present", "present with side", "absent"))
    assert all(BANK["name " + label] for label in NIH)


def test_a_true_note_is_heard_as_the_labels_have_it() -> None:
    random, misread = np.random.default_rng(0), 0
    for _ in range(60):
        heard = _heard(finished(compose(TRUTH, SIDES, 1.0, random), ("", ""), random).text)
        misread += sum(
            heard.get(name_of(label), ("", ""))[0] != ("present" if there else "absent")
            for label, there in TRUTH.items()
        )
        assert heard["pneumonia"] == ("present", "left")
    assert misread == 0


@pytest.mark.parametrize("kind", KINDS)
def test_an_error_changes_one_finding_and_nothing_else(kind: str) -> None:
    random = np.random.default_rng(1)
    said = compose(TRUTH, SIDES, 0.5, random)
    for label in possible(said, NIH, kind):
        wrong = {s.label: (s.status, s.side) for s in with_error(said, kind, label, random)}
        true = {s.label: (s.status, s.side) for s in said}
        changed = {name for name in {*wrong, *true} if wrong.get(name) != true.get(name)}
        assert changed == {label}


def test_a_side_can_only_be_swapped_where_one_is_named() -> None:
    random = np.random.default_rng(2)
    assert possible(compose(TRUTH, SIDES, 0.0, random), NIH, "swap side") == ["Pneumonia"]
    assert possible(compose(TRUTH, {}, 0.0, random), NIH, "swap side") == []
