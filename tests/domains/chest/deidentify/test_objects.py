"""DICOM objects that leave: what is taken out, what stays, and that nothing leaves unchecked."""

from io import BytesIO

import numpy as np
import pytest
from pydicom import dcmread, dcmwrite
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.uid import JPEG2000Lossless, RLELossless

from domains.chest import deidentify
from domains.chest.deidentify import Box, Checked, NotChecked, StillIdentified
from domains.chest.deidentify.known import Known

SECRET = b"s" * 32
CLEAN = Checked(1, 1)


@pytest.fixture(scope="module")
def small(chest_film: bytes) -> bytes:
    """The real film at a sixteenth of its size, with what identifies in unusual places."""
    dataset = dcmread(BytesIO(chest_film))
    pixels = dataset.pixel_array[::16, ::16]
    dataset.Rows, dataset.Columns = pixels.shape
    dataset.PixelData = np.ascontiguousarray(pixels).tobytes()
    dataset.PatientName, dataset.PatientID = "Zukamvolin^Meret", "KH-4829137"
    dataset.ImageComments = "Zukamvolin, call 040 5573 9921"
    dataset.private_block(0x29, "ACME", create=True).add_new(1, "LO", "Zukamvolin")
    dataset.add_new(0x60003000, "OW", b"Zukamvolin")
    dataset.add_new(0x60000010, "US", 4)
    dataset.ReferencedImageSequence = Sequence([Dataset()])
    dataset.ReferencedImageSequence[0].ReferencedSOPInstanceUID = dataset.SOPInstanceUID
    dataset.ReferencedImageSequence[0].PatientComments = "Zukamvolin"
    dataset.ViewCodeSequence = Sequence([code("R-10214", "SNM3", "Zukamvolin")])
    dataset.PixelSpacing = [0.2, 0.2]
    dataset.preamble = b"Zukamvolin".ljust(128, b"\0")
    dataset.pop(0xFFFCFFFC)
    return written(dataset)


def code(value: str, scheme: str, meaning: str) -> Dataset:
    made = Dataset()
    made.CodeValue, made.CodingSchemeDesignator, made.CodeMeaning = value, scheme, meaning
    return made


def written(dataset: Dataset) -> bytes:
    out = BytesIO()
    dcmwrite(out, dataset, enforce_file_format=True)
    return out.getvalue()


def left(data: bytes, checked: Checked | None = CLEAN, secret: bytes = SECRET) -> Dataset:
    return dcmread(BytesIO(deidentify.film(data, secret, checked)))


def test_nothing_of_the_patient_is_in_the_bytes(small: bytes) -> None:
    behind = dcmread(BytesIO(small))
    behind.PixelData += b"Zukamvolin"
    data = deidentify.film(written(behind) + b"Zukamvolin", SECRET, CLEAN)
    for word in (b"ukamvolin", b"UKAMVOLIN", b"Meret", b"4829137", b"5573", b"19400305", b"ACME", b"5962.1.1.9"):
        assert word in small or word in (b"UKAMVOLIN",)
        assert word not in data


def test_what_is_useful_stays(small: bytes) -> None:
    result = left(small)
    assert (result.PatientSex, result.PatientAge, result.Modality) == ("F", "060Y", "CR")
    assert (result.ViewPosition, result.BodyPartExamined, result.Manufacturer) == ("PA", "CHEST", "Philips")
    assert [float(each) for each in result.PixelSpacing] == [0.2, 0.2]
    assert result.ViewCodeSequence[0].CodeMeaning == "Posteroanterior projection (qualifier value)"
    assert np.array_equal(result.pixel_array, dcmread(BytesIO(small)).pixel_array)


def test_it_says_what_was_done(small: bytes) -> None:
    result = left(small)
    assert (result.PatientIdentityRemoved, result.BurnedInAnnotation) == ("YES", "NO")
    assert result.LongitudinalTemporalInformationModified == "MODIFIED"
    codes = [each.CodeValue for each in result.DeidentificationMethodCodeSequence]
    assert codes == ["113100", "113107", "113108", "113101"]
    assert result.file_meta.MediaStorageSOPInstanceUID == result.SOPInstanceUID


def test_pseudonyms_hold_together_and_depend_on_the_secret(small: bytes) -> None:
    first, again, elsewhere = left(small), left(small), left(small, secret=b"t" * 32)
    assert first.PatientID == again.PatientID != elsewhere.PatientID
    assert first.SOPInstanceUID == again.SOPInstanceUID != elsewhere.SOPInstanceUID
    assert first.ReferencedImageSequence[0].ReferencedSOPInstanceUID == first.SOPInstanceUID
    assert first.SOPInstanceUID.is_valid


def test_days_move_by_whole_weeks_together(small: bytes) -> None:
    from datetime import datetime

    before, after = dcmread(BytesIO(small)), left(small)
    distance = {
        keyword: (
            datetime.strptime(before[keyword].value, "%Y%m%d") - datetime.strptime(after[keyword].value, "%Y%m%d")
        )
        for keyword in ("StudyDate", "SeriesDate", "ContentDate")
    }
    (days,) = {each.days for each in distance.values()}
    assert days > 0
    assert days % 7 == 0


def test_pixels_that_nobody_looked_at_do_not_leave(small: bytes) -> None:
    with pytest.raises(NotChecked, match="Nobody has looked"):
        deidentify.film(small, SECRET, None)


@pytest.mark.parametrize("syntax", [None, RLELossless, JPEG2000Lossless])
def test_boxes_are_black_in_what_is_decoded(small: bytes, syntax: str | None) -> None:
    dataset = dcmread(BytesIO(small))
    rows, columns = dataset.Rows, dataset.Columns
    if syntax == RLELossless:
        dataset.compress(RLELossless, generate_instance_uid=False)
    elif syntax:
        pytest.importorskip("openjpeg")
        dataset = jpeg2000(dataset)  # type: ignore[assignment]
    result = left(written(dataset), Checked(2 * rows, 2 * columns, (Box(20, 10, 41, 31),)))
    pixels = result.pixel_array
    assert result.PhotometricInterpretation == "MONOCHROME1"
    assert (pixels[5:21, 10:31] == 2**15 - 1).all()
    assert not (pixels[21:, 31:] == 2**15 - 1).all()
    assert not result.file_meta.TransferSyntaxUID.is_compressed


def jpeg2000(dataset: Dataset) -> Dataset:
    import openjpeg.utils
    from pydicom.encaps import encapsulate

    frame = openjpeg.utils.encode_array(dataset.pixel_array, bits_stored=15, photometric_interpretation=2)
    dataset.PixelData = encapsulate([frame])
    dataset["PixelData"].is_undefined_length = True
    dataset.file_meta.TransferSyntaxUID = JPEG2000Lossless
    return dataset


def test_bits_beside_the_picture_stay_behind(small: bytes) -> None:
    dataset = dcmread(BytesIO(small))
    hidden = dataset.pixel_array | np.uint16(0x8000)
    dataset.PixelData = hidden.tobytes()
    result = left(written(dataset))
    assert not (np.frombuffer(result.PixelData, "<u2") & 0x8000).any()


def test_black_is_the_lowest_value_where_high_is_bright(small: bytes) -> None:
    dataset = dcmread(BytesIO(small))
    dataset.PhotometricInterpretation = "MONOCHROME2"
    result = left(written(dataset), Checked(dataset.Rows, dataset.Columns, (Box(0, 0, 5, 5),)))
    assert (result.pixel_array[:5, :5] == 0).all()


def test_the_check_refuses_what_it_still_finds(small: bytes) -> None:
    with pytest.raises(StillIdentified, match=r"still found: number; nothing was exported"):
        deidentify.dataset(dcmread(BytesIO(small)), SECRET, CLEAN, [Known("number", "Anonymous")])


def test_a_file_that_is_no_dicom_or_of_no_kind_is_refused() -> None:
    with pytest.raises(NotChecked, match="no DICOM file"):
        deidentify.film(b"not a film at all", SECRET, CLEAN)
    with pytest.raises(NotChecked, match="what kind of object"):
        deidentify.dataset(Dataset(), SECRET)


def test_a_report_keeps_its_codes_and_numbers_and_loses_its_words() -> None:
    report = Dataset()
    report.SOPClassUID, report.SOPInstanceUID = "1.2.840.10008.5.1.4.1.1.88.33", "1.2.3.4"
    report.PatientName, report.PatientID = "Zukamvolin^Meret", "4829137"
    item = Dataset()
    item.RelationshipType, item.ValueType = "CONTAINS", "NUM"
    item.ConceptNameCodeSequence = Sequence([code("122157", "DCM", "Zukamvolin")])
    measured = Dataset()
    measured.NumericValue = "0.83"
    measured.MeasurementUnitsCodeSequence = Sequence([code("1", "UCUM", "no units")])
    item.MeasuredValueSequence = Sequence([measured])
    words, stranger = Dataset(), Dataset()
    words.ValueType, words.TextValue = "TEXT", "Seen by Zukamvolin"
    words.ConceptNameCodeSequence = Sequence([code("121106", "DCM", "Comment")])
    stranger.ValueType, stranger.ConceptNameCodeSequence = "TEXT", Sequence([code("X1", "99ZUKAM", "Zukamvolin")])
    report.ContentSequence = Sequence([item, words, stranger])
    result = deidentify.dataset(report, SECRET)
    number, text = result.ContentSequence
    assert number.ConceptNameCodeSequence[0].CodeMeaning == "Probability"
    assert float(number.MeasuredValueSequence[0].NumericValue) == 0.83
    assert text.TextValue == "removed"
    assert "Zukamvolin" not in str(result)
