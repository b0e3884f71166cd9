import subprocess
import sys

from core.intake.arena import Arena
from core.intake.child.rehearsal import rehearse
from core.intake.limits import Limits

LIBRARY = """
import sys
from core.intake.arena import Arena
from core.intake.child import loop
from core.intake.limits import Limits
from tests.core.intake.films import library

films = [library(name) for name in sys.argv[1:]]
arena = Arena.make(Limits())
decode = loop._load(arena)
before = set(sys.modules)
for film in films:
    try:
        decode("dicom", memoryview(film), arena, Limits())
    except loop.Refused:
        pass
print(sorted(set(sys.modules) - before))
"""
FILMS = (
    *("MR_small.dcm", "MR_small_RLE.dcm", "MR_small_jpeg_ls_lossless.dcm", "MR_small_jp2klossless.dcm", "JPEG-LL.dcm"),
    *("JPGExtended.dcm", "image_dfl.dcm", "examples_palette.dcm", "SC_rgb_jpeg_dcmtk.dcm", "examples_overlay.dcm"),
    *("chrGreek.dcm", "chrH31.dcm", "chrX1.dcm", "chrHbrw.dcm", "chrArab.dcm", "chrI2.dcm", "test-SR.dcm"),
)


def test_a_rehearsal_goes_through() -> None:
    limits = Limits()
    arena = Arena.make(limits)
    rehearse(arena)
    arena.close()


def test_after_it_nothing_is_imported_any_more() -> None:
    done = subprocess.run([sys.executable, "-c", LIBRARY, *FILMS], capture_output=True, text=True, check=False)  # noqa: S603
    assert done.stdout.strip() == "[]", done.stdout + done.stderr
