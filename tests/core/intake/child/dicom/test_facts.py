from io import BytesIO
from typing import Any

import pytest
from pydicom.dataset import Dataset
from pydicom.filereader import read_dataset
from pydicom.filewriter import write_dataset

from core.intake.child.dicom.declared import Declared
from core.intake.child.dicom.facts import age, magnification, name, read, spacing, spacing_at, view

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:pydicom")
SHAPE = Declared(10, 20, 1, "MONOCHROME2", 16, 12, 11, signed=False, planar=0)


def said(**elements: Any) -> Dataset:
    made = Dataset()
    for keyword, value in elements.items():
        setattr(made, keyword, value)
    return made


@pytest.mark.parametrize(
    ("stated", "years"),
    [("045Y", 45), ("018M", 1.5), ("026W", 26 * 7 / 365.25), ("000Y", 0), ("010D", 10 / 365.25), ("45Y", 45)],
)
def test_stated_age(stated: str, years: float) -> None:
    assert age(said(PatientAge=stated)) == pytest.approx(years)


@pytest.mark.parametrize("stated", ["", "Y", "45", "-45Y", "4.5Y", "045J", "old"])
def test_an_age_that_is_none(stated: str) -> None:
    assert age(said(PatientAge=stated)) is None


def test_age_from_dates() -> None:
    assert age(said(PatientBirthDate="19500101", StudyDate="20000101")) == pytest.approx(50, abs=0.01)
    assert age(said(PatientBirthDate="1950.01.01", AcquisitionDate="20000101")) == pytest.approx(50, abs=0.01)
    assert age(said(PatientBirthDate="19500101")) is None
    assert age(said(PatientBirthDate="19501301", StudyDate="20000101")) is None
    assert age(said(PatientAge="030Y", PatientBirthDate="19500101", StudyDate="20000101")) == 30


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("Doe^Jane", "Doe, Jane"),
        ("Doe^Jane^Q^Dr^MD", "Doe, Jane Q"),
        ("Doe", "Doe"),
        ("^Jane", "Jane"),
        ("Yamada^Tarou=山田^太郎=やまだ^たろう", "Yamada, Tarou"),
        ("=山田^太郎", "山田, 太郎"),
        ("^^^^", None),
        ("", None),
        (None, None),
    ],
)
def test_names(value: str | None, shown: str | None) -> None:
    assert name(value) == shown


@pytest.mark.parametrize(
    ("stated", "found"),
    [
        *(("PA", "PA"), ("AP", "AP"), ("AP SUPINE", "AP"), ("ap_erect", "AP"), ("LL", "LL"), ("RL", "LL")),
        *(("LATERAL", "LL"), ("LEFT LATERAL", "LL"), ("", None), ("OBLIQUE", None), ("PAX", None)),
    ],
)
def test_view(stated: str, found: str | None) -> None:
    assert view(said(ViewPosition=stated)) == found


@pytest.mark.parametrize(
    ("meaning", "found"),
    [
        *(("postero-anterior", "PA"), ("antero-posterior", "AP"), ("left lateral", "LL"), ("oblique", None)),
        *(("Posteroanterior projection", "PA"), ("Anteroposterior projection", "AP")),
    ],
)
def test_coded_view(meaning: str, found: str | None) -> None:
    assert view(said(ViewCodeSequence=[said(CodeMeaning=meaning)])) == found


def test_spacing_in_the_patient_goes_before_that_at_the_detector() -> None:
    assert spacing(said(PixelSpacing=[0.1, 0.2], ImagerPixelSpacing=[0.3, 0.3])) == [0.1, 0.2]
    assert spacing(said(ImagerPixelSpacing=[0.3, 0.3])) == [0.3, 0.3]
    assert spacing(said(PixelSpacing=[0, 0], ImagerPixelSpacing=[0.3, 0.3])) == [0.3, 0.3]
    assert spacing(said(PixelSpacing=[0.1])) is None
    assert spacing(said()) is None


@pytest.mark.parametrize(
    ("elements", "where"),
    [
        ({"PixelSpacing": [0.1, 0.1], "ImagerPixelSpacing": [0.11, 0.11]}, "calibrated"),
        ({"PixelSpacing": [0.1, 0.1], "ImagerPixelSpacing": [0.1, 0.1]}, "detector"),
        (
            {
                **{"PixelSpacing": [0.1, 0.1], "ImagerPixelSpacing": [0.1, 0.1]},
                "PixelSpacingCalibrationType": "GEOMETRY",
            },
            "calibrated",
        ),
        ({"PixelSpacing": [0.1, 0.1]}, "unknown"),
        ({"PixelSpacing": [0, 0], "ImagerPixelSpacing": [0.1, 0.1]}, "detector"),
        ({"PixelSpacing": [0, 0]}, None),
        ({}, None),
    ],
)
def test_where_the_spacing_holds(elements: dict[str, Any], where: str | None) -> None:
    assert spacing_at(said(**elements)) == where


@pytest.mark.parametrize(("stated", "factor"), [(1.15, 1.15), (0.9, None), (12, None), (None, None)])
def test_magnification(stated: float | None, factor: float | None) -> None:
    assert magnification(said(EstimatedRadiographicMagnificationFactor=stated)) == factor


def test_everything_together() -> None:
    film = said(
        IssuerOfPatientID="Hospital",
        PatientID=" 7 ",
        PatientSex="f",
        Modality="DX",
        AccessionNumber="A1",
        StudyDate="20240229",
    )
    facts = {key: value for key, value in read(film, SHAPE).items() if value}
    assert facts == {
        **{"kind": "dicom", "patient_id": "7", "sex": "F", "modality": "DX", "accession": "A1"},
        "issuer": "Hospital",
        **{"study_date": "2024-02-29", "rows": 10, "columns": 20, "photometric": "MONOCHROME2", "bits": 12},
    }


def test_what_others_need_to_add_to_the_study() -> None:
    film = said(
        SOPClassUID="1.2.840.10008.5.1.4.1.1.1",
        PatientName="Doe^Jane^A=X",
        PatientBirthDate="19600229",
        StudyTime="1030",
        StudyID="S1",
        ReferringPhysicianName="Roe^Ann",
        BurnedInAnnotation="NO",
        WindowCenter=[40, 50],
        WindowWidth=[400, 500],
        RescaleSlope=1,
        RescaleIntercept=-1024,
    )
    facts = read(film, SHAPE)
    assert facts["sop_class"] == "1.2.840.10008.5.1.4.1.1.1"
    assert (facts["person_name"], facts["birth_date"], facts["study_time"]) == ("Doe^Jane^A", "1960-02-29", "1030")
    assert (facts["study_id"], facts["referring"], facts["burned_in"]) == ("S1", "Roe^Ann", "NO")
    assert (facts["window"], facts["rescale"], facts["look_up"]) == ([40.0, 400.0], [1.0, -1024.0], False)


def test_a_window_of_one_number_is_none() -> None:
    assert read(said(WindowCenter=40), SHAPE)["window"] is None


def test_other_alphabets() -> None:
    made = said(SpecificCharacterSet="ISO_IR 144", PatientName="Диоп")
    buffer = BytesIO()
    write_dataset(_encoded(buffer), made)
    read_back = read_dataset(BytesIO(buffer.getvalue()), False, True)
    assert read(read_back, SHAPE)["patient_name"] == "Диоп"


def _encoded(buffer: BytesIO) -> Any:
    from pydicom.filebase import DicomIO

    stream = DicomIO(buffer)
    stream.is_implicit_VR, stream.is_little_endian = False, True
    return stream


def test_broken_values_are_absent() -> None:
    broken = Dataset()
    broken.add_new(0x00100020, "LO", b"\xff\xfe")
    broken.add_new(0x00280030, "DS", ["1", "2", "3"])
    facts = read(broken, SHAPE)
    assert facts["spacing"] is None
    assert facts["age"] is None
