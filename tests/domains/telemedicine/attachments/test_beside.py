"""What was typed and shown is told beside what was said, and may be a source."""

from tests.domains.telemedicine.conftest import ADA, TALK, Practice


def test_chat_and_document_become_utterances_and_facts(practice: Practice) -> None:
    number = practice.begun()
    practice.service.add_transcript(ADA, number, TALK.encode(), "talk.txt")
    practice.service.add_chat(ADA, number, "Patient: My oxygen saturation is 91 percent.")
    practice.service.attach(ADA, number, b"Discharge summary\nAllergic to penicillin.\n", "letter.txt")
    practice.service.start(ADA, number)
    assert practice.service.settle(number, 60)
    view = practice.service.open(ADA, number)
    kinds = {one["kind"]: one for one in view.told["utterances"]}
    assert kinds["chat"]["text"] == "My oxygen saturation is 91 percent." and kinds["chat"]["start"] is None
    assert kinds["document"]["text"] == "Allergic to penicillin." and kinds["document"]["speaker"] == "letter.txt"
    told = {(fact["kind"], fact["name"]) for fact in view.told["facts"]}
    assert ("vital", "oxygen saturation") in told
    assert view.told["triage"]["points"] == {"oxygen saturation": 3, "total": 3}
    assert view.told["triage"]["level"] in ("urgent", "emergency")
