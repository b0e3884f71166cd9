"""What leaves a visit, and that it is told in the audit log."""

import base64
import hashlib
import json
from typing import Any

import pytest

from data.audit import rows
from domains.telemedicine.transcripts import read
from domains.telemedicine.views import NotNow
from tests.domains.telemedicine.conftest import ADA, TALK, Practice

TIMED = json.dumps(
    [
        {"start": 4.0 * at, "end": 4.0 * at + 3, "speaker": one.speaker, "text": one.text}
        for at, one in enumerate(read(TALK.encode()).utterances)
    ]
)


def test_a_draft_says_that_nobody_signed_it_and_where_its_sentences_come_from(practice: Practice) -> None:
    view = practice.read()
    made = practice.service.export(ADA, view.id, "text")
    text = made.data.decode()
    assert text.startswith("Cough\n") and "Patient: Mary Jones, P1" in text and "NOT SIGNED" in text
    assert "[patient, turn 2]" in text and (made.mime, made.name) == ("text/plain", f"visit-{view.id}-note.txt")
    (row,) = [each for each in rows(practice.database, limit=20) if each.action == "visit.export"]
    assert dict(row.detail) == {"kind": "text", "sha256": hashlib.sha256(made.data).hexdigest()}


def test_a_signed_note_leaves_as_it_was_signed(practice: Practice) -> None:
    view = practice.signed()
    text = practice.service.export(ADA, view.id, "text").data.decode()
    assert view.signed[0].text in text and f"sha256 {view.signed[0].sha256}." in text and "NOT SIGNED" not in text


def test_subtitles_are_read_back_to_the_same_utterances(practice: Practice) -> None:
    view = practice.read(TIMED)
    back = read(practice.service.export(ADA, view.id, "vtt").data).utterances
    assert [(one.start, one.text) for one in back] == [(one["start"], one["text"]) for one in view.told["utterances"]]
    with pytest.raises(NotNow, match="no times"):
        practice.service.export(ADA, practice.read().id, "vtt")


def test_the_summary_leaves_in_plain_words_for_the_patient(practice: Practice) -> None:
    view = practice.read()
    text = practice.service.export(ADA, view.id, "summary").data.decode()
    assert text.startswith("What we spoke about on 2") and "A machine wrote this summary" in text
    assert all(one["text"] in text for one in view.told["summary"])
    assert "has not signed" in text and "pneumonia" in text
    section = view.note[-1]
    number = next(one.number for one in section.sentences if "pneumonia" in one.text)
    view = practice.service.edit_sentence(ADA, view.id, view.version, section.number, number, "Bronchitis, I think.")
    assert "pneumonia" not in practice.service.export(ADA, view.id, "summary").data.decode()


@pytest.mark.parametrize("kind", ["pdf", "fhir"])
def test_what_cannot_leave_is_told(practice: Practice, kind: str) -> None:
    view = practice.read()
    with pytest.raises(NotNow, match="no export 'pdf'" if kind == "pdf" else "sign it first"):
        practice.service.export(ADA, view.id, kind)


def entries(bundle: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [one["resource"] for one in bundle["entry"] if one["resource"]["resourceType"] == kind]


def references(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [value["reference"]] if isinstance(value.get("reference"), str) else []
        return own + [each for one in value.values() for each in references(one)]
    return [each for one in value for each in references(one)] if isinstance(value, list) else []


@pytest.mark.parametrize("release", [4, 5])
def test_a_signed_note_is_a_bundle_in_which_every_reference_leads_somewhere(practice: Practice, release: int) -> None:
    pytest.importorskip("fhir.resources")
    view = practice.read(TIMED)
    view = practice.service.accept_all(ADA, view.id, view.version)
    practice.service.sign(ADA, view.id, view.version)
    view = practice.service.amend(ADA, view.id, "The dose was wrong.")
    view = practice.service.add_sentence(ADA, view.id, view.version, 0, "Dose <checked> & right.")
    signed = practice.service.sign(ADA, view.id, view.version)
    made = practice.service.export(ADA, view.id, "fhir", release)
    assert practice.service.export(ADA, view.id, "fhir", release) == made
    bundle = json.loads(made.data)
    known = {one["fullUrl"] for one in bundle["entry"]}
    assert set(references(bundle)) <= known and len(known) == len(bundle["entry"])
    first, second = entries(bundle, "DocumentReference")
    assert base64.b64decode(second["content"][0]["attachment"]["data"]).decode() == signed.text
    assert (first["status"], second["status"], second["docStatus"]) == ("superseded", "current", "amended")
    (composition,) = entries(bundle, "Composition")
    words = [part["text"]["div"] for part in composition["section"]]
    assert "<p>Dose &lt;checked&gt; &amp; right.</p>" in words[0]
    sentence = composition["section"][0]["extension"][0]["extension"]
    source = {one["url"]: one for one in next(one for one in sentence if one["url"] == "source")["extension"]}
    assert source["second"]["valueDecimal"] == 4.0 * source["utterance"]["valueInteger"]
    (encounter,) = entries(bundle, "Encounter")
    assert encounter["identifier"][0]["value"] == str(view.id)
    assert [len(one["entity"]) for one in entries(bundle, "Provenance")] == [2, 3]
    assert entries(bundle, "Patient")[0]["identifier"] == [{"value": "P1"}]


def test_another_release_of_fhir_is_not_written(practice: Practice) -> None:
    with pytest.raises(NotNow, match="release 4 or 5"):
        practice.service.export(ADA, practice.signed().id, "fhir", 3)
