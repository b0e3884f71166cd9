"""Classes and their people: an administrator makes them and says who teaches, a teacher adds learners."""

from collections.abc import Callable, Sequence
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.actor import Actor, NotAllowed, Role
from domains.vocabulary import clock
from domains.vocabulary.decks import access
from domains.vocabulary.decks.shelf import View
from domains.vocabulary.door import ALL, Door, subject
from domains.vocabulary.store import ClassRow, DeckRow, MemberRow
from domains.vocabulary.views import ClassView, Member, NotNow

TEACHER, LEARNER = "teacher", "learner"
NAME = 256
NONE = "There is no such class for you: choose one from the list."


class NoSuchClass(LookupError):
    """There is no such class for this actor."""


class Roster:
    """What is done to classes.

    Args:
        door: Lets actors in.
        people: Who may sign in with a role.
        view: A deck as an actor sees it.
    """

    def __init__(self, door: Door, people: Callable[[Role], Sequence[Actor]], view: View) -> None:
        self._door, self._people, self._view = door, people, view

    def classes(self, actor: Actor) -> tuple[ClassView, ...]:
        """All for an administrator, their own for everybody else."""
        with self._door.look(actor, *ALL) as session:
            rows = session.scalars(select(ClassRow).order_by(ClassRow.name, ClassRow.id)).all()
            mine = {row.class_id for row in session.scalars(select(MemberRow).where(MemberRow.account_id == actor.id))}
            seen = [row for row in rows if actor.role is Role.ADMINISTRATOR or row.id in mine]
            return tuple(self._drawn(session, actor, row) for row in seen)

    def create(self, actor: Actor, name: str) -> ClassView:
        """A new class."""
        title = " ".join(str(name).split())
        if not title or len(title) > NAME:
            raise NotNow(f"Give the class a name of at most {NAME} characters.")
        row = ClassRow(id=uuid4().hex, name=title, created_at=clock.now())
        with self._door.visit(actor, "class.create", subject("class", row.id), Role.ADMINISTRATOR) as visit:
            visit.session.add(row)
            visit.session.flush()
            visit.detail["name"] = title
            return self._drawn(visit.session, actor, row)

    def enrol(self, actor: Actor, class_id: str, account_id: str, role: str) -> ClassView:
        """Put somebody into a class, or give them another role in it."""
        if role not in (TEACHER, LEARNER):
            raise NotNow(f"Somebody is in a class as {TEACHER} or {LEARNER}: choose one of them.")
        with self._door.visit(actor, "class.enrol", subject("class", class_id), *ALL) as visit:
            row = _led(visit.session, actor, class_id)
            held = visit.session.get(MemberRow, (row.id, str(account_id)))
            _demand_may_grant(actor, role, held)
            person = self._person(str(account_id))
            if held is None:
                held = MemberRow(class_id=row.id, account_id=person.id)
                visit.session.add(held)
            held.account_name, held.role = person.name, role
            visit.session.flush()
            visit.detail |= {"account": person.id, "role": role}
            return self._drawn(visit.session, actor, row)

    def dismiss(self, actor: Actor, class_id: str, account_id: str) -> ClassView:
        """Take somebody out; what they learned stays theirs."""
        with self._door.visit(actor, "class.dismiss", subject("class", class_id), *ALL) as visit:
            row = _led(visit.session, actor, class_id)
            held = visit.session.get(MemberRow, (row.id, str(account_id)))
            if held is None:
                raise NotNow("They are not in this class: look at it again.")
            _demand_may_grant(actor, held.role, held)
            visit.session.delete(held)
            visit.session.flush()
            visit.detail |= {"account": held.account_id, "role": held.role}
            return self._drawn(visit.session, actor, row)

    def people(self, actor: Actor) -> tuple[Actor, ...]:
        """Who can be put into a class."""
        with self._door.look(actor, *ALL) as session:
            if actor.role is not Role.ADMINISTRATOR and not _teaches(session, actor):
                raise NotAllowed("Only administrators and teachers of a class see who can be put into it.")
        return tuple(sorted(self._people(Role.LEARNER), key=lambda each: each.name.casefold()))

    def _person(self, account_id: str) -> Actor:
        found = next((each for each in self._people(Role.LEARNER) if each.id == account_id), None)
        if found is None:
            raise NotNow("Only somebody with a learner's account can be put into a class: choose one from the list.")
        return found

    def _drawn(self, session: Session, actor: Actor, row: ClassRow) -> ClassView:
        members = session.scalars(select(MemberRow).where(MemberRow.class_id == row.id)).all()
        mine = next((each.role for each in members if each.account_id == actor.id), "")
        decks = session.scalars(
            select(DeckRow).where(DeckRow.class_id == row.id, access.sees(actor)).order_by(DeckRow.title)
        ).all()
        whole = actor.role is Role.ADMINISTRATOR or mine == TEACHER
        shown = [each for each in members if whole or each.role == TEACHER or each.account_id == actor.id]
        return ClassView(
            row.id,
            row.name,
            tuple(Member(each.account_id, each.account_name, each.role) for each in sorted(shown, key=_order)),
            tuple(self._view(session, actor, deck) for deck in decks),
            mine,
        )


def taught(session: Session, actor: Actor, class_id: str) -> ClassRow:
    """A class that the actor teaches.

    Raises:
        NoSuchClass: there is none for this actor.
        NotAllowed: they do not teach it.
    """
    row = session.get(ClassRow, str(class_id))
    member = session.get(MemberRow, (str(class_id), actor.id))
    if row is None or member is None:
        raise NoSuchClass(NONE)
    if member.role != TEACHER:
        raise NotAllowed(f"Only a teacher of {row.name} may do this; {actor.name} learns in it.")
    return row


def _led(session: Session, actor: Actor, class_id: str) -> ClassRow:
    if actor.role is not Role.ADMINISTRATOR:
        return taught(session, actor, class_id)
    row = session.get(ClassRow, str(class_id))
    if row is None:
        raise NoSuchClass(NONE)
    return row


def _demand_may_grant(actor: Actor, role: str, held: MemberRow | None) -> None:
    if actor.role is not Role.ADMINISTRATOR and (role == TEACHER or (held is not None and held.role == TEACHER)):
        raise NotAllowed("Only an administrator says who teaches a class: ask one.")


def _teaches(session: Session, actor: Actor) -> bool:
    query = select(MemberRow.class_id).where(MemberRow.account_id == actor.id, MemberRow.role == TEACHER)
    return session.scalar(query.limit(1)) is not None


def _order(row: MemberRow) -> tuple[bool, str]:
    return row.role != TEACHER, row.account_name.casefold()
