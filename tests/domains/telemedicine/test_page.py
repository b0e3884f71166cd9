"""The page, drawn by Streamlit."""

import pytest
from streamlit.testing.v1 import AppTest

from domains.telemedicine.page.wording import draft_text, escaped, transcript_html
from tests.domains.telemedicine.conftest import ADA, TALK, Practice
from ui.kit import visit

SCRIPT = "from domains.telemedicine.page import page\n\npage()\n"


@pytest.fixture
def app(practice: Practice, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setattr(visit, "actor", lambda: ADA)
    monkeypatch.setattr("domains.telemedicine.page.room.actor", lambda: ADA)
    return AppTest.from_string(SCRIPT, default_timeout=60)


def test_a_pasted_transcript_becomes_a_visit_whose_sentences_lead_to_utterances(
    app: AppTest, practice: Practice
) -> None:
    drawn = app.run()
    drawn.text_input(key="telemedicine.title").set_value("Cough")
    drawn.text_area(key="telemedicine.text").set_value(TALK)
    next(one for one in drawn.button if one.label == "Draft the note").click().run()
    assert not drawn.exception
    assert [one.value for one in drawn.title] == ["Cough"]
    sentence = next(one for one in drawn.button if "amoxicillin" in one.label)
    sentence.click().run()
    marked = [one.proto.body for one in drawn.get("html") if "<mark>" in one.proto.body]
    assert len(marked) == 2 and all("amoxicillin" in body for body in marked)
    assert len(practice.service.visits(ADA).lines) == 1


def test_an_empty_transcript_is_refused_in_one_sentence(app: AppTest, practice: Practice) -> None:
    drawn = app.run()
    next(one for one in drawn.button if one.label == "Draft the note").click().run()
    assert not drawn.exception
    assert any("The transcript is empty" in one.proto.body for one in drawn.get("html"))
    assert practice.service.visits(ADA).lines == ()


def test_a_visit_of_nobody_leads_back_to_the_list(app: AppTest) -> None:
    app.query_params["visit"] = "99"
    drawn = app.run()
    assert not drawn.exception
    assert [one.value for one in drawn.title] == ["Telemedicine"]


def test_what_people_said_is_shown_as_text() -> None:
    said = {"text": "<b>5 * 3</b>", "role": "patient", "start": 61.0}
    told = {"utterances": [said], "topics": [{"first": 0, "name": "Plan"}]}
    body = transcript_html(told, (0,))
    assert "&lt;b&gt;5 * 3&lt;/b&gt;" in body and "1:01" in body and "Plan" in body
    assert escaped("*a* [b](c)") == r"\*a\* \[b\]\(c\)"
    assert draft_text([{"title": "Plan", "sentences": [{"text": "Rest.", "sources": [1]}]}]) == "Plan\nRest. [1]\n"
