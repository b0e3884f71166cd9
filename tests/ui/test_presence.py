"""The short memory in front of the session table."""

from data.accounts import Actor, Role
from ui.presence import MOST, Presence

CLARA = Actor("1", "clara", Role.CLINICIAN)


class Sessions:
    """A session table that counts how often it was asked."""

    def __init__(self) -> None:
        self.open = {"token": CLARA}
        self.asked = 0

    def actor_of(self, token: str) -> Actor | None:
        self.asked += 1
        return self.open.get(token)


def test_the_table_is_asked_once_a_moment() -> None:
    sessions = Sessions()
    presence = Presence(sessions.actor_of, seconds=60)
    assert [presence.actor_of("token") for _ in range(5)] == [CLARA] * 5
    assert sessions.asked == 1


def test_a_memory_that_is_too_old_does_not_count() -> None:
    sessions = Sessions()
    presence = Presence(sessions.actor_of, seconds=0)
    presence.actor_of("token")
    sessions.open.clear()
    assert presence.actor_of("token") is None


def test_what_is_forgotten_is_asked_again() -> None:
    sessions = Sessions()
    presence = Presence(sessions.actor_of, seconds=60)
    presence.actor_of("token")
    sessions.open.clear()
    presence.forget("token")
    assert presence.recent("token") is None and presence.actor_of("token") is None


def test_guessed_tokens_leave_nothing_behind() -> None:
    presence = Presence(Sessions().actor_of, seconds=60)
    for index in range(100):
        presence.actor_of(f"guess {index}")
    assert presence._seen == {}


def test_the_memory_is_bounded() -> None:
    presence = Presence(lambda token: CLARA, seconds=60)
    for index in range(MOST + 10):
        presence.actor_of(str(index))
    assert len(presence._seen) <= MOST
