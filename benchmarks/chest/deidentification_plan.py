"""Which kinds of identifier go to which places."""

from __future__ import annotations

from collections.abc import Mapping

from benchmarks.chest.deidentification_places import (
    Plant,
    behind,
    coded,
    content,
    creator,
    element,
    lut,
    meta,
    meta_bytes,
    nested,
    other,
    preamble,
    private,
    private_nested,
    raw,
    several,
    text,
    trailing,
    wide,
    words,
)

ANY = ("name", "number", "date", "phone", "address", "mail", "place")
SHORT = ("number",)
NAMES = ("name",)
PLAIN = ("name", "number", "phone", "place")

PLACES: Mapping[str, tuple[Plant, tuple[str, ...]]] = {
    **{
        keyword: (element(keyword), NAMES)
        for keyword in (
            *("PatientName", "OtherPatientNames", "PatientBirthName", "PatientMotherBirthName", "ResponsiblePerson"),
            *("ReferringPhysicianName", "PerformingPhysicianName", "OperatorsName", "NameOfPhysiciansReadingStudy"),
            *("RequestingPhysician", "PhysiciansOfRecord", "ScheduledPerformingPhysicianName", "ContentCreatorName"),
            *("EvaluatorName", "ReviewerName", "DistributionName"),
        )
    },
    **{
        keyword: (element(keyword), SHORT)
        for keyword in (
            *("PatientID", "OtherPatientIDs", "AccessionNumber", "StudyID", "AdmissionID", "MedicalRecordLocator"),
            *(
                "RequestedProcedureID",
                "PerformedProcedureStepID",
                "DeviceSerialNumber",
                "PlateID",
                "CassetteID",
                "DetectorID",
            ),
            *(
                "GantryID",
                "FillerOrderNumberImagingServiceRequest",
                "PlacerOrderNumberImagingServiceRequest",
                "ServiceEpisodeID",
            ),
        )
    },
    **{
        keyword: (element(keyword), ("date",))
        for keyword in (
            *("PatientBirthDate", "StudyDate", "SeriesDate", "AcquisitionDate", "ContentDate", "InstanceCreationDate"),
            *(
                "DateOfLastCalibration",
                "PerformedProcedureStepStartDate",
                "LastMenstrualDate",
                "AdmittingDate",
                "CurveDate",
            ),
            *(
                "AcquisitionDateTime",
                "DateOfSecondaryCapture",
                "VerificationDateTime",
                "IssueDateOfImagingServiceRequest",
            ),
        )
    },
    **{
        keyword: (element(keyword), ("uid",))
        for keyword in (
            *("StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID", "FrameOfReferenceUID", "IrradiationEventUID"),
            *("InstanceCreatorUID", "DeviceUID", "TransactionUID", "SynchronizationFrameOfReferenceUID"),
        )
    },
    **{
        keyword: (element(keyword), ("place", "address"))
        for keyword in (
            *(
                "InstitutionName",
                "InstitutionalDepartmentName",
                "PatientInstitutionResidence",
                "CurrentPatientLocation",
            ),
            *("IssuerOfPatientID", "RequestingService", "InsurancePlanIdentification", "PerformedLocation"),
        )
    },
    **{
        keyword: (words(keyword), ANY)
        for keyword in (
            *("ImageComments", "PatientComments", "AdditionalPatientHistory", "StudyComments", "VisitComments"),
            *("DerivationDescription", "AcquisitionComments", "IdentifyingComments", "ReasonForTheRequestedProcedure"),
            *("RequestedProcedureComments", "AcquisitionDeviceProcessingDescription", "MedicalAlerts", "FrameComments"),
            *("InterpretationText", "ResultsComments", "ImagePresentationComments", "AcquisitionProtocolDescription"),
        )
    },
    **{
        keyword: (element(keyword), PLAIN)
        for keyword in (
            *("StudyDescription", "SeriesDescription", "ProtocolName", "Manufacturer", "ManufacturerModelName"),
            *("SoftwareVersions", "PostprocessingFunction", "ContrastBolusAgent"),
            *(
                "WindowCenterWidthExplanation",
                "Occupation",
                "EthnicGroup",
                "MilitaryRank",
                "BranchOfService",
                "RegionOfResidence",
            ),
            *(
                "PatientAddress",
                "InstitutionAddress",
                "PatientTelephoneNumbers",
                "ReferringPhysicianTelephoneNumbers",
                "Allergies",
            ),
        )
    },
    "capitals": (several("PatientName", "BodyPartExamined"), NAMES),
    "name as description": (several("PatientName", "StudyDescription", "FilterType"), NAMES),
    "ImageType": (element("ImageType"), SHORT),
    "ViewPosition": (element("ViewPosition"), SHORT),
    "KVP as LO": (other("KVP", "LO"), PLAIN),
    "Exposure as UT": (other("Exposure", "UT"), ANY),
    "ViewPosition as PN": (other("ViewPosition", "PN"), NAMES),
    "WindowCenter as ST": (other("WindowCenter", "ST"), ANY),
    "Modality as LO": (other("Modality", "LO"), PLAIN),
    "Rows' neighbour as UT": (other("QualityControlImage", "UT"), ANY),
    "RetrieveURL": (element("RetrieveURL"), ("mail",)),
    "StationAETitle": (element("StationAETitle"), SHORT),
    "StationName": (element("StationName"), SHORT),
    **{
        f"private {vr}": (private(0x10 + at, vr), kinds)
        for at, (vr, kinds) in enumerate(
            (
                ("LO", PLAIN),
                ("UN", ANY),
                ("OB", ANY),
                ("PN", NAMES),
                ("UT", ANY),
                ("DA", ("date",)),
                ("UI", ("uid",)),
                ("SH", SHORT),
                ("LT", ANY),
            )
        )
    },
    "private creator": (creator, PLAIN),
    "private nested": (private_nested, PLAIN),
    **{
        path: (nested(path), kinds)
        for path, kinds in (
            ("RequestAttributesSequence/ScheduledProcedureStepDescription", PLAIN),
            ("RequestAttributesSequence/RequestedProcedureDescription", PLAIN),
            ("ReferencedStudySequence/ReferencedSOPInstanceUID", ("uid",)),
            ("ReferencedPatientSequence/ReferencedSOPInstanceUID", ("uid",)),
            ("SourceImageSequence/ReferencedSOPInstanceUID", ("uid",)),
            ("OtherPatientIDsSequence/PatientID", SHORT),
            ("OriginalAttributesSequence/ModifiedAttributesSequence/PatientName", NAMES),
            ("OriginalAttributesSequence/ModifiedAttributesSequence/PatientID", SHORT),
            ("OriginalAttributesSequence/SourceOfPreviousValues", PLAIN),
            ("ReferencedImageSequence/PatientName", NAMES),
            ("ReferencedImageSequence/ImageComments~", ANY),
            ("SourceImageSequence/ReferencedImageSequence/ReferencedStudySequence/StudyDate", ("date",)),
            ("PerformedProtocolCodeSequence/CodeMeaning", PLAIN),
            ("ReferringPhysicianIdentificationSequence/PersonAddress~", ANY),
            ("OperatorIdentificationSequence/PersonIdentificationCodeSequence/CodeMeaning", PLAIN),
            ("AcquisitionContextSequence/TextValue~", ANY),
            ("ViewCodeSequence/ViewModifierCodeSequence/CodeMeaning", PLAIN),
            ("GraphicAnnotationSequence/TextObjectSequence/UnformattedTextValue~", ANY),
            ("UDISequence/UniqueDeviceIdentifier", PLAIN),
        )
    },
    "view code meaning": (coded("ViewCodeSequence", "CodeMeaning"), PLAIN),
    "view code value": (coded("ViewCodeSequence", "CodeValue"), SHORT),
    "region code meaning": (coded("AnatomicRegionSequence", "CodeMeaning"), NAMES),
    "region code scheme": (coded("AnatomicRegionSequence", "CodingSchemeDesignator"), SHORT),
    "content item": (content, ANY),
    "grey table": (lut, PLAIN),
    "overlay data": (raw(0x60003000), ANY),
    "overlay data, wide": (wide(0x60023000), ANY),
    "overlay comments": (text(0x60004000), ANY),
    "curve data": (raw(0x50003000), ANY),
    "audio sample": (raw(0x5000200C), ANY),
    "encapsulated document": (raw(0x00420011), ANY),
    "certificate": (raw(0x04000115), ANY),
    "encrypted content": (raw(0x04000520), ANY),
    "icc profile": (raw(0x00282000), ANY),
    "spectroscopy": (raw(0x00431029, "UN"), ANY),
    "padding behind": (raw(0xFFFCFFFC), ANY),
    "SourceApplicationEntityTitle": (meta("SourceApplicationEntityTitle"), SHORT),
    "SendingApplicationEntityTitle": (meta("SendingApplicationEntityTitle"), SHORT),
    "ImplementationVersionName": (meta("ImplementationVersionName"), SHORT),
    "private information": (meta_bytes, ANY),
    "preamble": (preamble, ANY),
    "trailing bytes": (trailing, ANY),
    "behind the pixels": (behind, ANY),
}
