"""How visits go: at once, when consent is taken back, when their time is over; and that nothing of them is left."""

import os
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import update

from data.audit import rows, verify
from domains.telemedicine.consultations.consents import UNTITLED
from domains.telemedicine.service import TelemedicineService
from domains.telemedicine.store import MediaRow, VisitRow
from domains.telemedicine.views import Consent, NoSuchVisit, NotNow, VisitState
from tests.domains.telemedicine.conftest import ADA, CONSENT, TALK, Practice

PLANTED = "xylophonequartz"
SECRET = TALK.replace("a bad cough", f"a bad {PLANTED} cough")
BRIEF = Consent("patient", "written", "May I record this?", keep_recording=False)
SOUND = b"RIFF\x24\0\0\0WAVEfmt " + bytes(200)


def everything(home: Path) -> Iterator[tuple[Path, bytes]]:
    yield from ((path, path.read_bytes()) for path in home.rglob("*") if path.is_file())


def holders(home: Path, word: str = PLANTED) -> list[str]:
    return [str(path.relative_to(home)) for path, content in everything(home) if word.encode() in content]


def kept_recording(practice: Practice, number: int) -> str:
    """Put a recording beside a visit that was processed, as unpacking leaves it."""
    digest = practice.context.blobs.put(SOUND)
    with practice.database.write() as session:
        row = session.get_one(VisitRow, number)
        told = {"name": "talk.wav", "mime": "audio/wav", "size": len(SOUND), "facts": {}, "at": row.at}
        row.media.append(MediaRow(kind="recording", number=0, digest=digest, **told))
    return digest


def over(practice: Practice, number: int, column: str) -> None:
    with practice.database.write() as session:
        session.execute(update(VisitRow).where(VisitRow.id == number).values({column: date(2020, 1, 1)}))


def test_deleting_leaves_nothing_of_what_was_said_in_any_file(practice: Practice) -> None:
    other = practice.read()
    view = practice.read(SECRET)
    for at, section in enumerate(view.note):
        view = practice.service.add_sentence(ADA, view.id, view.version, at, f"Also {PLANTED}.", [1])
        assert section.title
    view = practice.service.accept_all(ADA, view.id, view.version)
    practice.service.sign(ADA, view.id, view.version)
    view = practice.service.amend(ADA, view.id, f"more {PLANTED}")
    assert holders(practice.context.home)
    practice.service.delete(ADA, view.id)
    assert holders(practice.context.home) == []
    with pytest.raises(NoSuchVisit):
        practice.service.open(ADA, view.id)
    assert [line.id for line in practice.service.visits(ADA).lines] == [other.id]
    (row,) = [each for each in rows(practice.database, limit=60) if each.action == "visit.delete"]
    assert (row.actor, row.subject, dict(row.detail)) == ("Dr Ada", f"visit/{view.id}", {"files": 1, "signed": 1})
    assert verify(practice.database).ok


def test_consent_taken_back_deletes_all(practice: Practice) -> None:
    view = practice.read(SECRET)
    practice.service.withdraw(ADA, view.id)
    assert holders(practice.context.home) == [] and practice.service.visits(ADA).total == 0
    assert [row.action for row in rows(practice.database, limit=1)] == ["consent.withdraw"]


def test_a_file_that_was_cut_off_on_its_way_goes_with_its_visit_or_after_a_day(practice: Practice) -> None:
    first, second = practice.begun(), practice.begun()
    for number in (first, second):
        practice.service.spool(number).mkdir(parents=True)
        (practice.service.spool(number) / "half").write_bytes(b"half a recording")
    practice.service.withdraw(ADA, first)
    assert not practice.service.spool(first).exists()
    practice.service.sweep()
    assert (practice.service.spool(second) / "half").exists()
    past = time.time() - 2 * 86_400
    os.utime(practice.service.spool(second) / "half", (past, past))
    practice.service.sweep()
    assert list(practice.service.spool(second).iterdir()) == []


def test_a_file_that_another_visit_has_too_stays(practice: Practice) -> None:
    first, second = practice.begun(), practice.begun()
    for number in (first, second):
        practice.service.add_recording(ADA, number, SOUND, "talk.wav")
    practice.service.delete(ADA, first)
    assert len(list(practice.context.blobs.digests())) == 1
    practice.service.delete(ADA, second)
    assert list(practice.context.blobs.digests()) == []


def test_what_was_kept_long_enough_goes_by_itself(practice: Practice) -> None:
    stays, goes = practice.read(), practice.read(SECRET)
    over(practice, goes.id, "keep_until")
    assert practice.service.sweep() == 1 and practice.service.sweep() == 0
    assert [line.id for line in practice.service.visits(ADA).lines] == [stays.id]
    assert holders(practice.context.home) == []
    (row,) = rows(practice.database, limit=1)
    assert (row.actor, row.action) == ("Chiron", "visit.expire")


def test_the_recording_may_go_before_the_note(practice: Practice) -> None:
    view = practice.signed()
    digest = kept_recording(practice, view.id)
    assert practice.service.recording(ADA, view.id)[1] == "audio/wav"
    over(practice, view.id, "recording_until")
    assert practice.service.sweep() == 1
    assert not practice.context.blobs.has(digest)
    with pytest.raises(NotNow, match="no recording"):
        practice.service.recording(ADA, view.id)
    after = practice.service.open(ADA, view.id)
    assert after.recording is None and after.signed[0].intact and after.state is VisitState.SIGNED


def test_a_recording_that_was_not_to_be_kept_goes_with_the_signature(practice: Practice) -> None:
    view = practice.read(consent=BRIEF)
    digest = kept_recording(practice, view.id)
    assert practice.service.sweep() == 0
    view = practice.service.accept_all(ADA, view.id, view.version)
    practice.service.sign(ADA, view.id, view.version)
    assert not practice.context.blobs.has(digest)


def test_a_deletion_that_a_crash_cut_off_is_finished_at_the_next_start(practice: Practice) -> None:
    view = practice.read(SECRET)
    farewell = {"id": ADA.id, "name": ADA.name, "role": ADA.role.value, "action": "visit.delete"}
    with practice.database.write() as session:
        row = session.get_one(VisitRow, view.id)
        row.state, row.farewell = VisitState.DELETING.value, farewell
    with pytest.raises(NoSuchVisit):
        practice.service.open(ADA, view.id)
    (practice.context.home / "work" / str(view.id)).mkdir(parents=True)
    again = TelemedicineService(practice.context)
    assert again.sweep() == 1
    assert holders(practice.context.home) == []
    assert [(row.actor, row.action) for row in rows(practice.database, limit=1)] == [("Dr Ada", "visit.delete")]
    again.close()


def test_a_visit_without_a_title_has_one(practice: Practice) -> None:
    number = practice.service.begin(ADA, " \n", "P1", "", CONSENT)
    assert practice.service.open(ADA, number).title == UNTITLED
