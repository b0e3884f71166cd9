from pydicom.datadict import keyword_for_tag

from core.intake.child.dicom.tags import DISPLAY, FACTS, IMAGE, OVERLAY_BIT, WANTED


def test_every_keyword_has_its_tag() -> None:
    assert len(WANTED) == len(set(WANTED)) == len(IMAGE + DISPLAY + FACTS)
    assert {keyword_for_tag(tag) for tag in WANTED if tag != OVERLAY_BIT} == {
        keyword for keyword in IMAGE + DISPLAY + FACTS if keyword != "OverlayBitPosition"
    }


def test_pixels_are_not_among_them() -> None:
    assert 0x7FE00010 not in WANTED
