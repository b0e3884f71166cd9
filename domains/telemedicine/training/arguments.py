"""Where the data sets are, for what is run by hand."""

import argparse
import os
from pathlib import Path


def data_folder(about: str | None) -> Path:
    """The folder of the data sets, from `--data` or CHIRON_DATA."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--data", default=os.environ.get("CHIRON_DATA"), help="folder that holds the data sets")
    named = parser.parse_args().data
    if not named:
        parser.error("name the folder of the data sets with --data or CHIRON_DATA")
    return Path(named)
