"""The last check: it finds an identifier however it is written, and does not take chance for one."""

from io import BytesIO

import pytest
from pydicom import dcmread, dcmwrite
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian

from domains.chest.deidentify import StillIdentified, check
from domains.chest.deidentify.known import Known, of_dataset


def a_file(**elements: object) -> bytes:
    dataset = Dataset()
    dataset.SOPClassUID, dataset.SOPInstanceUID = "1.2.840.10008.5.1.4.1.1.7", "2.25.1"
    dataset.SpecificCharacterSet = "ISO_IR 192"
    for keyword, value in elements.items():
        setattr(dataset, keyword, value)
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    dataset.preamble = b"\0" * 128
    out = BytesIO()
    dcmwrite(out, dataset, enforce_file_format=True)
    return out.getvalue()


@pytest.mark.parametrize(
    ("one", "text"),
    [
        (Known("name", "Zukamvolin"), "by ZUKAMVOLIN"),
        (Known("name", "Müllerström"), "mullerstrom"),
        (Known("name", "Müllerström"), "MÜLLERSTRÖM"),
        (Known("number", "KH-4829137"), "kh 4829 137"),
        (Known("number", "+49 40 5573 9921"), "(4940) 5573-9921"),
        (Known("date", "1940-03-05"), "05.03.1940"),
        (Known("date", "1940-03-05"), "March 5, 1940"),
        (Known("date", "1940-03-05"), "5 mar 1940"),
        (Known("uid", "1.2.276.0.7230010.3.1"), "1.2.276.0.7230010.3.1"),
        (Known("name", "Lee"), "told by Lee"),
        (Known("number", "4711"), "no. 4711"),
    ],
)
def test_it_is_found(one: Known, text: str) -> None:
    with pytest.raises(StillIdentified) as caught:
        check.demand(a_file(ImageComments=text), [one])
    assert caught.value.kinds == (one.kind,)
    assert one.text not in str(caught.value)


def test_it_is_found_in_wide_letters_and_among_pixels() -> None:
    wide = "Zukamvolin".encode("utf-16-le")
    with pytest.raises(StillIdentified, match="name"):
        check.demand(a_file(EncapsulatedDocument=wide), [Known("name", "Zukamvolin")])
    pixels = a_file(Rows=1, Columns=10, BitsAllocated=16, PixelData=wide)
    with pytest.raises(StillIdentified, match="name among the pixels"):
        check.demand(pixels, [Known("name", "Zukamvolin")])


@pytest.mark.parametrize(
    "one", [Known("name", "Chest"), Known("number", "12"), Known("name", "Slee"), Known("name", "Zu")]
)
def test_words_of_the_list_and_chance_are_none(one: Known) -> None:
    check.demand(a_file(BodyPartExamined="CHEST", ImageComments="sleeve 120 zukam"), [one])


@pytest.mark.parametrize("what", ["a private element", "an overlay or curve"])
def test_what_no_clean_file_has_is_refused(what: str) -> None:
    dataset = dcmread(BytesIO(a_file()))
    if what == "a private element":
        dataset.private_block(0x29, "ACME", create=True).add_new(1, "LO", "x")
    else:
        dataset.add_new(0x60000010, "US", 4)
    out = BytesIO()
    dcmwrite(out, dataset)
    with pytest.raises(StillIdentified, match=what):
        check.demand(out.getvalue(), [])


def test_trailing_bytes_are_seen() -> None:
    with pytest.raises(StillIdentified, match="name"):
        check.demand(a_file() + b"Zukamvolin", [Known("name", "Zukamvolin")])


def test_what_is_known_reaches_into_private_and_nested_elements() -> None:
    dataset = dcmread(BytesIO(a_file(PatientName="Zukam^Volin", StudyDate="20200131")))
    dataset.private_block(0x29, "ACME 7", create=True).add_new(1, "UN", b"Merethgor")
    dataset.RequestAttributesSequence = [Dataset()]
    dataset.RequestAttributesSequence[0].RequestedProcedureID = "KQ81927364"
    told = {(one.kind, one.text) for one in of_dataset(dataset)}
    assert {("name", "Zukam"), ("name", "Volin"), ("date", "2020-01-31"), ("uid", "2.25.1")} <= told
    assert {("text", "Merethgor"), ("number", "KQ81927364")} <= told
