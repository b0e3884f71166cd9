"""A DICOM file to a picture with what it says of itself."""

from core.intake.child.dicom import declared, display, facts, pixels, stream
from core.intake.child.picture import Picture
from core.intake.limits import Limits


def read(data: bytes, limits: Limits) -> Picture:
    """Read one DICOM film.

    Raises:
        Refused: no film, or none that can be read within the limits.
    """
    dataset = stream.read(data, limits)
    said = declared.read(dataset)
    stored = pixels.read(dataset, said, limits)
    table, notices = display.table(dataset, said, stored)
    return Picture(stored, table, facts.read(dataset, said), notices)
