from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from domains.chest.agreement import warnings
from domains.chest.cases import Choice, Decision, Stated
from domains.chest.review import draft

NOW = datetime(2026, 1, 2, tzinfo=UTC)


def decided(**stated: Stated | None) -> dict[str, Decision]:
    return {
        label: Decision(label, Choice.EDIT if said else Choice.REJECT, said, "", "Dr Ada", NOW)
        for label, said in stated.items()
    }


def told(text: str, decisions: Mapping[str, Decision]) -> tuple[str, ...]:
    return warnings(text, decisions, edited=True)


@pytest.mark.parametrize("text", ["A mass on the left.", "Masses in both lungs.", "Question of a mass.", "No mass."])
def test_a_rejected_finding_is_noticed_however_it_is_named(text: str) -> None:
    (sentence,) = told(text, decided(Mass=None))
    assert sentence.lower().startswith("the report names mass ('mass")
    assert "which you rejected: take it out, or decide the finding anew." in sentence


@pytest.mark.parametrize("text", ["Body mass index 31.", "Mother had a mass.", "Nothing to report.", ""])
def test_other_words_name_no_rejected_finding(text: str) -> None:
    assert told(text, decided(Mass=None)) == ()


def test_words_that_say_the_opposite_of_a_decision_are_noticed() -> None:
    (sentence,) = told("No pleural effusion.", decided(Effusion=Stated.PRESENT))
    assert sentence == "The report says that effusion is absent ('pleural effusion'); you decided on present."
    assert told("Small effusion.", decided(Effusion=Stated.PRESENT)) == ()


def test_a_finding_that_was_left_out_is_noticed_where_it_is_present() -> None:
    decisions = decided(Nodule=Stated.PRESENT, Edema=Stated.ABSENT)
    assert told("Clear lungs.", decisions) == ("The report no longer names nodule, which you decided is present.",)
    assert warnings("Clear lungs.", decisions, edited=False) == ()


def test_a_draft_agrees_with_the_decisions_that_it_is_made_from() -> None:
    stated = {
        "Mass": Stated.PRESENT, "Nodule": Stated.ABSENT, "Pleural_Thickening": Stated.UNCERTAIN, "Edema": None,
        "Pneumothorax": Stated.ABSENT, "Cardiomegaly": Stated.PRESENT, "Effusion": Stated.UNCERTAIN,
    }  # fmt: skip
    decisions = decided(**stated)
    assert told(draft("Chest radiograph, PA.", decisions, tuple(decisions)), decisions) == ()


def test_a_comment_can_bring_in_what_was_rejected() -> None:
    decisions = decided(Mass=None, Nodule=Stated.PRESENT)
    decisions["Nodule"] = Decision("Nodule", Choice.ACCEPT, Stated.PRESENT, "beside a mass", "Dr Ada", NOW)
    text = draft("Chest radiograph.", decisions, tuple(decisions))
    (sentence,) = warnings(text, decisions, edited=False)
    assert "names mass" in sentence
