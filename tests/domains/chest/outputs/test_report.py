import io
from collections.abc import Iterator
from typing import Any

import pytest
from pydicom import dcmread
from pydicom.dataset import Dataset

from domains.chest.outputs.report import structured_report
from tests.domains.chest.outputs.conftest import ADDENDUM, Workshop
from tests.domains.chest.outputs.made_up import WEIGHTS, decision, document, signed


def items(dataset: Dataset) -> Iterator[Dataset]:
    for item in dataset.get("ContentSequence", ()):
        yield item
        yield from items(item)


def name_of(item: Dataset) -> str:
    return str(item.ConceptNameCodeSequence[0].CodeMeaning)


def value_of(item: Dataset) -> Any:
    kinds = {"CODE": lambda: item.ConceptCodeSequence[0].CodeMeaning, "TEXT": lambda: item.TextValue}
    kinds["NUM"] = lambda: float(item.MeasuredValueSequence[0].NumericValue)
    return kinds.get(item.ValueType, lambda: None)()


def groups(report: Dataset) -> list[dict[str, Any]]:
    found = [item for item in items(report) if name_of(item) == "Measurement Group"]
    return [{name_of(item): value_of(item) for item in items(group)} for group in found]


def test_the_clinician_states_and_the_machine_stands_beside(workshop: Workshop) -> None:
    told = groups(workshop.dataset("dicom", "sr"))
    stated = [(g["Finding"], g["Presence of property"]) for g in told if g["Finding category"] == "Statement"]
    assert stated == [
        ("Lung mass", "Present"),
        ("Pleural thickening", "Undetermined"),
        ("Pleural effusion", "Absent"),
    ]
    mass = next(g for g in told if g["Finding category"] == "Machine reading")
    assert (mass["Probability"], mass["Machine state"]) == (0.71, "rule in")
    assert (mass["Log-odds image"], mass["Log-odds note"]) == (0.5, -0.25)
    assert mass["Algorithm Name"].startswith("Chiron")


def test_what_was_rejected_leaves_no_word(workshop: Workshop) -> None:
    assert b"odule" not in workshop.made("dicom", "sr")[0].data


def test_the_algorithm_names_its_weights_and_its_operating_point(workshop: Workshop) -> None:
    report = workshop.dataset("dicom", "sr")
    told = {value_of(item) for item in items(report) if name_of(item) == "Algorithm Parameters"}
    assert told == {f"weights sha256 {WEIGHTS}", "operating point name standard", "operating point error_rate 0.1"}


def test_regions_lie_on_the_film_of_the_archive(workshop: Workshop, chest_film: bytes) -> None:
    film, report = dcmread(io.BytesIO(chest_film)), workshop.dataset("dicom", "sr")
    regions = [item for item in items(report) if item.ValueType == "SCOORD"]
    assert len(regions) == 3, "two of the mass, one of the thickening, none of what is absent"
    assert list(regions[0].GraphicData) == [30, 40, 90, 40, 90, 90, 30, 90, 30, 40]
    image = regions[0].ContentSequence[0].ReferencedSOPSequence[0]
    assert image.ReferencedSOPInstanceUID == film.SOPInstanceUID
    assert image.ReferencedSOPClassUID == film.SOPClassUID


@pytest.mark.parametrize("name", ["dicom", "old"])
def test_it_belongs_to_the_patient_and_study_of_the_film(workshop: Workshop, chest_film: bytes, name: str) -> None:
    film, report = dcmread(io.BytesIO(chest_film)), workshop.dataset(name, "sr")
    for keyword in ("PatientID", "PatientName", "PatientBirthDate", "StudyInstanceUID", "StudyDate", "StudyTime"):
        assert str(report[keyword].value) == str(film[keyword].value), keyword
    assert report.AccessionNumber == film.AccessionNumber
    assert report.SeriesInstanceUID != film.SeriesInstanceUID


def test_a_film_that_is_no_dicom_is_referred_to_by_its_capture(workshop: Workshop) -> None:
    report, capture = workshop.made("png", "sr")
    assert (report.kind, capture.kind) == ("sr", "film")
    told = dcmread(io.BytesIO(report.data))
    evidence = told.CurrentRequestedProcedureEvidenceSequence[0].ReferencedSeriesSequence[0].ReferencedSOPSequence
    assert [each.ReferencedSOPInstanceUID for each in evidence] == [capture.sop_instance_uid]
    assert told.StudyInstanceUID == dcmread(io.BytesIO(capture.data)).StudyInstanceUID
    assert (told.PatientID, told.IssuerOfPatientID) == ("a1" * 8, "CHIRON")


def test_a_case_without_a_film_refers_to_nothing(workshop: Workshop) -> None:
    report = workshop.dataset("words", "sr")
    assert "CurrentRequestedProcedureEvidenceSequence" not in report
    assert not [item for item in items(report) if item.ValueType in ("IMAGE", "SCOORD")]


def test_an_addendum_is_a_further_version_that_names_the_one_before(workshop: Workshop) -> None:
    last, middle, first = (dcmread(io.BytesIO(made.data)) for made in workshop.made("amended", "sr"))
    for report, before in ((last, middle), (middle, first)):
        told = report.PredecessorDocumentsSequence[0].ReferencedSeriesSequence[0].ReferencedSOPSequence[0]
        assert told.ReferencedSOPInstanceUID == before.SOPInstanceUID
    assert "PredecessorDocumentsSequence" not in first
    words = [value_of(item) for item in items(last) if name_of(item) == "Comment" and item.ValueType == "TEXT"]
    assert words[-2:] == ["First.", ADDENDUM.replace("\n", "\r\n")]
    signers = [str(item.VerifyingObserverName) for item in last.VerifyingObserverSequence]
    assert signers == ["Bob^", "Bob^", "Müller^Ada^^Dr"]
    assert last.VerifyingObserverSequence[0].VerifyingOrganization == "General Hospital"


def test_a_report_of_which_nothing_was_accepted_says_so() -> None:
    told = document(None, {})
    told["decisions"] = [decision(each["label"], "reject", None) for each in told["decisions"]]
    report = structured_report(signed(told))
    (only,) = groups(report)
    assert only["Statement"] == "None accepted"


def test_a_repeated_export_is_the_same_object(workshop: Workshop) -> None:
    again = workshop._made("amended", "sr")
    assert [made.data for made in again] == [made.data for made in workshop.made("amended", "sr")]
    assert again[0].sop_instance_uid != workshop.made("dicom", "sr")[0].sop_instance_uid


def test_the_private_scheme_is_answered_for(workshop: Workshop) -> None:
    (scheme,) = workshop.dataset("dicom", "sr").CodingSchemeIdentificationSequence
    assert (scheme.CodingSchemeDesignator, scheme.CodingSchemeResponsibleOrganization) == ("99CHIRON", "Chiron")
