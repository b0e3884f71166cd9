import csv
import io

import pytest

from domains.chest.outputs.sheet import sheet
from tests.domains.chest.outputs.conftest import Workshop
from tests.domains.chest.outputs.made_up import WEIGHTS, document, signed


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8"))))


def test_one_row_a_finding(workshop: Workshop) -> None:
    found = rows(workshop.made("amended", "csv")[0].data)
    assert [(row["finding"], row["stated"], row["choice"]) for row in found] == [
        ("mass", "present", "accept"),
        ("effusion", "absent", "accept"),
        ("pleural thickening", "uncertain", "edit"),
        ("nodule", "", "reject"),
    ]
    mass = found[0]
    assert (float(mass["probability"]), mass["state"]) == (0.71, "rule in")
    assert (float(mass["prior_log_odds"]), float(mass["log_odds_image"])) == (-1.0, 0.5)
    assert (mass["patient_reference"], mass["signed_by"], mass["weights"]) == ("9RG1", "Dr Ada Müller", WEIGHTS)
    assert mass["addenda"] == "First. / Discussed with the ward. No change."
    assert mass["operating_point"] == "name standard; error_rate 0.1"


@pytest.mark.parametrize("words", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_is_a_formula(words: str) -> None:
    told = document(None, {}, reference=words)
    told["decisions"][0]["comment"] = words
    (first, *_) = rows(sheet(signed(told)).data)
    assert first["comment"].startswith("'")
    assert first["patient_reference"].startswith("'")
    assert first["prior_log_odds"] == "-1.0", "a number stays one"


def test_a_document_of_the_first_schema_is_exported() -> None:
    told = document(None, {})
    told["schema"] = "chiron.chest.signed/1"
    for key in ("operating_point", "film"):
        del told["reading"][key]
    del told["patient"]["issuer"], told["study"]["accession"]
    (first, *_) = rows(sheet(signed(told)).data)
    assert (first["operating_point"], first["stated"]) == ("", "present")
