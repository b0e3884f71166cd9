"""What is asked of notes is asked without the words of any diagnosis, and by whole sources."""

import numpy as np
import pandas as pd
import pytest

pytest.importorskip("sklearn", reason="scikit-learn is not installed (extra 'train')")

from benchmarks.chest import curve, leaks

ILL, OTHER = "Fever; SARS-CoV-2 PCR positive, COVID-19.", "Cough. Mycoplasma in sputum, lobar pneumonia."
TABLE = pd.DataFrame(
    {
        "finding": ["COVID-19", "Mycoplasma Bacterial Pneumonia"] * 10,
        "clinical_notes": [ILL, OTHER] * 10,
        "group": [f"g{row // 2}" for row in range(20)],
        "source_domain": [f"site {row % 10}" for row in range(20)],
    }
)
TRUTH = np.array([1.0, 0.0] * 10)


def test_no_diagnosis_is_left_in_a_masked_note() -> None:
    first, second = leaks.masked(TABLE)[:2]
    assert "PCR positive" in first and "lobar" in second
    assert not any(word in (first + second).lower() for word in ("covid", "sars", "mycoplasma", "pneumonia"))


def test_what_a_source_tells_is_lost_where_sources_are_held_out() -> None:
    source = TABLE.source_domain.to_numpy()

    def memory(fit: np.ndarray, test: np.ndarray) -> np.ndarray:
        return np.array(
            [TRUTH[fit][source[fit] == name].mean() if name in source[fit] else 0.5 for name in source[test]]
        )

    for held_out, known in (("group", 1.0), ("source_domain", 0.5)):
        assert leaks.Judged.of(memory, TRUTH, TABLE[held_out].to_numpy()).value() == known


def test_fusion_listens_to_what_tells_and_not_to_what_does_not() -> None:
    noise = np.random.default_rng(0).uniform(0.1, 0.9, len(TRUTH))

    def telling(_fit: np.ndarray, test: np.ndarray) -> np.ndarray:
        return np.where(TRUTH[test] > 0, 0.8, 0.2)

    groups = TABLE.group.to_numpy()
    both = leaks.fused({"a": telling, "b": lambda _fit, test: noise[test]}, TRUTH, groups)
    assert leaks.Judged.of(both, TRUTH, groups).value() > leaks.Judged.of(lambda _f, t: noise[t], TRUTH, groups).value()


def test_a_smaller_share_of_patients_is_part_of_a_larger_one() -> None:
    patients = np.repeat(np.arange(40), 2)
    small, large = (set(curve.some(patients, share).tolist()) for share in (0.25, 0.5))
    assert small < large and len(small) == 20
    assert set(curve.some(patients, 1.0).tolist()) == set(range(80))
