"""Who has a case in hand: the rules of the soft lock, as they are checked beneath every change.

A lock is taken by opening a case that waits for review, renewed by every step, and let go by leaving, signing, signing
out and time. Whoever comes second may look, and take it over, which is recorded. The versions of a case stay beneath
it: they decide who was first, the lock only keeps people from finding out too late.
"""

from datetime import datetime, timedelta

from data.actor import Actor
from domains.chest.cases import Lock, Locked
from domains.chest.store import CaseRow


def holder(row: CaseRow, actor: Actor, now: datetime) -> Lock | None:
    """Who has the case in hand; None where nobody has, or no longer."""
    if row.locked_by is None or row.locked_until is None or row.locked_until <= now:
        return None
    since = row.locked_at or row.locked_until
    return Lock(row.locked_by, row.locked_by_name or "", since, row.locked_until, row.locked_by == actor.id)


def give(row: CaseRow, actor: Actor, minutes: int, now: datetime) -> None:
    """Put the case into the actor's hands; where it is there already, it stays for longer."""
    if row.locked_by != actor.id:
        row.locked_by, row.locked_by_name, row.locked_at = actor.id, actor.name, now
    if row.lock_lost_by == actor.id:
        row.lock_lost_by = None
    row.locked_until = now + timedelta(minutes=minutes)


def let_go(row: CaseRow) -> None:
    """Nobody has the case in hand."""
    row.locked_by = row.locked_by_name = row.locked_at = row.locked_until = None


def lose(row: CaseRow) -> None:
    """Take the case from its holder, who is told at their next step."""
    row.lock_lost_by = row.locked_by
    let_go(row)


def demand(row: CaseRow, actor: Actor, minutes: int, now: datetime) -> None:
    """Let a change pass unless another has the case in hand; it renews the actor's own lock, a lapsed one too.

    Raises:
        Locked: another reader has it, or an administrator took it away.
    """
    lock = holder(row, actor, now)
    if lock and not lock.mine:
        raise Locked(_refusal(row, lock, actor))
    if lock is None and row.lock_lost_by == actor.id:
        raise Locked(BROKEN)
    if row.locked_by == actor.id:
        give(row, actor, minutes, now)


BROKEN = (
    "An administrator took this case out of your hands: your step was not done, and what you typed is still here. "
    "Look at the case again, then repeat it."
)


def _refusal(row: CaseRow, lock: Lock, actor: Actor) -> str:
    """What a reader is told whose change came while another has the case."""
    since = lock.since.strftime("%H:%M UTC")
    if row.lock_lost_by == actor.id:
        return (
            f"{lock.name} took this case over from you at {since}: your step was not done, and what you typed is "
            "still here. Take it over again, or leave it to them."
        )
    return f"{lock.name} has had this case in hand since {since}: take it over first, or wait until they are done."
