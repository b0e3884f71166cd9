import os
import signal
import time
from pathlib import Path

import psutil
import pytest

from core.engine.local import LocalEngine
from core.finding import Reading
from data import audit
from data.actor import Actor
from domains.chest import alive
from domains.chest.cases import CaseState, Conflict, NotNow, Record
from domains.chest.store import CaseRow
from tests.domains.chest.room import NOTE, Open, Room

PATIENCE = 60


def _stored(room: Room, actor: Actor, case_id: str) -> CaseState:
    return room.service.open_case(actor, case_id).state


def test_a_reading_is_stored_with_its_exact_contributions(room: Room, ada: Actor, chest_film: bytes) -> None:
    case = room.service.create_case(ada, film=chest_film, note=NOTE)
    case = room.read(ada, case.id)
    assert case.reading is not None
    assert case.reading.findings
    for finding in case.reading.findings:
        assert finding.logit == pytest.approx(finding.prior + sum(e.log_odds for e in finding.evidence), abs=1e-12)
        assert 0 < finding.probability < 1
    assert {e.role for f in case.reading.findings for e in f.evidence} >= {"image", "record"}
    assert set(case.reading.heatmaps) <= {f.label for f in case.reading.findings}
    assert len(case.reading.weights_digest) == 64
    assert case.undecided == tuple(f.label for f in case.reading.findings)


def test_starting_twice_reads_once(room: Room, ada: Actor) -> None:
    case = room.case(ada)
    room.service.start_reading(ada, case.id)
    room.service.start_reading(ada, case.id)
    room.read(ada, case.id)
    assert room.service.start_reading(ada, case.id).state == "done"
    assert room.count("readings") == 1
    assert room.actions().count("reading.store") == 1


def test_reading_again_leaves_the_earlier_reading_and_asks_for_decisions_anew(
    room: Room, ada: Actor, bob: Actor
) -> None:
    case = room.read(ada, room.case(ada).id)
    case = room.service.accept_undecided(ada, case.id, case.version)
    assert case.undecided == ()
    with pytest.raises(Conflict, match="Dr Ada changed this case"):
        room.service.read_again(bob, case.id, case.version - 1)
    room.service.read_again(bob, case.id, case.version)
    case = room.read(ada, case.id)
    assert room.count("readings") == 2
    assert case.reading is not None
    assert case.undecided == tuple(f.label for f in case.reading.findings)
    assert not case.can_undo


def test_a_signed_case_is_not_read_again(room: Room, ada: Actor) -> None:
    case = room.signed(ada)
    for read in (room.service.start_reading, lambda a, c: room.service.read_again(a, c, case.version)):
        with pytest.raises(NotNow, match="signed and stays as it is"):
            read(ada, case.id)


def test_a_first_reading_is_not_made_anew(room: Room, ada: Actor) -> None:
    case = room.case(ada)
    with pytest.raises(NotNow, match="start the first one"):
        room.service.read_again(ada, case.id, case.version)


def test_a_film_that_is_no_chest_film_is_refused_and_the_rest_is_read(room: Room, ada: Actor) -> None:
    case = room.service.create_case(ada, film=_tibia(), record=Record(age=50, sex="F", view="PA"))
    case = room.read(ada, case.id)
    assert case.reading is not None
    (refused,) = case.reading.refused
    assert refused.role == "image"
    assert refused.sentence.endswith(".")
    assert {e.role for f in case.reading.findings for e in f.evidence} == {"record"}


def test_what_cannot_be_read_at_all_cannot_be_signed(room: Room, ada: Actor) -> None:
    case = room.service.create_case(ada, film=_tibia())
    assert case.record.sex == "F"
    case = room.read(ada, case.id)
    assert case.reading is not None
    assert case.reading.findings == ()
    assert "nothing to sign" in case.sign_blocker
    with pytest.raises(NotNow, match="nothing to sign"):
        room.service.sign(ada, case.id, case.version, confirmed=True)


def _tibia() -> bytes:
    from domains.chest.demo import film_path

    path = film_path()
    if path is None:
        pytest.skip("pydicom-data is not installed: there is no film of a tibia")
    return path.with_name("RG3_UNCR.dcm").read_bytes()


def test_progress_runs_up_and_needs_no_audit(room: Room, ada: Actor, bob: Actor) -> None:
    case = room.case(ada)
    assert room.service.progress(ada, case.id).state == "idle"
    room.service.start_reading(ada, case.id)
    seen = [room.service.progress(ada, case.id)]
    while not seen[-1].done:
        time.sleep(0.005)
        seen.append(room.service.progress(ada, case.id))
    assert seen[-1].state == "done"
    assert [p.fraction for p in seen] == sorted(p.fraction for p in seen)
    assert set(room.actions()) == {"case.create", "reading.start", "reading.store"}
    assert room.service.progress(ada, "f" * 32).state == "idle"
    room.configure(shared_worklist=False)
    assert room.service.progress(bob, case.id).state == "idle"
    assert room.service.progress(ada, case.id).state == "done"


def test_a_dead_worker_puts_the_case_back_and_the_next_reads_it(open_room: Open, ada: Actor) -> None:
    with LocalEngine(workers=1) as engine:
        room = open_room(engine=engine)
        case = room.case(ada)
        room.service.start_reading(ada, case.id)
        _kill_until_given_up(room, ada, engine, case.id)
        case = room.service.open_case(ada, case.id)
        assert case.state is CaseState.NEW
        assert case.reason.startswith("The reading failed")
        assert room.service.progress(ada, case.id).state == "failed"
        assert "reading.put-back" in room.actions()
    room = open_room()
    assert room.read(ada, case.id).reason == ""
    assert audit.verify(room.database).ok


def _kill_until_given_up(room: Room, actor: Actor, engine: LocalEngine, case_id: str) -> None:
    end = time.monotonic() + PATIENCE
    while not room.service.progress(actor, case_id).done:
        assert time.monotonic() < end
        for pid in engine.workers():
            os.kill(pid, signal.SIGKILL)
        time.sleep(0.05)


def test_a_cancelled_reading_says_who_cancelled_it(open_room: Open, ada: Actor, bob: Actor) -> None:
    with LocalEngine(workers=1) as engine:
        room = open_room(engine=engine)
        case = room.case(ada)
        room.service.start_reading(ada, case.id)
        case = room.service.cancel_reading(bob, case.id)
        assert case.state is CaseState.NEW
        assert case.reason == "The reading was cancelled by Dr Bob; start it again when you want it."
        with pytest.raises(NotNow, match="No reading of this case"):
            room.service.cancel_reading(bob, case.id)


def test_a_reading_that_takes_too_long_is_stopped(open_room: Open, ada: Actor) -> None:
    with LocalEngine(workers=1) as engine:
        room = open_room(engine=engine)
        room.settings[0] = room.settings[0].model_copy(update={"reading_timeout_seconds": 0.05})
        case = room.case(ada)
        room.service.start_reading(ada, case.id)
        _wait(room, ada, case.id)
        case = room.service.open_case(ada, case.id)
        assert case.state is CaseState.NEW
        assert case.reason.startswith("The reading failed")


def _wait(room: Room, actor: Actor, case_id: str) -> None:
    end = time.monotonic() + PATIENCE
    while not room.service.progress(actor, case_id).done:
        assert time.monotonic() < end
        time.sleep(0.02)


def test_an_engine_that_was_closed_puts_the_case_back(open_room: Open, ada: Actor) -> None:
    engine = LocalEngine(workers=1)
    engine.close()
    room = open_room(engine=engine)
    case = room.case(ada)
    assert room.service.start_reading(ada, case.id).state == "failed"
    assert _stored(room, ada, case.id) is CaseState.NEW


def test_closing_the_room_leaves_no_case_behind(open_room: Open, ada: Actor) -> None:
    with LocalEngine(workers=1) as engine:
        room = open_room(engine=engine)
        case = room.case(ada)
        room.service.start_reading(ada, case.id)
        room.service.close()
        assert "start the reading again" in room.reopened().open_case(ada, case.id).reason


def test_a_case_whose_process_is_gone_is_put_back_at_the_next_start(room: Room, ada: Actor) -> None:
    case = room.case(ada)
    host, _, started = alive.this_process().rsplit("|", 2)
    gone = next(pid for pid in range(2**21, 2**21 + 99) if not psutil.pid_exists(pid))
    _pretend_reading(room, case.id, f"{host}|{gone}|{started}")
    case = room.reopened().open_case(ada, case.id)
    assert case.state is CaseState.NEW
    assert case.reason == "The program that was reading this case stopped before it was done; start the reading again."
    assert room.read(ada, case.id).reading is not None


def test_a_case_that_a_living_process_reads_is_left_alone(room: Room, ada: Actor) -> None:
    case = room.case(ada)
    _pretend_reading(room, case.id, alive.this_process())
    service = room.reopened()
    assert service.open_case(ada, case.id).state is CaseState.READING
    assert service.start_reading(ada, case.id).state == "running"
    assert room.count("readings") == 0


def _pretend_reading(room: Room, case_id: str, reader: str) -> None:
    """What another process leaves in the table while it reads."""
    from data.types import utcnow

    with room.database.write() as session:
        row = session.get(CaseRow, case_id)
        assert row is not None
        row.state, row.task, row.reader, row.asked_at = "reading", "t" * 32, reader, utcnow()


def test_a_damaged_film_is_not_read(room: Room, ada: Actor, png_film: bytes) -> None:
    case = room.service.create_case(ada, film=png_film)
    digest = case.films[0].digest
    (path,) = (p for p in Path(room.context.blobs.root).rglob(digest) if p.is_file())
    path.write_bytes(b"altered")
    assert room.service.start_reading(ada, case.id).state == "failed"
    assert "restore it from a backup" in room.service.open_case(ada, case.id).reason


def test_a_result_that_comes_late_is_dropped(room: Room, ada: Actor) -> None:
    case = room.case(ada)
    _pretend_reading(room, case.id, alive.this_process())
    room.service._outcomes.store(case.id, "late", Reading((), (), "0" * 64))
    assert room.count("readings") == 0
    assert _stored(room, ada, case.id) is CaseState.READING
