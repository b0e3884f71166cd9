import threading
from collections.abc import Callable

import pytest

from data import audit
from data.actor import Actor
from domains.chest.cases import CaseState, CaseView, Choice, Conflict, NotNow, Stated
from tests.domains.chest.room import Room


@pytest.fixture
def case(room: Room, ada: Actor) -> CaseView:
    return room.read(ada, room.case(ada).id)


def _first(case: CaseView) -> str:
    assert case.reading is not None
    return case.reading.findings[0].label


def test_each_choice_is_kept_with_who_and_when(room: Room, ada: Actor, bob: Actor, case: CaseView) -> None:
    one, two, three = case.undecided[:3]
    case = room.service.decide(ada, case.id, case.version, one, Choice.ACCEPT, comment="seen\x00 ")
    case = room.service.decide(bob, case.id, case.version, two, Choice.REJECT)
    case = room.service.decide(bob, case.id, case.version, three, Choice.EDIT, Stated.PRESENT, "left base")
    assert (case.decisions[one].by, case.decisions[one].comment) == ("Dr Ada", "seen")
    assert (case.decisions[two].choice, case.decisions[two].stated) == (Choice.REJECT, None)
    assert (case.decisions[three].by, case.decisions[three].stated) == ("Dr Bob", Stated.PRESENT)
    assert set(case.undecided).isdisjoint({one, two, three})
    assert f"{three.replace('_', ' ').lower()} (left base)" in case.draft
    assert two.replace("_", " ").lower() not in case.draft


def test_a_later_decision_stands_in_place_of_the_earlier_one(room: Room, ada: Actor, case: CaseView) -> None:
    label = _first(case)
    case = room.service.decide(ada, case.id, case.version, label, Choice.REJECT)
    case = room.service.decide(ada, case.id, case.version, label, Choice.EDIT, Stated.ABSENT)
    assert case.decisions[label].stated is Stated.ABSENT
    assert room.count("decisions") == 2


def test_undo_is_the_inverse_of_every_step(room: Room, ada: Actor, case: CaseView) -> None:
    one, two = case.undecided[:2]
    service, key = room.service, case.id
    steps: list[Callable[[CaseView], CaseView]] = [
        lambda c: service.decide(ada, key, c.version, one, Choice.ACCEPT, comment="first"),
        lambda c: service.decide(ada, key, c.version, one, Choice.EDIT, Stated.UNCERTAIN, "second"),
        lambda c: service.decide(ada, key, c.version, two, Choice.REJECT),
        lambda c: service.accept_undecided(ada, key, c.version),
        lambda c: service.decide(ada, key, c.version, two, Choice.ACCEPT),
    ]
    seen = [case]
    for step in steps:
        seen.append(step(seen[-1]))
    for before in reversed(seen[:-1]):
        case = service.undo(ada, key, seen[-1].version if case is seen[0] else case.version)
        assert (case.decisions, case.undecided, case.draft, case.can_undo) == (
            before.decisions,
            before.undecided,
            before.draft,
            before.can_undo,
        )
    with pytest.raises(NotNow, match="no decision to take back"):
        service.undo(ada, key, case.version)
    assert room.count("decisions") == len(seen[0].undecided) - 2 + 4


def test_only_ones_own_step_is_taken_back(room: Room, ada: Actor, bob: Actor, case: CaseView) -> None:
    case = room.service.decide(ada, case.id, case.version, _first(case), Choice.ACCEPT)
    assert case.can_undo
    assert not room.service.open_case(bob, case.id).can_undo
    with pytest.raises(NotNow, match="The last decision is Dr Ada's"):
        room.service.undo(bob, case.id, case.version)


def test_two_readers_do_not_overwrite_each_other(room: Room, ada: Actor, bob: Actor, case: CaseView) -> None:
    label = _first(case)
    room.service.decide(ada, case.id, case.version, label, Choice.ACCEPT)
    with pytest.raises(Conflict, match=r"Dr Ada changed this case at \d\d:\d\d UTC while you had it open"):
        room.service.decide(bob, case.id, case.version, label, Choice.REJECT)
    assert room.service.open_case(bob, case.id).decisions[label].choice is Choice.ACCEPT


def test_of_many_at_once_exactly_one_wins(room: Room, ada: Actor, bob: Actor, case: CaseView) -> None:
    outcomes: list[str] = []

    def decide(actor: Actor) -> None:
        try:
            room.service.decide(actor, case.id, case.version, _first(case), Choice.ACCEPT)
            outcomes.append("won")
        except Conflict:
            outcomes.append("told")

    threads = [threading.Thread(target=decide, args=(actor,)) for actor in (ada, bob) * 4]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["told"] * 7 + ["won"]
    assert room.count("decisions") == 1


@pytest.mark.parametrize(
    ("label", "choice", "stated", "comment", "sentence"),
    [
        ("Unicorn", Choice.ACCEPT, None, "", "has no finding 'Unicorn'"),
        (None, Choice.EDIT, None, "", "needs your own statement"),
        (None, Choice.ACCEPT, None, "x" * 2001, "longer than 2000"),
    ],
)
def test_unusable_decisions_change_nothing(
    room: Room,
    ada: Actor,
    case: CaseView,
    label: str | None,
    choice: Choice,
    stated: Stated | None,
    comment: str,
    sentence: str,
) -> None:
    rows = len(room.log())
    with pytest.raises(NotNow, match=sentence):
        room.service.decide(ada, case.id, case.version, label or _first(case), choice, stated, comment)
    assert room.count("decisions") == 0
    assert len(room.log()) == rows
    assert room.service.open_case(ada, case.id).version == case.version


def test_nothing_is_decided_before_there_is_a_reading(room: Room, ada: Actor) -> None:
    case = room.case(ada)
    with pytest.raises(NotNow, match="no finished reading"):
        room.service.decide(ada, case.id, case.version, "Mass", Choice.ACCEPT)
    assert "no finished reading" in room.service.can_sign(ada, case.id)


def test_every_finding_needs_a_decision_before_signing(room: Room, ada: Actor, case: CaseView) -> None:
    left = case.undecided[-1]
    for label in case.undecided[:-1]:
        case = room.service.decide(ada, case.id, case.version, label, Choice.ACCEPT)
    assert case.sign_blocker == (
        f"1 finding has no decision yet ({left}); accept, reject or edit each before you sign."
    )
    assert room.service.can_sign(ada, case.id) == case.sign_blocker
    with pytest.raises(NotNow, match="1 finding has no decision"):
        room.service.sign(ada, case.id, case.version, confirmed=True)
    case = room.service.accept_undecided(ada, case.id, case.version)
    assert case.sign_blocker == ""
    with pytest.raises(NotNow, match="Confirm"):
        room.service.sign(ada, case.id, case.version, confirmed=False)
    assert room.service.sign(ada, case.id, case.version, confirmed=True).state is CaseState.SIGNED


def test_after_signing_only_addenda_are_taken(room: Room, ada: Actor, bob: Actor, case: CaseView) -> None:
    case = room.service.accept_undecided(ada, case.id, case.version)
    signed = room.service.sign(ada, case.id, case.version, confirmed=True)
    label, version = _first(signed), signed.version
    refused: list[Callable[[], object]] = [
        lambda: room.service.decide(ada, signed.id, version, label, Choice.REJECT),
        lambda: room.service.accept_undecided(ada, signed.id, version),
        lambda: room.service.undo(ada, signed.id, version),
        lambda: room.service.sign(ada, signed.id, version, confirmed=True),
        lambda: room.service.state_impression(ada, signed.id, version, "late"),
    ]
    for step in refused:
        with pytest.raises(NotNow, match="goes into an addendum"):
            step()
    assert not signed.can_undo
    added = room.service.addendum(bob, signed.id, " Discussed.\x00 ")
    assert [(v.number, v.kind, v.signed_by) for v in added.signed] == [
        (1, "original", "Dr Ada"),
        (2, "addendum", "Dr Bob"),
    ]
    assert added.signed[0] == signed.signed[0]
    assert added.signed[1].text == "Discussed."


def test_addenda_need_words_and_a_signed_reading(room: Room, ada: Actor, case: CaseView) -> None:
    with pytest.raises(NotNow, match="sign it first"):
        room.service.addendum(ada, case.id, "too early")
    for text in (" \x00", "x" * 20_001):
        with pytest.raises(NotNow, match="Write an addendum"):
            room.service.addendum(ada, case.id, text)


def test_blind_first_hides_the_machine_until_ones_own_impression(
    room: Room, ada: Actor, bob: Actor, case: CaseView
) -> None:
    label = _first(case)
    room.configure(blind_first=True)
    hidden = room.service.open_case(ada, case.id)
    assert hidden.withheld
    assert (hidden.reading, hidden.undecided, hidden.draft) == (None, (), "")
    with pytest.raises(NotNow, match="own impression first"):
        room.service.decide(ada, case.id, case.version, label, Choice.ACCEPT)
    assert "own impression first" in room.service.can_sign(ada, case.id)
    shown = room.service.state_impression(ada, case.id, case.version, "Clear lungs.")
    assert shown.reading is not None
    assert shown.impression is not None
    assert shown.impression.text == "Clear lungs."
    assert room.service.open_case(bob, case.id).withheld
    shown = room.service.accept_undecided(ada, case.id, shown.version)
    signed = room.service.sign(ada, case.id, shown.version, confirmed=True)
    assert signed.signed[0].document["impressions"]
    assert not room.service.open_case(bob, case.id).withheld


def test_the_chain_holds_after_all_of_this(room: Room, ada: Actor, case: CaseView) -> None:
    case = room.service.accept_undecided(ada, case.id, case.version)
    case = room.service.undo(ada, case.id, case.version)
    assert room.actions()[-2:] == ["finding.accept-undecided", "finding.undo"]
    assert audit.verify(room.database).ok
