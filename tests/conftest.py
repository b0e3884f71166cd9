"""How the whole suite runs."""

import os

MOST = 4


def pytest_xdist_auto_num_workers() -> int:
    """One worker more than there are cores: servers and browsers are waited for as often as they are kept busy."""
    return min(MOST, (os.cpu_count() or 1) + 1)
