import numpy as np
import pytest

from benchmarks.vocabulary.learners import Learner
from benchmarks.vocabulary.recall import score
from domains.vocabulary.memory.refit import available


@pytest.mark.parametrize("faithful", [False, True])
def test_made_up_learners_answer_day_after_day_with_all_grades(faithful: bool) -> None:
    log = Learner(5, faithful).log(700)
    assert log == Learner(5, faithful).log(700) != Learner(6, faithful).log(700)
    assert [row.at for row in log] == sorted(row.at for row in log)
    assert {row.rating for row in log} == {1, 2, 3, 4}
    assert len({row.at.date() for row in log}) > 5


def test_a_faithful_learner_remembers_as_fsrs_says() -> None:
    scored = score(Learner(1, faithful=True).log(1500))
    rows = scored.only(scored.later)
    assert abs(rows.truth.mean() - rows.chances["fsrs6"].mean()) < 0.03


def test_every_model_predicts_every_review_but_the_first_of_a_card() -> None:
    log = Learner(3).log(800)
    scored = score(log)
    assert len(scored.truth) == len(log) - len({row.card for row in log})
    assert set(scored.chances) >= {"chiron", "fsrs6", "sm2", "hlr", "moving-average"}
    assert ("fsrs6-fitted" in scored.chances) == available()
    for chances in scored.chances.values():
        assert len(chances) == len(scored.truth) and np.all((chances > 0) & (chances < 1))


def test_windows_count_the_rows_of_the_log() -> None:
    scored = score(Learner(3).log(800))
    assert scored.place.max() <= 799 and np.all(np.diff(scored.place) > 0)
    assert 0 < scored.later.sum() < len(scored.later)
