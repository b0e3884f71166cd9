"""The tables hold together."""

import pytest

from domains.telemedicine.lexicon.common import heard, is_known, sounding
from domains.telemedicine.lexicon.drugs import drugs, named
from domains.telemedicine.lexicon.findings import findings
from domains.telemedicine.lexicon.flags import flags
from domains.telemedicine.lexicon.sounds import ALPHABET, coarse, coded, exchange, loss
from domains.telemedicine.lexicon.spelling import spoken
from domains.telemedicine.lexicon.vitals import vitals


def test_every_drug_sounds_like_something() -> None:
    assert len(drugs()) > 1_400
    assert all(one.sounds and set("".join(one.sounds)) <= set(ALPHABET) for one in drugs().values())


@pytest.mark.parametrize(
    "name", ["metoprolol", "lisinopril", "paracetamol", "tylenol", "lasix", "apixaban", "augmentin"]
)
def test_drugs_of_every_day_are_there(name: str) -> None:
    assert name in drugs()


@pytest.mark.parametrize("word", ["water", "pain", "today", "morning", "the", "doctor", "steroid", "antibiotic"])
def test_ordinary_words_are_no_drugs(word: str) -> None:
    assert word not in drugs()


def test_the_longest_name_is_found() -> None:
    assert [one.drug.name for one in named("I take insulin glargine and folic acid.")] == [
        "insulin glargine",
        "folic acid",
    ]


def test_a_red_flag_rests_on_findings_that_exist() -> None:
    wanted = {name for flag in flags() for name in (*flag.any, *flag.all)}
    assert wanted <= set(findings())
    assert all(
        bool(flag.any) != bool(flag.all) and flag.source and flag.level in ("emergency", "urgent") for flag in flags()
    )


def test_plausible_bounds_are_bounds() -> None:
    assert all(one.least < one.most for one in vitals())


def test_costs_are_those_of_a_distance() -> None:
    costs = exchange()
    assert (costs == costs.T).all() and (costs.diagonal() == 0).all() and (loss() > 0).all()


def test_sounds_are_letters() -> None:
    assert coded("M EH1 T") == "mEt"
    assert coarse("mEtoprolal") == "nataplalal"
    assert spoken("cephalexin") == "sEf&lEksIn"
    assert sounding("murder") == "mRdR"
    assert is_known("murder") and not is_known("moccicillin") and heard("pain") > heard("murder")
