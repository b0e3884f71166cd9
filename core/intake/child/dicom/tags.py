"""The elements that the intake reads; everything else in a file is skipped unread."""

from pydicom.tag import BaseTag, Tag

IMAGE = (
    *("SamplesPerPixel", "PhotometricInterpretation", "PlanarConfiguration", "NumberOfFrames", "Rows", "Columns"),
    *("BitsAllocated", "BitsStored", "HighBit", "PixelRepresentation", "PixelPaddingValue", "PixelPaddingRangeLimit"),
    *("FloatPixelData", "DoubleFloatPixelData"),
)
DISPLAY = (
    *("RescaleSlope", "RescaleIntercept", "ModalityLUTSequence", "VOILUTSequence", "WindowCenter", "WindowWidth"),
    *("VOILUTFunction", "WindowCenterWidthExplanation", "PresentationLUTShape", "OverlayBitPosition"),
    *(
        f"{colour}PaletteColorLookupTable{part}"
        for colour in ("Red", "Green", "Blue")
        for part in ("Descriptor", "Data")
    ),
    *(f"Segmented{colour}PaletteColorLookupTableData" for colour in ("Red", "Green", "Blue")),
)
FACTS = (
    *("SpecificCharacterSet", "SOPClassUID", "SOPInstanceUID", "StudyInstanceUID", "SeriesInstanceUID"),
    *("PatientID", "PatientName", "PatientAge", "PatientBirthDate", "PatientSex", "AccessionNumber", "Modality"),
    *("StudyDate", "AcquisitionDate", "SeriesDate", "ContentDate", "BodyPartExamined", "ViewPosition"),
    *("ViewCodeSequence", "PixelSpacing", "ImagerPixelSpacing", "PixelSpacingCalibrationType", "IssuerOfPatientID"),
    *(
        "EstimatedRadiographicMagnificationFactor",
        "StudyID",
        "StudyTime",
        "ReferringPhysicianName",
        "BurnedInAnnotation",
    ),
)
OVERLAY_BIT = 0x60000102


def _tag(keyword: str) -> BaseTag:
    return Tag(OVERLAY_BIT) if keyword == "OverlayBitPosition" else Tag(keyword)


WANTED = tuple(_tag(keyword) for keyword in IMAGE + DISPLAY + FACTS)
