from core.recipe import load
from domains.chest.outputs import codes
from tests.domains.chest.room import FOLDER


def test_every_finding_of_the_recipe_has_a_code_of_its_own() -> None:
    found = [codes.finding(label) for label in load(FOLDER / "recipe.toml").labels]
    assert len({(code.scheme, code.value) for code in found}) == len(found)
    assert [code.meaning for code in found if code.scheme == codes.OWN] == ["Pleural thickening"]


def test_codes_of_dicom_are_those_of_its_dictionary() -> None:
    from pydicom.sr.codedict import codes as standard

    known = {code.value for code in standard.DCM.concepts.values()} | {c.value for c in standard.SCT.concepts.values()}
    for code in (codes.PRESENCE, codes.PROBABILITY, codes.OBSERVER, codes.COMMENT, codes.LIBRARY, codes.GROUP):
        assert code.value in known, code
    assert {code.value for code in codes.STATED_DICOM.values()} <= known
    for label in ("effusion", "pneumothorax", "edema"):
        assert codes.FINDINGS[label].value in known


def test_own_codes_fit_into_sixteen_characters() -> None:
    assert codes.own("not certified").value == "NOT_CERTIFIED"
    assert codes.own("Pleural thickening").value == "PLEURAL"
    assert len(codes.own("Log-odds of something very long").value) <= 16
