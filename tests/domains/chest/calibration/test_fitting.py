"""A calibration finds what the logits are off by, keeps its coverage on new cases, and says when it cannot be made."""

import numpy as np
import pytest

from core.certainty.certificate import Certificate
from domains.chest.calibration import fitting, measuring, telling
from domains.chest.calibration.sample import Sample
from domains.chest.sheet import Unusable
from tests.domains.chest.calibration.made import LABELS, OFFSET, SLOPE, heard, sample


def test_it_finds_the_scaling_that_the_logits_are_off_by() -> None:
    cases = sample(1500, 0, note=False)
    fitted = fitting.fit(cases, measuring.all_rows(cases))
    slope, offset = fitted.scaling.parameters["Mass"]
    assert slope == pytest.approx(SLOPE, abs=0.12)
    assert offset == pytest.approx(OFFSET, abs=0.3)
    assert "Hernia" not in fitted.scaling.labels
    assert np.array_equal(fitted.scaled(cases.logits, LABELS)[:, 3], cases.logits[:, 3])


def test_a_finding_that_is_far_more_common_here_moves_its_offset_and_keeps_its_slope() -> None:
    cases = sample(200, 7, note=False)
    cases.logits[:, :2] -= 6.0
    parameters = fitting.fit(cases, measuring.all_rows(cases)).scaling.parameters
    for label in ("Mass", "Edema"):
        slope, offset = parameters[label]
        assert slope == pytest.approx(SLOPE, abs=0.2)
        assert offset == pytest.approx(OFFSET + 6.0 * slope, abs=0.6)


def test_new_cases_lose_their_true_answer_at_the_stated_rate_at_every_operating_point() -> None:
    kept: dict[float, list[float]] = {}
    for seed in range(6):
        known, new = sample(240, seed, note=False), sample(600, 50 + seed, note=False)
        fitted = fitting.fit(known, measuring.all_rows(known))
        for rate, patterns in fitted.points.items():
            limits = patterns["image+record"]["Mass"]
            logits, there = fitted.scaled(new.logits, LABELS)[:, 0], new.truth[:, 0] == 1.0
            sides = logits[there] >= limits.present_from, logits[~there] <= limits.absent_to
            kept.setdefault(rate, []).extend(float(side.mean()) for side in sides)
    for rate, shares in kept.items():
        assert np.mean(shares) == pytest.approx(1 - rate, abs=0.02)


def test_every_set_of_roles_has_thresholds_from_the_cases_that_have_it() -> None:
    cases = sample(300, 1)
    found = fitting.fit(cases, measuring.all_rows(cases)).points[0.1]
    assert set(found) == {"image+record", "image+note+record"}
    whole, half = (found[pattern]["Mass"] for pattern in ("image+record", "image+note+record"))
    assert whole.positives + whole.negatives == 300
    assert half.positives + half.negatives == 150


def test_what_is_measured_after_was_not_fitted_on_the_same_patients() -> None:
    cases = sample(600, 2, note=False)
    shipped = Certificate(0.1, {}, 20)
    before, after = measuring.before(cases, shipped), measuring.after(cases, 0.1)
    labels = fitting.fitted_labels(cases, measuring.all_rows(cases))
    first, second = (measuring.figures(cases, told, labels, 20) for told in (before, after))
    assert second.calibration_error.value < 0.5 * first.calibration_error.value
    assert second.present.value == pytest.approx(0.9, abs=0.04)
    assert second.absent.value == pytest.approx(0.9, abs=0.04)
    assert np.isnan(first.present.value)
    whole = fitting.fit(cases, measuring.all_rows(cases)).scaled(cases.logits, LABELS)
    assert not np.allclose(after.logits[:, 0], whole[:, 0])


def test_each_finding_says_why_it_is_not_certified() -> None:
    cases = sample(400, 3, note=False)
    fitted = fitting.fit(cases, measuring.all_rows(cases))
    own = Certificate(0.1, fitted.points[0.1], 20)
    told = {label: telling.state(cases, label, "image+record", own) for label in LABELS}
    assert told["Mass"] == "certified"
    assert told["Nodule"] == "not certified: not shown to rank better than chance"
    assert told["Hernia"] == "not certified: every case is without it"
    strict = Certificate(0.1, fitted.points[0.1], 1000)
    assert telling.state(cases, "Mass", "image+record", strict) == "not certified: fewer than 1000 cases with it"


def test_a_finding_whose_scores_fall_is_left_as_it_is_and_not_certified() -> None:
    cases = sample(400, 4, note=False)
    cases.truth[:, 0] = 1.0 - cases.truth[:, 0]
    fitted = fitting.fit(cases, measuring.all_rows(cases))
    assert "Mass" not in fitted.scaling.labels
    assert not Certificate(0.1, fitted.points[0.1], 5).certifies("image+record", "Mass")


@pytest.mark.parametrize(
    ("count", "sentence"), [(1, "Only 1 case could be read"), (12, "Only 12 cases"), (30, "fewer than 20 patients")]
)
def test_too_few_cases_or_patients_are_refused(count: int, sentence: str) -> None:
    with pytest.raises(Unusable, match=sentence):
        fitting.check(sample(count, 0))


def test_one_class_alone_is_refused() -> None:
    cases = sample(60, 0)
    cases.truth[:] = 0.0
    with pytest.raises(Unusable, match="write 0 where a finding is known to be absent"):
        fitting.check(cases)


def test_rows_that_could_not_be_read_are_told_the_first_few() -> None:
    cases = heard(15, 0)
    broken = [type(one)(one.case, type(one.said)({}, {}, "It is no film.")) for one in cases]
    told = list(telling.problems(broken))
    assert told[0] == "0: It is no film."
    assert told[-1] == "and 5 more."
    assert len(Sample.of(broken, LABELS)) == 0
