"""Facts: what is said, by whom, and where."""

from typing import Any

import pytest

from domains.telemedicine.facts import Fact, Said, facts


def told(*lines: str) -> list[Fact]:
    """Facts of a dialogue whose lines begin with D, P or O."""
    roles = {"D": "doctor", "P": "patient", "O": "other"}
    return facts([Said(line[3:], roles[line[0]]) for line in lines])


def of(kind: str, *lines: str) -> dict[str, Fact]:
    return {fact.name: fact for fact in told(*lines) if fact.kind == kind}


@pytest.mark.parametrize(
    ("lines", "statuses"),
    [
        pytest.param(["D: Any chest pain?", "P: No."], {"chest pain": "absent"}, id="no"),
        pytest.param(["D: Any chest pain?", "P: Yes, since Monday."], {"chest pain": "present"}, id="yes"),
        pytest.param(["D: Any chest pain?", "P: Not that I have noticed."], {"chest pain": "absent"}, id="not that"),
        pytest.param(["D: Any chest pain?", "P: I'm not sure."], {"chest pain": "uncertain"}, id="not sure"),
        pytest.param(["D: Any chest pain?", "D: Let us go on."], {}, id="nobody answers"),
        pytest.param(["D: Any chest pain?", "P: My dog is brown."], {}, id="no answer"),
        pytest.param(["D: Any fever, cough or rash?", "P: None of them."],
                     {"fever": "absent", "cough": "absent", "rash": "absent"}, id="none of them"),
        pytest.param(["D: Any fever or cough?", "P: Yes, a cough."], {"fever": "uncertain", "cough": "present"},
        id="one of two"),
        pytest.param(["D: Any fever or cough?", "P: Yes, just a cough."], {"fever": "absent", "cough": "present"},
        id="just one"),
        pytest.param(["D: Do you have any fever?", "P: No, the pain is in my back."],
                     {"fever": "absent", "back pain": "present"}, id="no denies the question alone"),
        pytest.param(["D: How long have you had the cough?", "P: For a week."], {"cough": "present"},
        id="taken for granted"),
        pytest.param(["P: I have no fever but I have a headache."], {"fever": "absent", "headache": "present"},
        id="stated"),
        pytest.param(["P: My mother has diabetes."], {"diabetes": "family"}, id="family"),
        pytest.param(["P: I had pneumonia years ago."], {"pneumonia": "historical"}, id="past"),
        pytest.param(["O: My son has had a fever for three days."], {"fever": "present"},
        id="a mother speaks for her son"),
        pytest.param(["D: If you get a rash, call us."], {"rash": "uncertain"}, id="supposed"),
        pytest.param(["D: This tablet may cause dizziness."], {"dizziness": "uncertain"}, id="a side effect"),
        pytest.param(["P: i do n't have a cough ."], {"cough": "absent"}, id="a word in two"),
    ],
)  # fmt: skip
def test_findings_and_their_assertions(lines: list[str], statuses: dict[str, str]) -> None:
    assert {name: fact.assertion for name, fact in of("finding", *lines).items()} == statuses


def test_an_answer_is_the_source_with_its_question() -> None:
    fact = of("finding", "D: Any chest pain?", "P: No, never.")["chest pain"]
    assert (fact.utterance, fact.text, fact.sources) == (1, "No", (1, 0))
    assert fact.values["asked"] == {"utterance": 0, "start": 4, "end": 14, "text": "chest pain"}


@pytest.mark.parametrize(
    ("line", "name", "values"),
    [
        ("D: Your blood pressure is one forty over ninety.", "blood pressure", {"systolic": 140, "diastolic": 90}),
        ("P: It was 158/96 this morning.", "blood pressure", {"systolic": 158, "diastolic": 96}),
        ("D: Temperature is a hundred and one point four.", "temperature", {"value": 101.4, "celsius": 38.6}),
        ("D: Your temp is ninety eight six today.", "temperature", {"value": 98.6, "unit": "degF"}),
        ("P: I had a fever of 39.2.", "temperature", {"value": 39.2, "unit": "degC"}),
        ("D: Heart rate is one oh five.", "heart rate", {"value": 105}),
        ("D: I count 26 breaths a minute.", "respiratory rate", {"value": 26}),
        ("D: Your oxygen is 93 percent.", "oxygen saturation", {"value": 93}),
        ("P: I weigh one eighty pounds.", "weight", {"value": 180, "unit": "lb", "kilograms": 81.6}),
        ("P: I am five foot six.", "height", {"value": 168, "unit": "cm"}),
        ("P: The pain is a seven out of ten.", "pain score", {"value": 7, "of": 10}),
        ("P: My sugar was 250.", "glucose", {"value": 250, "unit": "mg/dL"}),
        ("D: Your hemoglobin a1c is seven point four.", "hba1c", {"value": 7.4}),
        ("D: Your body mass index is 31.", "body mass index", {"value": 31}),
        ("D: Your heart rate is 400.", "heart rate", {"value": 400, "implausible": True}),
        ("D: Blood pressure of 300 over 20.", "blood pressure", {"systolic": 300, "implausible": True}),
    ],
)
def test_vitals(line: str, name: str, values: dict[str, Any]) -> None:
    found = of("vital", line)
    assert list(found) == [name]
    assert values.items() <= found[name].values.items()
    assert found[name].assertion == "present"


@pytest.mark.parametrize(
    "line",
    [
        "P: I have been ill for 7 days.", "D: Take 2 tablets 3 times a day.", "P: I lost 15 pounds.",
        "D: A two over six murmur.",
        "P: I am 45 years old.", "P: It happened on 3/4.", "D: Call me at 555 1234.", "P: over 20 people were there.",
    ],
)  # fmt: skip
def test_other_numbers_are_no_vitals(line: str) -> None:
    assert of("vital", line) == {}


def test_a_figure_answers_the_question_before_it() -> None:
    found = of("vital", "D: What is your temperature?", "P: It was 39.4 an hour ago.")
    assert found["temperature"].values["celsius"] == 39.4


def test_an_aim_is_no_measurement() -> None:
    fact = of("vital", "D: We want your blood pressure below 130 over 80.")["blood pressure"]
    assert (fact.assertion, fact.values["target"]) == ("uncertain", True)


@pytest.mark.parametrize(
    ("lines", "name", "state", "values"),
    [
        (["P: I take metoprolol fifty milligrams twice a day."], "metoprolol", "taking",
         {"dose": 50, "unit": "mg", "frequency": "twice a day"}),
        (["D: I will prescribe amoxicillin 500 mg by mouth three times a day."], "amoxicillin", "prescribed",
         {"dose": 500, "unit": "mg", "route": "oral"}),
        (["P: Lisinopril made me cough, so I stopped it."], "lisinopril", "stopped", {}),
        (["P: I stopped taking the beclometasone."], "beclometasone", "stopped", {}),
        (["P: I have never taken warfarin."], "warfarin", "never", {}),
        (["D: Are you taking ibuprofen?", "P: No."], "ibuprofen", "never", {}),
        (["D: Are you still on lasix 40 milligrams?", "P: Yes."], "lasix", "taking", {"dose": 40,
        "drug": "furosemide"}),
        (["D: Continue the metformin one gram twice daily."], "metformin", "taking", {"dose": 1, "unit": "g"}),
        (["P: I use two puffs of salbutamol."], "salbutamol", "taking", {"dose": 2, "unit": "puff",
        "route": "inhalation"}),
        (["P: I take twenty milligrams of omeprazole every morning."], "omeprazole", "taking", {"dose": 20}),
        (["P: I take potassium."], "potassium", "taking", {}),
    ],
)  # fmt: skip
def test_drugs(lines: list[str], name: str, state: str, values: dict[str, Any]) -> None:
    fact = of("drug", *lines)[name]
    assert fact.values["state"] == state
    assert values.items() <= fact.values.items()


def test_a_laboratory_value_is_no_drug() -> None:
    assert of("drug", "D: Your potassium was low.") == {}


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param(["P: I am allergic to penicillin, I get a rash."], {"penicillin": ("present", "rash")},
        id="reaction"),
        pytest.param(["P: I'm allergic to penicillin, sulfa and latex."],
                     {"penicillin": ("present", None), "sulfa": ("present", None), "latex": ("present", None)},
                     id="list"),
        pytest.param(["P: I have no known drug allergies."], {"no known allergies": ("absent", None)}, id="none known"),
        pytest.param(["D: Any allergies?", "P: No."], {"no known allergies": ("absent", None)}, id="asked, none"),
        pytest.param(["D: Are you allergic to anything?", "P: Codeine. It makes my throat swell."],
                     {"codeine": ("present", "swelling")}, id="asked, named"),
        pytest.param(["D: Are you allergic to penicillin?", "P: No, I am not."], {"penicillin": ("absent", None)},
        id="denied"),
        pytest.param(["P: My mother is allergic to penicillin."], {"penicillin": ("family", None)}, id="family"),
        pytest.param(["P: I have a peanut allergy."], {"peanut": ("present", None)}, id="before the word"),
    ],
)  # fmt: skip
def test_allergies(lines: list[str], expected: dict[str, tuple[str, str | None]]) -> None:
    found = of("allergy", *lines)
    assert {name: (fact.assertion, fact.values.get("reaction")) for name, fact in found.items()} == expected
    assert not of("drug", *lines)


def test_red_flags_rest_on_what_the_patient_has() -> None:
    found = of("red flag", "D: Does the chest pain go anywhere?", "P: Into my left arm, and I am sweating.")
    assert {"chest pain", "chest pain spreading to arm or jaw", "chest pain with sweating"} <= set(found)
    assert found["chest pain with sweating"].values["level"] == "emergency"
    assert found["chest pain"].values["source"].startswith("NICE")


@pytest.mark.parametrize(
    "lines",
    [
        ["D: Any chest pain?", "P: No."], ["D: If you get chest pain, call an ambulance."],
        ["P: My father had chest pain."],
        ["D: Is it the worst headache of your life?", "P: No, not at all."],
        ["P: I am allergic to codeine. My tongue swelled up when I had it."],
        ["D: Any thoughts of harming yourself?", "P: No, never."],
    ],
)  # fmt: skip
def test_what_is_denied_supposed_or_somebody_elses_is_no_red_flag(lines: list[str]) -> None:
    assert of("red flag", *lines) == {}


@pytest.mark.parametrize(
    "text", ["", "...", "?", "No.", "\u00e9\u00e8 \U0001f600", "a " * 900, "1 " * 300, "and " * 900]
)
def test_odd_text_makes_no_trouble(text: str) -> None:
    for fact in facts([Said(text, "doctor"), Said(text, "patient")]):
        assert 0 <= fact.start <= fact.end <= len(text)


def test_every_fact_leads_to_its_characters() -> None:
    lines = ["Any chest pain?", "No. I take aspirin 75 mg. My blood pressure was 120 over 80. I had a rash."]
    said = [Said(lines[0], "doctor"), Said(lines[1], "patient")]
    found = facts(said)
    assert len(found) >= 4
    assert all(said[fact.utterance].text[fact.start : fact.end] == fact.text for fact in found)
    assert all(fact.json()["sources"][0] == fact.utterance for fact in found)


@pytest.mark.parametrize(
    ("lines", "states"),
    [
        (
            ["D: We will stop the metoprolol and switch you to carvedilol."],
            {"metoprolol": "stopped", "carvedilol": "prescribed"},
        ),
        (["P: They gave me prednisone but I don't take it anymore."], {"prednisone": "stopped"}),
        (["P: I took tylenol and it didn't help."], {"tylenol": "taking"}),
    ],
)
def test_the_state_of_a_drug_is_that_of_its_own_words(lines: list[str], states: dict[str, str]) -> None:
    assert {name: fact.values["state"] for name, fact in of("drug", *lines).items()} == states


def test_no_allergies_in_other_words() -> None:
    assert list(of("allergy", "P: I don't have any allergies.")) == ["no known allergies"]
