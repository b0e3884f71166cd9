import json
from collections.abc import Iterator
from typing import Any

import pytest

from domains.chest.outputs import Anonymity, NotExportable, objects
from domains.chest.outputs.bundle import bundle
from tests.domains.chest.outputs.conftest import Workshop
from tests.domains.chest.outputs.made_up import WEIGHTS, Shelf, document, signed

RELEASES = (4, 5)
CASES = ("amended", "png", "words")


def told(workshop: Workshop, name: str, release: int = 4, **how: Any) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(workshop.made(name, "fhir", release=release, **how)[0].data)
    return read


def resources(read: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [each["resource"] for each in read["entry"] if each["resource"]["resourceType"] == kind]


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("reference"), str):
            yield value["reference"]
        for each in value.values():
            yield from references(each)
    elif isinstance(value, list):
        for each in value:
            yield from references(each)


def empty(value: Any) -> bool:
    if isinstance(value, dict | list):
        return not value or any(empty(each) for each in (value.values() if isinstance(value, dict) else value))
    return value is None or value == ""


@pytest.mark.parametrize("release", RELEASES)
@pytest.mark.parametrize("name", CASES)
def test_the_models_of_the_release_take_it(workshop: Workshop, name: str, release: int) -> None:
    from fhir.resources.bundle import Bundle
    from fhir.resources.R4B.bundle import Bundle as Bundle4

    read = (Bundle4 if release == 4 else Bundle).model_validate_json(
        workshop.made(name, "fhir", release=release)[0].data
    )
    assert read.type == "collection"


@pytest.mark.parametrize("release", RELEASES)
@pytest.mark.parametrize("name", CASES)
def test_every_reference_is_resolved_inside(workshop: Workshop, name: str, release: int) -> None:
    read = told(workshop, name, release)
    known = [each["fullUrl"] for each in read["entry"]]
    assert len(known) == len(set(known))
    assert set(references(read)) <= set(known)
    assert len(list(references(read))) > 20
    assert not empty(read)


def test_an_observation_says_what_the_clinician_states_and_what_the_machine_read(workshop: Workshop) -> None:
    found = {each["code"]["text"]: each for each in resources(told(workshop, "dicom"), "Observation")}
    assert list(found) == ["mass", "pleural thickening", "effusion"]
    mass = found["mass"]
    assert mass["code"]["coding"] == [{"system": "http://snomed.info/sct", "code": "309529002", "display": "Lung mass"}]
    assert mass["valueCodeableConcept"]["text"] == "Present"
    assert [found[each]["interpretation"][0]["coding"][0]["code"] for each in found] == ["POS", "IND", "NEG"]
    parts = {each["code"]["text"]: each for each in mass["component"]}
    assert parts["Probability"]["valueQuantity"]["value"] == 0.71
    assert parts["Machine state"]["valueCodeableConcept"]["text"] == "rule in"
    assert parts["Log-odds note"]["valueQuantity"]["value"] == -0.25
    assert parts["Weights"]["valueString"] == f"sha256 {WEIGHTS}"
    assert parts["Operating point"]["valueString"] == "name standard; error_rate 0.1"
    assert mass["note"] == [{"text": "round, 3 cm"}]


def test_the_report_holds_the_words_and_its_addenda(workshop: Workshop) -> None:
    (report,) = resources(told(workshop, "amended"), "DiagnosticReport")
    assert report["status"] == "appended"
    assert report["conclusion"].endswith("Addendum: First.\n\nAddendum: Discussed with the ward.\nNo change.")
    assert [each["text"] for each in report["conclusionCode"]] == ["mass"]
    assert resources(told(workshop, "dicom"), "DiagnosticReport")[0]["status"] == "final"


def test_the_study_is_that_of_the_archive(workshop: Workshop) -> None:
    (study,) = resources(told(workshop, "dicom"), "ImagingStudy")
    film = workshop.cases["dicom"].films[0].facts
    assert study["identifier"][0]["value"] == f"urn:oid:{film['study_uid']}"
    assert study["series"][0]["instance"][0]["uid"] == film["sop_uid"]
    capture = workshop.made("png", "film")[0]
    (study,) = resources(told(workshop, "png"), "ImagingStudy")
    assert study["series"][0]["instance"][0]["uid"] == capture.sop_instance_uid
    assert resources(told(workshop, "words"), "ImagingStudy") == []


@pytest.mark.parametrize("release", RELEASES)
def test_provenance_names_who_signed_and_what_by_digest(workshop: Workshop, release: int) -> None:
    read = told(workshop, "amended", release)
    case = workshop.cases["amended"]
    found = resources(read, "Provenance")
    assert [each["entity"][0]["what"]["identifier"]["value"] for each in found] == [v.sha256 for v in case.versions]
    digests = [each["what"]["identifier"]["value"] for each in found[0]["entity"]]
    assert case.films[0].digest in digests
    events = resources(read, "AuditEvent")
    assert [each["action"] for each in events] == ["C", "C", "U", "U"]
    names = {each["id"]: each["name"][0]["text"] for each in resources(read, "Practitioner")}
    assert sorted(names.values()) == ["Bob", "Dr Ada Müller"]
    (device,) = resources(read, "Device")
    assert device["identifier"][0]["value"] == WEIGHTS


def test_nothing_that_identifies_is_left_in_what_leaves_without_names(workshop: Workshop) -> None:
    data = workshop.made("amended", "fhir", nameless=True)[0].data.decode()
    for word in ("9RG1", "CompressedSamples", "Doe", "Jan", "Ada", "Bob", "ward", "3 cm", "1940", "2004", "2026-11"):
        assert word not in data, word
    read = json.loads(data)
    assert len(resources(read, "Observation")) == 3
    sr = workshop.dataset("amended", "sr", nameless=True)
    (study,) = resources(read, "ImagingStudy")
    assert study["identifier"][0]["value"] == f"urn:oid:{sr.StudyInstanceUID}"
    assert resources(read, "Patient")[0]["identifier"][0]["value"] == sr.PatientID


def test_a_picture_without_names_is_the_same_in_both_worlds(workshop: Workshop) -> None:
    (study,) = resources(told(workshop, "png", nameless=True), "ImagingStudy")
    assert study["series"][0]["instance"][0]["uid"] == workshop.dataset("png", "film", nameless=True).SOPInstanceUID


def test_a_repeated_export_gives_the_same_bytes(workshop: Workshop) -> None:
    assert workshop._made("amended", "fhir")[0].data == workshop.made("amended", "fhir")[0].data


def test_another_release_is_refused(workshop: Workshop) -> None:
    with pytest.raises(NotExportable, match="4 or 5"):
        bundle(workshop.cases["words"], 3)


@pytest.mark.parametrize("label", ["Unnamed patient", "Patient, Test"])
def test_who_has_no_name_leaves_without_one(shelf: Shelf, label: str) -> None:
    case, anonymity = signed(document(None, {}, label=label)), Anonymity(b"s" * 32, {})
    for kind in ("sr", "fhir", "csv"):
        assert objects(case, kind, shelf.sources, anonymity)
