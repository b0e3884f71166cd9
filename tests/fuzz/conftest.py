"""One intake for all tests: its process is kept between pictures, as it is in use."""

from collections.abc import Iterator

import pytest

from core.intake.intake import Intake


@pytest.fixture(scope="session")
def intake() -> Iterator[Intake]:
    with Intake() as made:
        yield made
