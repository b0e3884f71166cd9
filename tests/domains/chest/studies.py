"""Small films of studies that tests make up."""

from typing import Any

import numpy as np

from tests.core.intake.films import film, ramp


def study_film(number: int, view: str = "PA", **elements: Any) -> bytes:
    """A film of patient P1's study 1.2.1; ``number`` tells it from the others."""
    shades = np.roll(ramp(), number, axis=0)
    said: dict[str, Any] = {
        **{"PatientID": "P1", "IssuerOfPatientID": "North", "PatientName": "Doe^Jane", "AccessionNumber": "A1"},
        **{"StudyInstanceUID": "1.2.1", "SeriesInstanceUID": f"1.2.1.{number}", "SOPInstanceUID": f"1.2.1.{number}.1"},
        **{"StudyDate": "20240229", "ViewPosition": view, "Modality": "DX", "PatientSex": "F", "PatientAge": "061Y"},
    }
    return film(shades, 12, **{**said, **elements})
