import json

from sqlalchemy import text

from core.weights import digest
from data.actor import Actor
from domains.chest.cases import CaseView
from domains.chest.signing import canonical
from tests.domains.chest.room import NOTE, Room


def test_the_document_holds_all_that_stood_before_the_reader(room: Room, ada: Actor) -> None:
    case = room.read(ada, room.case(ada).id)
    case = room.service.accept_undecided(ada, case.id, case.version)
    draft = case.draft
    signed = room.service.sign(ada, case.id, case.version, confirmed=True)
    (version,) = signed.signed
    document = version.document
    assert case.reading is not None
    assert document["schema"] == "chiron.chest.signed/2"
    assert document["note"] == {"text": NOTE, "sha256": digest(NOTE.encode())}
    assert document["record"] == {"age": 61.0, "sex": "F", "view": "PA", "laboratory": {}}
    assert document["signed_by"] == {"id": ada.id, "name": "Dr Ada"}
    assert document["report"] == version.text == draft
    reading, decisions = document["reading"], document["decisions"]
    assert isinstance(reading, dict)
    assert isinstance(decisions, list)
    assert reading["weights"] == case.reading.weights_digest
    assert [f["probability"] for f in reading["findings"]] == [f.probability for f in case.reading.findings]
    assert {d["label"] for d in decisions} == {f.label for f in case.reading.findings}


def _version_digests(room: Room, case: CaseView) -> list[object]:
    rows = [row for row in room.log() if row.action in ("case.sign", "case.amend") and row.subject == f"case/{case.id}"]
    return [row.detail["sha256"] for row in rows]


def test_the_digest_stands_in_the_audit_and_an_addendum_names_what_it_amends(room: Room, ada: Actor) -> None:
    case = room.signed(ada)
    case = room.service.addendum(ada, case.id, "One.")
    case = room.service.addendum(ada, case.id, "Two.")
    first, second, third = case.signed
    assert first.sha256 == digest(canonical(first.document).encode())
    assert (second.document["amends"], third.document["amends"]) == (first.sha256, second.sha256)
    assert _version_digests(room, case) == [first.sha256, second.sha256, third.sha256]
    assert room.service.versions(ada, case.id) == case.signed
    assert all(version.intact for version in case.signed)


def test_a_forged_document_is_noticed_even_without_the_triggers(room: Room, ada: Actor) -> None:
    case = room.signed(ada)
    with room.database.write() as session:
        session.execute(text("DROP TRIGGER signed_versions_no_update"))
        session.execute(text("UPDATE signed_versions SET document = replace(document, 'Dr Ada', 'Dr Eve')"))
    (version,) = room.service.versions(ada, case.id)
    assert not version.intact
    assert version.document == {}


def test_a_forged_document_with_a_new_digest_is_noticed_by_the_audit(room: Room, ada: Actor) -> None:
    case = room.signed(ada)
    forged = canonical({**case.signed[0].document, "report": "All clear."})
    with room.database.write() as session:
        session.execute(text("DROP TRIGGER signed_versions_no_update"))
        statement = text("UPDATE signed_versions SET document = :document, sha256 = :sha256")
        session.execute(statement, {"document": forged, "sha256": digest(forged.encode())})
    (version,) = room.service.versions(ada, case.id)
    assert not version.intact


def test_canonical_json_has_one_spelling() -> None:
    assert canonical({"b": 1, "a": [0.1, "ä"]}) == '{"a":[0.1,"ä"],"b":1}'
    assert json.loads(canonical({"x": 1 / 3}))["x"] == 1 / 3
