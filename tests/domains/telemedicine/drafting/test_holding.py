"""What a draft must not cut."""

from typing import Any

from domains.telemedicine.drafting.candidates import Candidate
from domains.telemedicine.drafting.drafter import draft, text_of
from domains.telemedicine.drafting.holding import Needed, bare, forced, lacking, needed


def fact(kind: str, name: str, text: str, **values: str) -> dict[str, Any]:
    return {"kind": kind, "name": name, "text": text, "assertion": "present", "values": values, "utterance": 1}


def test_drugs_allergies_and_vitals_are_needed_once_and_with_their_numbers() -> None:
    facts = [
        fact("drug", "lisinopril", "lisinopril", state="taking"),
        fact("drug", "lisinopril", "lisinopril 20 milligrams", state="taking"),
        fact("vital", "blood pressure", "150 over 90"),
        fact("allergy", "penicillin", "penicillin"),
        fact("drug", "losartan", "losartan", state="never"),
        fact("finding", "cough", "cough"),
        {**fact("allergy", "latex", "latex"), "assertion": "absent"},
    ]
    assert [(set(one.stems), one.text) for one in needed(facts)] == [
        ({"lisinopril", "20"}, "lisinopril 20 milligrams"),
        ({"150", "90"}, "150 over 90"),
        ({"penicillin"}, ""),
    ]


def test_the_shortest_sentence_that_has_it_is_forced_and_a_part_is_better_than_nothing() -> None:
    found = [
        Candidate("He has a cough.", (0,), "patient", 0.0),
        Candidate("He takes lisinopril 20 mg and many other things besides.", (1,), "patient", 0.2),
        Candidate("He takes lisinopril 20 mg.", (2,), "patient", 0.4),
        Candidate("He takes aspirin.", (3,), "patient", 0.6),
    ]
    wanted = [{"lisinopril", "20"}, {"aspirin", "81"}, {"warfarin"}]
    both = [Needed(frozenset(one), "", (0,)) for one in wanted]
    assert forced(found, [0], both) == [2, 3]
    assert forced(found, [0, 1, 3], both[:1]) == []
    assert lacking([one.text for one in found], both) == both[1:]


def test_a_draft_keeps_what_it_would_cut() -> None:
    said = ["What do you take?", "I take glucosamine for my knees, and my cat is called Tom."] + [
        "I have a bad cough and a fever and I feel tired." for _ in range(3)
    ]
    roles = ["doctor", *["patient"] * 4]
    kept = text_of(draft(said, roles, facts=[fact("drug", "glucosamine", "glucosamine", state="taking")]))
    assert "glucosamine" in kept


def test_what_no_sentence_says_whole_is_said_in_its_bare_words() -> None:
    found = [Candidate("He takes lisinopril 20 mg.", (0,), "patient", 0.0)]
    facts = [
        fact("drug", "lisinopril", "lisinopril 20 mg", state="taking"),
        fact("drug", "prozac", "prozac , 20 milligrams daily", state="prescribed"),
        fact("drug", "warfarin", "warfarin", state="stopped"),
    ]
    made = bare(found, needed(facts), ["patient", "doctor", "patient"])
    assert [(one.text, one.sources, one.kind, one.place) for one in made] == [
        ("Prozac, 20 mg daily.", (1,), "doctor", 0.5)
    ]
