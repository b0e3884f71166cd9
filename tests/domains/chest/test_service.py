"""Who may call what, and the row that every call leaves."""

from collections.abc import Callable

import pytest

from data import audit
from data.actor import Actor, NotAllowed
from domains.chest.cases import CaseView, Choice, Counts, Filters, NoSuchCase, Order, Record, Redraft
from domains.chest.service import ChestService
from domains.chest.terminal import labels
from tests.domains.chest.room import Open, Room

Call = Callable[[ChestService, Actor, CaseView], object]
CASE_CALLS: dict[str, Call] = {
    "case.open": lambda s, a, c: s.open_case(a, c.id),
    "reading.start": lambda s, a, c: s.start_reading(a, c.id),
    "reading.again": lambda s, a, c: s.read_again(a, c.id, c.version),
    "reading.cancel": lambda s, a, c: s.cancel_reading(a, c.id),
    "impression.write": lambda s, a, c: s.state_impression(a, c.id, c.version, "Clear."),
    "finding.decide": lambda s, a, c: s.decide(a, c.id, c.version, "Mass", Choice.ACCEPT),
    "finding.accept-undecided": lambda s, a, c: s.accept_undecided(a, c.id, c.version),
    "finding.undo": lambda s, a, c: s.undo(a, c.id, c.version),
    "case.check": lambda s, a, c: s.can_sign(a, c.id),
    "case.sign": lambda s, a, c: s.sign(a, c.id, c.version, confirmed=True),
    "case.amend": lambda s, a, c: s.addendum(a, c.id, "More."),
    "version.view": lambda s, a, c: s.versions(a, c.id),
    "film.view": lambda s, a, c: s.film(a, c.id),
    "heatmap.view": lambda s, a, c: s.heatmaps(a, c.id),
    "case.discard": lambda s, a, c: s.discard(a, c.id, c.version),
    "lock.take-over": lambda s, a, c: s.take_over(a, c.id),
    "lock.release": lambda s, a, c: s.release(a, c.id),
    "report.edit": lambda s, a, c: s.edit_report(a, c.id, c.version, "Clear."),
    "report.redraft": lambda s, a, c: s.redraft(a, c.id, c.version, Redraft.KEEP),
    "film.remove": lambda s, a, c: s.remove_film(a, c.id, c.version, 0),
    "film.choose": lambda s, a, c: s.choose_film(a, c.id, c.version, 0),
    "case.export.prepare": lambda s, a, c: s.export(a, c.id, "csv"),
    "contradiction.dismiss": lambda s, a, c: s.dismiss_contradiction(a, c.id, c.version, 1, "Old film."),
    "contradiction.restore": lambda s, a, c: s.restore_contradiction(a, c.id, c.version, 1),
}
OTHER_CALLS: dict[str, Call] = {
    "case.create": lambda s, a, c: s.create_case(a, record=Record(age=1)),
    "worklist.list": lambda s, a, c: s.worklist(a),
    "reading.progress": lambda s, a, c: s.progress(a, c.id),
    "worklist.count": lambda s, a, c: s.tally(a),
    "film.add": lambda s, a, c: s.add_film(a, c.id, c.version, b"junk", "late.dcm"),
    "film.lookup": lambda s, a, c: s.known_films(a, [("late.dcm", b"junk")]),
    "worklist.next": lambda s, a, c: s.next_case(a, c.id),
    "lock.renew": lambda s, a, c: s.renew_lock(a, c.id),
}
# Looked at with what they do: locks in test_holding, several cases at once in test_assignment, several films in
# test_delivery and test_filing, earlier cases in test_priors, the terminal's exports in test_exporter.
ELSEWHERE = {"open_for_review", "break_lock", "oversee", "signed_out", "clinicians", "assign", "prioritise"}
ELSEWHERE |= {"bring_in", "file_film", "open_prior", "terminal"}
UNSEEN = ELSEWHERE | {
    "settings",
    "limits",
    "health",
    "recover",
    "close",
    "demo",
    "counts",
    "waiting",
    "figures",
    "card",
    "drift",
    "calibrated",
}


def test_every_public_method_is_looked_at_here() -> None:
    methods = {name for name in vars(ChestService) if not name.startswith("_")}
    assert len(methods - UNSEEN) == len(CASE_CALLS) + len(OTHER_CALLS)


@pytest.mark.parametrize("action", [*CASE_CALLS, *OTHER_CALLS])
@pytest.mark.parametrize("who", ["administrator", "learner"])
def test_only_clinicians_come_near_a_patient(
    room: Room, ada: Actor, request: pytest.FixtureRequest, who: str, action: str
) -> None:
    case = room.case(ada)
    actor = request.getfixturevalue(who)
    call = {**CASE_CALLS, **OTHER_CALLS}[action]
    with pytest.raises(NotAllowed, match="clinician"):
        call(room.service, actor, case)
    row = room.log()[-1]
    assert (row.action, row.actor_id) == (f"{action}.refused", actor.id)
    assert row.detail == {"why": "role", "role": who}


@pytest.mark.parametrize("action", CASE_CALLS)
def test_other_peoples_and_unknown_cases_get_the_same_sentence(room: Room, ada: Actor, bob: Actor, action: str) -> None:
    case = room.case(ada)
    room.configure(shared_worklist=False)
    sentences = set()
    for case_id in (case.id, "f" * 32, "", "1 OR 1=1", "\x00", "../../etc/passwd", case.id.upper() + "x"):
        asked = CaseView(**{**vars(case), "id": case_id})
        with pytest.raises(NoSuchCase) as refused:
            CASE_CALLS[action](room.service, bob, asked)
        sentences.add(str(refused.value))
        assert room.log()[-1].action == f"{action}.refused"
        assert room.log()[-1].actor_id == bob.id
    assert len(sentences) == 1


def test_every_step_of_a_case_leaves_its_row(room: Room, ada: Actor, png_film: bytes) -> None:
    service = room.service
    case = service.create_case(ada, film=png_film, record=Record(age=40, sex="M", view="PA"))
    case = room.read(ada, case.id)
    service.film(ada, case.id)
    case = service.state_impression(ada, case.id, case.version, "Clear.")
    case = service.decide(ada, case.id, case.version, case.undecided[0], Choice.REJECT)
    case = service.undo(ada, case.id, case.version)
    case = service.accept_undecided(ada, case.id, case.version)
    service.can_sign(ada, case.id)
    service.sign(ada, case.id, case.version, confirmed=True)
    service.addendum(ada, case.id, "More.")
    service.versions(ada, case.id)
    service.worklist(ada)
    assert room.actions() == [
        "case.create",
        "reading.start",
        "reading.store",
        "case.open",
        "film.view",
        "impression.write",
        "finding.decide",
        "finding.undo",
        "finding.accept-undecided",
        "case.check",
        "case.sign",
        "case.amend",
        "version.view",
        "worklist.list",
    ]
    rows = room.log()
    assert {row.subject for row in rows[:-1]} == {f"case/{case.id}"}
    assert {row.actor for row in rows} == {"Dr Ada", "Chiron"}
    assert audit.verify(room.database).ok


def test_counts_are_for_administrators_too_and_not_for_learners(
    room: Room, ada: Actor, administrator: Actor, learner: Actor
) -> None:
    room.case(ada)
    assert room.service.counts(administrator) == room.service.counts(ada)
    assert room.service.counts(ada).new == 1
    assert room.service.waiting(ada) == "1 to be read, 0 to be signed."
    with pytest.raises(NotAllowed):
        room.service.counts(learner)


def test_ids_cannot_be_guessed(room: Room, ada: Actor) -> None:
    ids = {room.service.create_case(ada, record=Record(age=1)).id for _ in range(5)}
    assert len(ids) == 5
    assert all(len(set(one)) > 6 and len(one) == 32 for one in ids)


def test_the_room_tells_how_good_its_weights_are(room: Room) -> None:
    figures = room.service.figures()
    assert {each["label"] for each in figures["findings"]} <= set(labels())
    assert all(each["low"] <= each["auroc"] <= each["high"] for each in figures["findings"])


def test_the_room_is_healthy_and_tells_its_limits(room: Room) -> None:
    assert room.service.health() == ()
    assert room.service.limits().bytes >= room.service.settings().max_film_megabytes * 1024 * 1024


def test_a_case_runs_its_whole_course_on_postgresql(open_room: Open, postgres: str, ada: Actor, bob: Actor) -> None:
    room = open_room(url=postgres)
    service = room.service
    with pytest.raises(NoSuchCase):
        service.open_case(ada, "\x00")
    case = room.case(ada, patient="Roe\x00, Jane", note="Cough.\nNo \\u0000 in the past.")
    case = room.read(ada, case.id)
    case = service.decide(ada, case.id, case.version, case.undecided[0], Choice.REJECT, comment="artefact\x00")
    case = service.undo(ada, case.id, case.version)
    case = service.accept_undecided(ada, case.id, case.version)
    case = service.sign(ada, case.id, case.version, confirmed=True)
    case = service.addendum(bob, case.id, "More.")
    assert [version.intact for version in case.signed] == [True, True]
    listed = service.worklist(bob, Filters(text="ROE,"), Order.PATIENT)
    assert [row.patient_label for row in listed.rows] == ["Roe, Jane"]
    other = room.read(ada, room.case(ada).id)
    service.discard(ada, other.id, other.version)
    assert service.counts(ada) == Counts(signed=1)
    assert audit.verify(room.database).ok
