"""What waits today: the decks, how many cards of each, and what to do after a break."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from html import escape

import streamlit as st

from data.types import utcnow
from domains.vocabulary.page.seat import Seat, go
from domains.vocabulary.page.study import ALL
from domains.vocabulary.page.wording import left, pair, plural, waiting
from domains.vocabulary.views import Backlog, Counts, DeckView, Streak
from ui.kit.widgets import empty

CHIPS = (("due", "to review"), ("learning", "being learned"), ("new", "new"))
WEEK = 7


def draw(seat: Seat) -> None:
    """Draw what waits, the decks that were begun first."""
    decks = seat.attempt(lambda: seat.service.decks(seat.who)) or ()
    if not decks:
        _nothing()
        return
    begun = [deck for deck in decks if _is_begun(deck.counts)]
    _head(seat, begun)
    for deck in begun:
        _backlog(seat, deck)
        _deck(seat, deck, alone=len(begun) == 1)
    others = [deck for deck in decks if deck not in begun]
    if others:
        st.html(f"<h2 class='vocabulary-h2'>{'Begin another deck' if begun else 'Choose a deck to begin'}</h2>")
    for deck in others:
        _deck(seat, deck)


def _nothing() -> None:
    empty("No deck yet", "Make one from your own words or bring one from Anki, or ask your teacher to share one.")
    st.button("Make a deck", type="primary", key="vocabulary.make", on_click=go, kwargs={"section": "decks"})


def _is_begun(counts: Counts) -> bool:
    return bool(counts.due or counts.learning or counts.later or counts.done)


def _head(seat: Seat, begun: Sequence[DeckView]) -> None:
    """The streak, and one button that takes up everything that waits."""
    with st.container(horizontal=True, vertical_alignment="center"):
        with st.container(width="stretch"):
            streak = seat.attempt(lambda: seat.service.statistics(seat.who).streak)
            if streak is not None and begun:
                st.html(streak_html(streak, utcnow().date()))
        waits = sum(left(deck.counts) for deck in begun)
        if waits and len(begun) > 1:
            words = f"Study all ({waits})"
            st.button(words, type="primary", key="vocabulary.study.all", on_click=go, kwargs={"study": ALL})


def streak_html(streak: Streak, today: date) -> str:
    """Days in a row, and the last week; a forgiven day is a ring, a day with a review a disc."""
    words = f"{plural(streak.days, 'day')} in a row" if streak.days else "Start a streak today"
    more = f"Best: {streak.best}" if streak.best > streak.days else ""
    if streak.days and not streak.today:
        more = "One card today keeps it."
    since = today - timedelta(days=WEEK - 1)
    days = "".join(_dot(since + timedelta(days=at), streak, today) for at in range(WEEK))
    return (
        f'<div class="vocabulary-streak"><b>{words}</b>'
        f'<span class="vocabulary-week" role="img" aria-label="{escape(_week(streak))}">{days}</span>'
        f"<span>{escape(more)}</span></div>"
    )


def _dot(day: date, streak: Streak, today: date) -> str:
    first = today - timedelta(days=streak.days - (1 if streak.today else 0))
    kept = (streak.days > 0 and first <= day < today) or (day == today and streak.today)
    state = "forgiven" if day in streak.forgiven else "done" if kept else "none"
    return f'<i data-day="{state}">{f"{day:%a}"[0]}</i>'


def _week(streak: Streak) -> str:
    forgiven = f", {plural(len(streak.forgiven), 'missed day')} forgiven" if streak.forgiven else ""
    return f"The last seven days{forgiven}"


def _deck(seat: Seat, deck: DeckView, alone: bool = False) -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"vocabulary.deck.{deck.id}"):
        with st.container(width="stretch"):
            st.html(deck_html(deck))
        waits, begun = left(deck.counts), _is_begun(deck.counts)
        words = "Study" if begun or not waits else "Begin"
        st.button(
            words,
            key=f"vocabulary.study.{deck.id}",
            help=f"{deck.title}: {waiting(deck.counts)}",
            type="primary" if waits and alone else "secondary",
            on_click=go,
            kwargs={"study": deck.id},
        )


def deck_html(deck: DeckView) -> str:
    """A deck in a few lines: what it is, and what waits."""
    facts = [
        pair(deck.language, deck.known),
        plural(deck.cards, "card"),
        "" if deck.audience == "owner" else deck.owner,
    ]
    told = " \N{MIDDLE DOT} ".join(fact for fact in facts if fact)
    counts = [(kind, words, getattr(deck.counts, kind)) for kind, words in CHIPS]
    chips = "".join(f'<span data-kind="{kind}">{count} {words}</span>' for kind, words, count in counts if count)
    later = f"<span>{deck.counts.later} later</span>" if deck.counts.later else ""
    return (
        f'<div class="vocabulary-deck"><h3>{escape(deck.title)}</h3><p>{escape(told)}</p>'
        f'<div class="vocabulary-counts">{chips or f"<span>{waiting(deck.counts)}</span>"}{later}</div></div>'
    )


def _backlog(seat: Seat, deck: DeckView) -> None:
    """After a break: offer to spread what is due, or tell how it is spread."""
    plan = seat.attempt(lambda: seat.service.backlog(seat.who, deck.id)) if deck.counts.due else None
    if plan is None:
        return
    with st.container(border=True):
        st.markdown(f"**{deck.title}**: {plan.sentence}")
        with st.container(horizontal=True):
            _choices(seat, deck, plan)


def _choices(seat: Seat, deck: DeckView, plan: Backlog) -> None:
    if plan.per_day is not None:
        key = f"vocabulary.spread.{deck.id}.none"
        st.button("No longer spread", key=key, on_click=_spread, args=(seat, deck.id, None))
        return
    for days, per_day in plan.choices.items():
        words = f"{plural(days, 'day')}, {per_day} a day"
        key = f"vocabulary.spread.{deck.id}.{days}"
        st.button(words, key=key, on_click=_spread, args=(seat, deck.id, days))


def _spread(seat: Seat, deck_id: str, days: int | None) -> None:
    seat.does(lambda: seat.service.spread(seat.who, deck_id, days), "Your plan is kept.")
