"""A DICOM file to a picture with what it says of itself."""

from core.intake.child.dicom import declared, display, facts, pixels, presets, stream
from core.intake.child.picture import Picture
from core.intake.limits import Limits


def read(data: memoryview, limits: Limits) -> Picture:
    """Read one DICOM film.

    Raises:
        Refused: no film, or none that can be read within the limits.
    """
    parsed = stream.read(data, limits)
    said = declared.read(parsed.dataset, len(parsed.pixels))
    stored = pixels.read(parsed, said, limits)
    table, notices = display.table(parsed.dataset, said, stored)
    further = presets.windows(parsed.dataset, said) if display.NO_WINDOW not in notices else []
    return Picture(stored, table, {**facts.read(parsed.dataset, said), "windows": further or None}, notices)
