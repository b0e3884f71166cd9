"""The columns' shares sum to what the record added."""

import math

import pytest

from core.encoders.table import Tally
from core.evidence.contribution import columns
from core.finding import Column

TALLY = Tally(0.9, (Column("age", 70.0, 0.2), Column("sex", "F", 0.6)), 0.1)


@pytest.mark.parametrize(("slope", "contribution"), [(1.0, 0.9), (0.5, -0.3), (0.0, 0.4)])
def test_shares_sum_to_the_contribution(slope: float, contribution: float) -> None:
    assert math.isclose(math.fsum(c.log_odds for c in columns(TALLY, slope, contribution)), contribution)


def test_the_strongest_comes_first() -> None:
    assert [c.name for c in columns(TALLY, 1.0, 0.9)] == ["sex", "age"]


def test_without_columns_there_is_nothing_to_share() -> None:
    assert columns(Tally(0.1, (), 0.1), 1.0, 0.1) == ()
