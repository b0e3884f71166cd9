import pytest

from domains.chest.grouping import Study, said


def test_a_study_is_told_by_patient_issuer_and_uid() -> None:
    facts = {"patient_id": " 7 ", "issuer": "North", "study_uid": "1.2"}
    assert Study.told(facts) == Study("7", "North", "1.2")
    assert Study.told({}) == Study("", "", "")


@pytest.mark.parametrize(("value", "shown"), [("a\x00b", "ab"), (None, ""), (7, "7"), ("x" * 90, "x" * 64)])
def test_facts_are_one_short_line(value: object, shown: str) -> None:
    assert said({"key": value}, "key", 64) == shown
