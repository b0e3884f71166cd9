"""What the checkers of others say of every object: dciodvfy (dicom3tools) and dsrdump (dcmtk)."""

import shutil
import subprocess
from pathlib import Path

import pytest

from domains.chest.outputs import NotExportable
from tests.domains.chest.outputs.conftest import Workshop

NAMED = ("dicom", "amended", "old", "png", "jpeg", "words")
NAMELESS = ("amended", "png", "words")
KINDS = ("sr", "sc", "gsps", "ko", "film")
EACH = [*((name, False) for name in NAMED), *((name, True) for name in NAMELESS)]


def program(name: str, package: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{package} is not installed: there is no {name}")
    return found


def said(command: list[str | Path]) -> list[str]:
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - found by its name
    return [*done.stderr.splitlines(), *done.stdout.splitlines()]


@pytest.mark.parametrize(("name", "nameless"), EACH)
@pytest.mark.parametrize("kind", KINDS)
def test_every_object_is_as_the_standard_wants_it(
    workshop: Workshop, tmp_path: Path, name: str, kind: str, nameless: bool
) -> None:
    checker = program("dciodvfy", "dicom3tools")
    try:
        made = workshop.made(name, kind, nameless)
    except NotExportable as error:
        assert kind == "film" or name == "words", str(error)
        return
    for each in made:
        path = tmp_path / each.name
        path.write_bytes(each.data)
        found = said([checker, path])
        assert [line for line in found if line.startswith("Error")] == []
        assert len(found) > 0


@pytest.mark.parametrize("name", ["amended", "png", "words"])
def test_another_toolkit_reads_the_report(workshop: Workshop, tmp_path: Path, name: str) -> None:
    path = tmp_path / "sr.dcm"
    path.write_bytes(workshop.made(name, "sr")[0].data)
    told = "\n".join(said([program("dsrdump", "dcmtk"), path]))
    assert '"Lung mass"' in told
    assert "VERIFIED" in told
    assert not any(line.startswith("E:") for line in told.splitlines())
