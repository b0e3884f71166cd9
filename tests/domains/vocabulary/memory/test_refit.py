import random
import sys
from datetime import UTC, datetime, timedelta

import pytest
from fsrs.scheduler import UPPER_BOUNDS_PARAMETERS

from domains.vocabulary.memory import refit as module
from domains.vocabulary.memory.curve import DEFAULT, checked, within
from domains.vocabulary.memory.log import Review
from domains.vocabulary.memory.refit import NoOptimiser, available, fit, loss, refit
from domains.vocabulary.memory.scheduling import Memory, Scheduling

START = datetime(2026, 1, 1, 9, tzinfo=UTC)
FORGETFUL = (0.03, 0.1, 0.3, 1.0, *DEFAULT[4:20], 0.5)
needs_optimiser = pytest.mark.skipif(not available(), reason="fsrs-rs-python is not installed")


def log_of(parameters: tuple[float, ...], cards: int, times: int, seed: int = 1) -> list[Review]:
    """Answers of somebody whose memory follows FSRS with these parameters, a few days apart."""
    chance, truth, rows = random.Random(seed), Scheduling(parameters, fuzz=False), []  # noqa: S311
    for card in range(cards):
        memory: Memory | None = None
        at = START + timedelta(minutes=card)
        for _ in range(times):
            recall = 0.7 if memory is None else truth.recall(memory, at)
            rating = 3 if chance.random() < recall else 1
            rows.append(Review(card, "sound", rating, at, seed=card))
            memory = truth.review(memory, rating, at, 0)
            at += timedelta(days=chance.randint(1, 12))
    return sorted(rows, key=lambda row: row.at)


@needs_optimiser
def test_fits_a_learner_who_forgets_faster() -> None:
    log = log_of(FORGETFUL, 150, 8)
    found = refit(log)
    assert found is not None and found.loss_after < found.loss_before - 0.01
    assert found.reviews == int(0.8 * len(log)) and checked(found.values) == found.values
    assert found.loss_before == loss(log, DEFAULT, found.reviews)
    assert found.loss_after == loss(log, found.values, found.reviews)
    assert refit(log) == found


@needs_optimiser
def test_is_refused_where_it_does_not_help() -> None:
    log = log_of(FORGETFUL, 150, 8)
    found = refit(log)
    assert found is not None and refit(log, found.values) is None


@needs_optimiser
@pytest.mark.parametrize("reviews", [0, 1, 30, 120])
def test_is_refused_where_there_is_too_little(reviews: int) -> None:
    assert refit(log_of(FORGETFUL, 20, 6)[:reviews]) is None


@needs_optimiser
def test_leaves_out_what_is_no_answer() -> None:
    log = log_of(FORGETFUL, 60, 6)
    there = Memory(2, None, 3.0, 5.0, START, START)
    assert fit(log) == fit([row for row in log if row.rating])
    assert refit([Review(999, "", 0, START, placed=there), *log]) == refit(log)


def test_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fsrs_rs_python", None)
    monkeypatch.setattr(module, "find_spec", lambda _name: None)
    with pytest.raises(NoOptimiser, match="chiron-suite\\[vocabulary\\]"):
        refit(log_of(FORGETFUL, 20, 6))


def test_loss_counts_answers_after_a_day_alone() -> None:
    same_day = [Review(card, "", 3, START + timedelta(minutes=minute)) for minute in range(9) for card in range(50)]
    assert loss(same_day, DEFAULT) is None
    assert loss(log_of(DEFAULT, 60, 6), DEFAULT) is not None


def test_rounding_beyond_a_bound_is_drawn_back() -> None:
    values = [*DEFAULT[:20], UPPER_BOUNDS_PARAMETERS[20] + 1e-7]
    assert within(values)[20] == UPPER_BOUNDS_PARAMETERS[20]
