"""An earlier film for the demonstration, made of the one film that there is, and saying so."""

import io

EARLIER_DAY, EXPOSURE = "20040301", 1.35
UIDS = ("StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID")
DATES = ("StudyDate", "SeriesDate", "AcquisitionDate", "ContentDate")


def earlier_film(film: bytes) -> bytes:
    """The film as if it had been taken half a year before, darker; it says that it is derived."""
    import numpy as np
    from pydicom import dcmread
    from pydicom.uid import generate_uid

    made = dcmread(io.BytesIO(film))
    top = 2**made.BitsStored - 1
    made.PixelData = (np.power(made.pixel_array / top, EXPOSURE) * top).astype(np.uint16).tobytes()
    made.ImageType = ["DERIVED", "SECONDARY"]
    made.DerivationDescription = "Demonstration: exposure and date of another film changed"
    for keyword in UIDS:
        setattr(made, keyword, generate_uid(entropy_srcs=[str(made[keyword].value), "earlier"]))
    made.file_meta.MediaStorageSOPInstanceUID = made.SOPInstanceUID
    for keyword in DATES:
        setattr(made, keyword, EARLIER_DAY)
    out = io.BytesIO()
    made.save_as(out, enforce_file_format=True)
    return out.getvalue()
