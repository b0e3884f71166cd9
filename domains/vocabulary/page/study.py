"""The review loop: a fragment of its own, so that the next card comes without drawing the page anew."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

import streamlit as st

from data.types import utcnow
from domains.vocabulary.page import editing
from domains.vocabulary.page.seat import PROBLEMS, Seat, go, say, sentence
from domains.vocabulary.page.turns import card, heard, told
from domains.vocabulary.page.wording import plural, when
from domains.vocabulary.views import Answer, Counts, NoteFacts, Rest, Turn
from ui.kit.cards import Act, Day, Done, Heard, Kind, Shown, Told, cards

SESSION, KEY = "vocabulary.session", "vocabulary.cards"
ALL = "all"
HARD_WORDS = 8
SOON_SECONDS = 1800


@dataclass
class Session:
    """What has happened since the learner sat down.

    Attributes:
        deck_id: The deck; None for all.
        shown: The card or the end that is before them.
        answered: Each word that was answered, and how it was rated.
    """

    deck_id: str | None
    shown: Turn | Rest
    can_edit: bool = False
    scope: str = field(default_factory=lambda: secrets.token_hex(8))
    told: Told | None = None
    heard: Heard | None = None
    answered: list[tuple[NoteFacts, int]] = field(default_factory=list)
    began: datetime = field(default_factory=utcnow)
    problem: str = ""
    left: bool = False
    edits: bool = False

    def move(self, shown: Turn | Rest) -> None:
        """Go on to another card; what was said of the one before is over."""
        self.shown, self.told, self.heard = shown, None, None


def draw(seat: Seat, wanted: str) -> None:
    """Draw the loop over one deck, or over all."""
    session = _session(seat, None if wanted == ALL else wanted)
    if session is None:
        go(study=None)
        st.rerun()
    else:
        _loop(seat, session)


def forget() -> None:
    """The session is over."""
    st.session_state.pop(SESSION, None)


def _session(seat: Seat, deck_id: str | None) -> Session | None:
    kept: Session | None = st.session_state.get(SESSION)
    if kept is not None and kept.deck_id == deck_id:
        return kept
    try:
        editable = deck_id is not None and seat.service.deck(seat.who, deck_id).editable
        session = Session(deck_id, seat.service.next(seat.who, deck_id), editable)
    except PROBLEMS as error:
        say(sentence(error))
        return None
    st.session_state[SESSION] = session
    return session


@st.fragment
def _loop(seat: Seat, session: Session) -> None:
    if session.left:
        forget()
        go(study=None)
        st.rerun()
    with st.container(key="vocabulary.loop"):
        cards(_shown(seat, session), key=KEY, on_act=lambda act: _act(seat, session, act))
    if session.edits and isinstance(session.shown, Turn):
        session.edits = False
        editing.dialog(seat, session.shown.note.id, lambda: _refresh(seat, session))


def _shown(seat: Seat, session: Session) -> Shown:
    shown, problem = session.shown, session.problem
    session.problem = ""
    return Shown(
        scope=session.scope,
        day=_day(shown.counts),
        card=card(seat, shown) if isinstance(shown, Turn) else None,
        told=session.told,
        heard=session.heard,
        done=_done(session, shown) if isinstance(shown, Rest) else None,
        can_undo=shown.can_undo,
        can_edit=session.can_edit,
        problem=problem,
        seconds=min(6, seat.service.settings().max_recording_seconds),
    )


def _day(counts: Counts) -> Day:
    return Day(counts.new, counts.learning, counts.due, counts.done)


def _act(seat: Seat, session: Session, act: Act) -> None:
    """One thing that the learner did; what is about a card that is no longer shown is let go."""
    step = STEPS.get(act.kind)
    about = session.shown.token if isinstance(session.shown, Turn) else ""
    if step is None or (act.token != about and act.kind not in (Kind.LEAVE, Kind.UNDO, Kind.GO)):
        return
    try:
        step(seat, session, act)
    except PROBLEMS as error:
        session.problem = sentence(error)


def _check(seat: Seat, session: Session, act: Act) -> None:
    chosen = int(act.chosen) if act.chosen and act.chosen.isdigit() else None
    session.told = told(act.token, seat.service.check(seat.who, act.token, act.text, chosen))


def _rate(seat: Seat, session: Session, act: Act) -> None:
    chosen = int(act.chosen) if act.chosen and act.chosen.isdigit() else None
    answer = Answer(act.rating, act.text, chosen, act.duration_ms)
    note = session.shown.note if isinstance(session.shown, Turn) else None
    try:
        session.move(seat.service.answer(seat.who, act.token, answer))
    except ValueError as error:
        _again(seat, session, error)
        return
    if note is not None:
        session.answered.append((note, act.rating))


def _again(seat: Seat, session: Session, error: ValueError) -> None:
    """It was answered elsewhere, or cannot be answered any more: say so, and go on with what comes now."""
    session.move(seat.service.next(seat.who, session.deck_id))
    session.problem = sentence(error)


def _undo(seat: Seat, session: Session, _act: Act) -> None:
    session.move(seat.service.undo(seat.who, session.deck_id))
    if session.answered:
        session.answered.pop()


def _speak(seat: Seat, session: Session, act: Act) -> None:
    if not act.recording:
        raise ValueError("Nothing was recorded: speak a little closer to the microphone, and try again.")
    session.heard = heard(act.token, seat.service.pronounce(seat.who, act.token, act.recording))


def _bury(seat: Seat, session: Session, _act: Act) -> None:
    seat.service.bury(seat.who, _turn(session).card_id)
    _next(seat, session, _act)


def _suspend(seat: Seat, session: Session, _act: Act) -> None:
    seat.service.suspend(seat.who, _turn(session).card_id, True)
    _next(seat, session, _act)


def _next(seat: Seat, session: Session, _act: Act) -> None:
    session.move(seat.service.next(seat.who, session.deck_id))


def _flag(seat: Seat, session: Session, _act: Act) -> None:
    turn = _turn(session)
    flag = 0 if turn.flag else 1
    seat.service.flag(seat.who, turn.card_id, flag)
    session.shown = replace(turn, flag=flag)


def _edit(_seat: Seat, session: Session, _act: Act) -> None:
    session.edits = session.can_edit


def _refresh(seat: Seat, session: Session) -> None:
    """The card that is open is asked anew with what it says now."""
    session.move(seat.service.next(seat.who, session.deck_id))


def _leave(_seat: Seat, session: Session, _act: Act) -> None:
    session.left = True


def _turn(session: Session) -> Turn:
    if not isinstance(session.shown, Turn):
        raise ValueError("No card is open any more.")
    return session.shown


Step = Callable[[Seat, Session, Act], None]
STEPS: Mapping[Kind, Step] = {
    Kind.CHECK: _check,
    Kind.RATE: _rate,
    Kind.UNDO: _undo,
    Kind.SPEAK: _speak,
    Kind.BURY: _bury,
    Kind.SUSPEND: _suspend,
    Kind.FLAG: _flag,
    Kind.EDIT: _edit,
    Kind.LEAVE: _leave,
    Kind.GO: _next,
}


def _done(session: Session, rest: Rest) -> Done:
    """The end of a session: what was done, what was hard, and when something comes back."""
    hard = {note.id: note for note, rating in session.answered if rating <= 2}
    return Done(
        title="Well done" if session.answered else "Nothing to do now",
        sentence=rest.sentence,
        figures=_figures(session, rest),
        hard=[(note.word, note.meaning, note.language) for note in list(hard.values())[:HARD_WORDS]],
        again_seconds=_soon(rest),
    )


def _figures(session: Session, rest: Rest) -> list[tuple[str, str]]:
    due = [("next card", when(rest.next_due, utcnow()))] if rest.next_due else []
    if not session.answered:
        return due
    answers = len(session.answered)
    known = sum(rating > 1 for _, rating in session.answered)
    minutes = max(1, round((utcnow() - session.began).total_seconds() / 60))
    return [
        ("answer" if answers == 1 else "answers", str(answers)),
        ("recalled", f"{known / answers:.0%}".replace("%", " %")),
        ("in all", plural(minutes, "minute")),
        *due,
    ]


def _soon(rest: Rest) -> int | None:
    """In how many seconds to look again, where a card that is being learned comes back soon."""
    if rest.next_due is None:
        return None
    seconds = (rest.next_due - utcnow()).total_seconds()
    return max(1, round(seconds) + 1) if seconds < SOON_SECONDS else None
