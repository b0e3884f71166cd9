"""What triggers say of mentions in one sentence."""

from core.encoders import context
from core.encoders.clause import Mention
from core.encoders.rules import Rule


def said(text: str, *mentions: str, symptoms: tuple[str, ...] = ()) -> list[dict[str, str]]:
    words = text.split()
    places = [Mention(words.index(m), words.index(m) + 1, m in symptoms) for m in mentions]
    return context.read(words, places, {}).said


def test_a_negation_reaches_over_a_list() -> None:
    assert [s["existence"] for s in said("no fever , cough or chills", "fever", "cough", "chills")] == ["absent"] * 3


def test_the_nearest_trigger_of_an_axis_wins() -> None:
    assert [s["existence"] for s in said("no fever , possible pneumonia", "fever", "pneumonia")] == [
        "absent",
        "uncertain",
    ]


def test_axes_do_not_disturb_each_other() -> None:
    assert said("mother had no history of asthma", "asthma") == [{"person": "family", "existence": "absent"}]


def test_a_terminator_ends_all_before_it() -> None:
    assert said("no fever but cough", "fever", "cough")[1] == {}


def test_a_symptom_after_a_comma_is_not_carried_along_by_a_doubt() -> None:
    assert said("r/o pneumonia , cough".replace("r/o", "possible"), "pneumonia", "cough", symptoms=("cough",))[1] == {}
    assert said("possible pneumonia , effusion", "pneumonia", "effusion")[1] == {"existence": "uncertain"}


def test_what_follows_shares_its_fate_over_and() -> None:
    found = said("fever , cough and wheeze have all resolved", "fever", "cough", "wheeze")
    assert [s.get("time") for s in found] == ["historical"] * 3


def test_what_follows_does_not_reach_over_a_mere_comma() -> None:
    found = said("dyspnea , cough resolved", "dyspnea", "cough")
    assert [s.get("time") for s in found] == [None, "historical"]


def test_after_a_bracket_what_reached_before_it_reaches_on() -> None:
    found = said("no fever ( not measured ) or cough", "fever", "cough")
    assert [s.get("existence") for s in found] == ["absent", "absent"]


def test_an_answer_outweighs_the_question() -> None:
    assert said("testing for tuberculosis is negative", "tuberculosis") == [{"existence": "absent"}]


def test_a_condition_is_not_taken_back_by_a_verb() -> None:
    assert said("return if she has fever", "fever")[0]["existence"] == "uncertain"


def test_a_trigger_tires_without_joints() -> None:
    assert said("no " + "word " * 20 + "fever", "fever") == [{}]


def test_the_head_of_a_list_hands_on_what_it_says() -> None:
    carried = context.read(["denies", ":"], [], {}).carry
    assert context.read(["cough"], [Mention(0, 1)], carried).said == [{"existence": "absent"}]
    assert carried["existence"] == Rule("absent", "before", "all")
