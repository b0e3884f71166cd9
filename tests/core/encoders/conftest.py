"""One thread for every network here: the tests are small, and several run side by side."""

import sys

import pytest


@pytest.fixture(autouse=True)
def one_thread() -> None:
    """Only where torch is loaded already; most tests of this folder need none of it."""
    torch = sys.modules.get("torch")
    if torch is not None:
        torch.set_num_threads(1)
