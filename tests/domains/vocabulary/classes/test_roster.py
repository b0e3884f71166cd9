"""Classes: an administrator makes them, a teacher sees figures, a learner sees their own."""

from collections.abc import Callable

import pytest

from data import audit
from data.actor import Actor, NotAllowed
from domains.vocabulary.classes.roster import NoSuchClass
from domains.vocabulary.views import NotNow, Progress
from tests.domains.vocabulary.conftest import ADMIN, CLINICIAN, LENA, MAX, TESS, School
from tests.domains.vocabulary.study.desk_at import Clock, go_through, made, stopped


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return stopped(monkeypatch)


@pytest.fixture
def room(school: School) -> str:
    """A class that Tess teaches and Lena learns in."""
    row = school.service.create_class(ADMIN, "  First \n year ")
    assert row.name == "First year"
    school.service.enrol(ADMIN, row.id, TESS.id, "teacher")
    school.service.enrol(TESS, row.id, LENA.id, "learner")
    return row.id


def test_only_an_administrator_makes_a_class(school: School) -> None:
    for actor in (LENA, CLINICIAN):
        with pytest.raises(NotAllowed):
            school.service.create_class(actor, "x")
    assert school.service.classes(ADMIN) == ()
    with pytest.raises(NotNow, match="a name"):
        school.service.create_class(ADMIN, " ")


def test_everybody_sees_of_a_class_what_is_theirs(school: School, room: str) -> None:
    def seen(actor: Actor) -> list[str]:
        return [member.name for row in school.service.classes(actor) for member in row.members]

    school.service.enrol(TESS, room, MAX.id, "learner")
    assert seen(ADMIN) == seen(TESS) == ["Tess", "Lena", "Max"]
    assert seen(LENA) == ["Tess", "Lena"]
    assert [row.mine for row in school.service.classes(TESS)] == ["teacher"]
    school.service.dismiss(TESS, room, MAX.id)
    assert school.service.classes(MAX) == ()


def test_only_an_administrator_says_who_teaches(school: School, room: str) -> None:
    attempts: tuple[Callable[[], object], ...] = (
        lambda: school.service.enrol(TESS, room, MAX.id, "teacher"),
        lambda: school.service.enrol(TESS, room, LENA.id, "teacher"),
        lambda: school.service.dismiss(TESS, room, TESS.id),
        lambda: school.service.enrol(TESS, room, TESS.id, "learner"),
        lambda: school.service.enrol(LENA, room, MAX.id, "learner"),
    )
    for attempt in attempts:
        with pytest.raises(NotAllowed):
            attempt()
    with pytest.raises(NoSuchClass):
        school.service.enrol(MAX, room, MAX.id, "learner")
    assert len(school.service.classes(ADMIN)[0].members) == 2


@pytest.mark.parametrize(
    ("account", "role", "said"),
    [
        (CLINICIAN.id, "learner", "learner's account"),
        (MAX.id, "head", "teacher or learner"),
        ("x", "learner", "learner's"),
    ],
)
def test_only_learners_are_put_into_a_class(school: School, room: str, account: str, role: str, said: str) -> None:
    with pytest.raises(NotNow, match=said):
        school.service.enrol(ADMIN, room, account, role)


def test_who_can_be_put_into_a_class_is_shown_to_who_may_do_it(school: School, room: str) -> None:
    names = ["Lena", "Max", "Tess"]
    assert [each.name for each in school.service.people(ADMIN)] == names
    assert [each.name for each in school.service.people(TESS)] == names
    with pytest.raises(NotAllowed):
        school.service.people(LENA)


def test_a_teacher_shares_a_deck_with_their_class(school: School, room: str) -> None:
    deck = made(school, 3, actor=TESS)
    view = school.service.share(TESS, deck, room)
    assert (view.audience, view.class_id) == ("class", room)
    assert [each.id for each in school.service.decks(LENA)] == [deck] and school.service.decks(MAX) == ()
    assert [each.id for each in school.service.classes(LENA)[0].decks] == [deck]
    assert not school.service.deck(LENA, deck).editable
    school.service.share(TESS, deck, None)
    assert school.service.decks(LENA) == ()
    with pytest.raises(NotNow, match="Only a teacher"):
        school.service.share(LENA, made(school, 1), room)


def test_a_teacher_sees_figures_of_the_classes_decks_and_it_is_recorded(
    school: School, room: str, clock: Clock
) -> None:
    deck, own = made(school, 3, actor=TESS), made(school, 2)
    school.service.share(TESS, deck, room)
    for each in (deck, own):
        go_through(school, each, clock, lambda _: 4)
    (found,) = school.service.progress(TESS, room)
    assert isinstance(found, Progress) and found.member.name == "Lena"
    assert (found.reviews, found.week, found.known, found.streak) == (3, 3, 3, 1)
    last = audit.rows(school.context.database, limit=1)[0]
    assert (last.actor, last.action, last.subject) == ("Tess", "class.progress", f"class/{room}")
    for stranger, error in ((LENA, NotAllowed), (ADMIN, NotAllowed), (MAX, NoSuchClass), (CLINICIAN, NotAllowed)):
        with pytest.raises(error):
            school.service.progress(stranger, room)


def test_who_left_a_class_is_seen_in_it_no_more(school: School, room: str, clock: Clock) -> None:
    deck = made(school, 2, actor=TESS)
    school.service.share(TESS, deck, room)
    go_through(school, deck, clock, lambda _: 4)
    school.service.dismiss(ADMIN, room, LENA.id)
    assert school.service.progress(TESS, room) == ()
    assert school.service.decks(LENA) == () and school.service.replay(LENA) == ()
    assert school.service.statistics(LENA).reviews == 2
