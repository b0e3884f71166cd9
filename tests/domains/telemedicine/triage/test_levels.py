"""Three statements make four levels, in order."""

import pytest

from domains.telemedicine.triage.levels import LABELS, at_least, chances, middle


def told(soon: float, urgent: float, emergency: float) -> dict[str, float]:
    return chances(dict(zip(LABELS, (soon, urgent, emergency), strict=True)))


def test_chances_are_differences_and_sum_to_one() -> None:
    found = told(0.9, 0.4, 0.1)
    assert found == pytest.approx({"routine": 0.1, "soon": 0.5, "urgent": 0.3, "emergency": 0.1})


def test_statements_that_cross_are_held_to_the_one_below() -> None:
    found = told(0.3, 0.6, 0.8)
    assert found == pytest.approx({"routine": 0.7, "soon": 0.0, "urgent": 0.0, "emergency": 0.3})
    assert min(found.values()) >= 0


@pytest.mark.parametrize(
    ("reached", "level"),
    [
        ((0.4, 0.1, 0.0), "routine"),
        ((0.9, 0.4, 0.1), "soon"),
        ((0.9, 0.6, 0.2), "urgent"),
        ((0.9, 0.8, 0.7), "emergency"),
    ],
)
def test_the_level_is_the_median(reached: tuple[float, float, float], level: str) -> None:
    assert middle(told(*reached)) == level


def test_of_two_levels_the_more_urgent_one_counts() -> None:
    assert at_least("soon", "urgent") == at_least("urgent", "routine") == "urgent"
