"""The page, drawn by Streamlit."""

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from domains.telemedicine.views import VisitState
from tests.domains.telemedicine.conftest import ADA, CONSENT, TALK, Practice
from ui.kit import visit

SCRIPT = "from domains.telemedicine.page import page\n\npage()\n"


@pytest.fixture
def app(practice: Practice, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setattr(visit, "actor", lambda: ADA)
    monkeypatch.setattr("domains.telemedicine.page.room.actor", lambda: ADA)
    return AppTest.from_string(SCRIPT, default_timeout=60)


def component(drawn: AppTest, name: str) -> dict[str, Any]:
    """What one component on the page was given."""
    (found,) = [each.proto for each in drawn.get("bidi_component") if each.proto.component_name == f"chiron.{name}"]
    given: dict[str, Any] = json.loads(found.json)
    return given


def words(drawn: AppTest) -> str:
    """All the HTML on the page."""
    return " ".join(one.proto.body for one in drawn.get("html"))


def press(drawn: AppTest, label: str) -> AppTest:
    pressed: AppTest = next(one for one in drawn.button if one.label == label).click().run()
    assert not pressed.exception
    return pressed


def test_nothing_goes_on_before_consent_and_a_pasted_transcript_becomes_a_note(
    app: AppTest, practice: Practice
) -> None:
    drawn = press(app.run(), "New visit")
    drawn.text_input(key="telemedicine.title").set_value("Cough")
    go_on = next(one for one in drawn.button if one.label == "Record the consent and go on")
    assert go_on.disabled
    drawn = drawn.checkbox(key="telemedicine.agreed").check().run()
    drawn = press(drawn, "Record the consent and go on")
    drawn.text_area(key="telemedicine.text").set_value(TALK)
    drawn = press(drawn, "Take this transcript")
    drawn = press(drawn, "Process it")
    (line,) = practice.service.visits(ADA).lines
    assert practice.service.settle(line.id, 60)
    assert practice.service.open(ADA, line.id).state is VisitState.READY


def test_a_visit_is_drawn_with_its_transcript_and_its_note(app: AppTest, practice: Practice) -> None:
    view = practice.read()
    app.query_params["visit"] = str(view.id)
    drawn = app.run()
    assert not drawn.exception
    told, note = component(drawn, "player"), component(drawn, "draft")
    assert told["lines"][0]["text"].startswith("Good morning")
    assert {speaker["name"] for speaker in told["speakers"]} == {"Doctor", "Patient"}
    assert told["media"] is None and told["stretches"] and not told["locked"]
    sentence = next(one for part in note["sections"] for one in part["sentences"] if "amoxicillin" in one["text"])
    assert sentence["state"] == "proposed"
    assert "amoxicillin" in sentence["sources"][0]["said"]
    assert note["blocker"]


def test_opening_leaves_one_audit_row_however_often_it_is_drawn(app: AppTest, practice: Practice) -> None:
    view = practice.read()
    app.query_params["visit"] = str(view.id)
    before = rows(practice)
    app.run().run().run()
    assert rows(practice) == before + 1


def rows(practice: Practice) -> int:
    from sqlalchemy import func, select

    from data.chain import AuditRow

    with practice.database.read() as session:
        return session.scalar(select(func.count()).select_from(AuditRow)) or 0


def test_a_signed_note_is_read_only_and_can_be_amended(app: AppTest, practice: Practice) -> None:
    view = practice.signed()
    app.query_params["visit"] = str(view.id)
    drawn = app.run()
    assert not drawn.exception
    assert component(drawn, "draft")["locked"] and component(drawn, "player")["locked"]
    assert any(one.label == "Amend" for one in drawn.button)


def test_a_transcript_that_cannot_be_used_is_refused_in_one_sentence(app: AppTest, practice: Practice) -> None:
    app.query_params["visit"] = str(practice.begun(CONSENT))
    drawn = press(app.run(), "Take this transcript")
    assert "The transcript is empty" in words(drawn)


def test_a_visit_of_nobody_leads_back_to_the_list(app: AppTest) -> None:
    for wanted in ("99", "x", "9" * 40):
        app.query_params["visit"] = wanted
        drawn = app.run()
        assert not drawn.exception
        assert "No visit yet" in words(drawn)


def test_words_that_were_said_are_found_and_lead_to_their_utterance(app: AppTest, practice: Practice) -> None:
    view = practice.read()
    drawn = app.run()
    drawn = drawn.text_input(key="telemedicine.query").set_value("crackles").run()
    assert not drawn.exception
    (row,) = component(drawn, "table")["rows"]
    assert "crackles at the right base" in row["cells"][1]["text"]
    app.query_params["visit"], app.query_params["at"] = str(view.id), row["id"].split(".")[1]
    assert component(app.run(), "player")["at"] == 10


def test_a_file_that_is_no_recording_is_said_so_and_another_way_stays_open(app: AppTest, practice: Practice) -> None:
    id = practice.begun()
    practice.service.add_recording(ADA, id, b"\x89PNG\r\n\x1a\n" + bytes(64), "visit.mp4")
    practice.service.start(ADA, id)
    assert practice.service.settle(id, 60)
    app.query_params["visit"] = str(id)
    drawn = app.run()
    assert not drawn.exception
    assert "PNG" in words(drawn)
    assert component(drawn, "recorder")["scope"] == f"visit/{id}"
