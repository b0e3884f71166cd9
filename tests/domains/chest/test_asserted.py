"""What a note says of the fourteen findings."""

import gc
import time

import pytest

from domains.chest.asserted import reader


def _said(note: str) -> list[tuple[str, str, str]]:
    return [(each.finding, each.status.value, each.text) for each in reader().read(note)]


def test_every_finding_can_be_named() -> None:
    note = (
        "Atelectasis, cardiomegaly, pleural effusion, infiltrate, lung mass, nodule, pneumonia, pneumothorax, "
        "consolidation, pulmonary edema, emphysema, fibrosis, pleural thickening, hiatal hernia."
    )
    assert [finding for finding, _, _ in _said(note)] == [
        "atelectasis", "cardiomegaly", "effusion", "infiltration", "mass", "nodule", "pneumonia", "pneumothorax",
        "consolidation", "edema", "emphysema", "fibrosis", "pleural thickening", "hernia",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("The heart is not enlarged.", [("cardiomegaly", "absent", "enlarged")]),
        ("Heart: enlarged", [("cardiomegaly", "present", "enlarged")]),
        ("Heart size is normal.", [("cardiomegaly", "absent", "Heart size is normal")]),
        (
            "No effusion, heart size normal.",
            [("effusion", "absent", "effusion"), ("cardiomegaly", "absent", "heart size normal")],
        ),
        ("PLEURA - no thickening", [("pleural thickening", "absent", "thickening")]),
        ("Pleura: No effusion.", [("effusion", "absent", "effusion")]),
        (
            "Left hydropneumothorax",
            [("effusion", "present", "hydropneumothorax"), ("pneumothorax", "present", "hydropneumothorax")],
        ),
        ("No pnuemothorax.", [("pneumothorax", "absent", "pnuemothorax")]),
        (
            "No pneumothorax, small effusion.",
            [("pneumothorax", "absent", "pneumothorax"), ("effusion", "present", "effusion")],
        ),
        (
            "No consolidation, large effusion or pneumothorax.",
            [
                ("consolidation", "absent", "consolidation"),
                ("effusion", "absent", "effusion"),
                ("pneumothorax", "absent", "pneumothorax"),
            ],
        ),
        ("Differential diagnosis: pneumonia.", [("pneumonia", "uncertain", "pneumonia")]),
        ("It is not true that there is no effusion.", [("effusion", "present", "effusion")]),
        ("Family history: emphysema", [("emphysema", "family", "emphysema")]),
        ("IMPRESSION: Pneumonia in 2011.", [("pneumonia", "historical", "Pneumonia")]),
    ],
)
def test_words_and_what_they_say(note: str, expected: list[tuple[str, str, str]]) -> None:
    assert _said(note) == expected


@pytest.mark.parametrize(
    "note",
    [
        "Patchy opacity.",
        "Heart failure.",
        "Liver enlarged, heart normal.",
        "Inguinal hernia.",
        "Knee effusion.",
        "",
        "\x00 ....",
    ],
)
def test_signs_and_other_organs_assert_nothing(note: str) -> None:
    assert _said(note) == []


def test_spans_index_the_text_as_given() -> None:
    note = "\ufeffFINDINGS:\r\n\r\nNo  PTX;\tmild \u201ccardiomegaly\u201d."
    for each in reader().read(note):
        assert note[each.start : each.end] == each.text
    assert len(reader().read(note)) == 2


def test_the_work_is_linear_in_the_length() -> None:
    def seconds(pieces: int) -> float:
        begun = time.process_time()
        reader().read("No left effusion, right pneumothorx and ?pneumonia. " * pieces)
        return time.process_time() - begun

    gc.disable()  # what other tests left in this process would be walked, too
    try:
        short, long = (min(seconds(pieces) for _ in range(3)) for pieces in (200, 1600))
    finally:
        gc.enable()
    assert long < 14 * max(short, 0.01)
