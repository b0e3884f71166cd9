"""Statistics: how much is remembered and how sure that figure is, what is coming, and what is mixed up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from data.types import utcnow
from domains.vocabulary.page.cardview import confusions_html
from domains.vocabulary.page.learn import streak_html
from domains.vocabulary.page.seat import Seat
from domains.vocabulary.page.wording import MODALITIES, STATES, plural
from domains.vocabulary.views import Retention, Statistics
from ui.kit.plots import Share, bars_html, calendar_html, plot_style, shares_html, tiles_html
from ui.kit.widgets import empty, percent

SPANS: Mapping[str, str] = {"today": "Today", "week": "7 days", "month": "30 days", "all": "All time"}
FORECAST_DAYS = 30
DECK, EVERY = "vocabulary.figures.deck", "all"


def draw(seat: Seat) -> None:
    """Draw the figures of one deck, or of all."""
    plot_style()
    told = seat.attempt(lambda: seat.service.statistics(seat.who, _deck(seat)))
    if told is None:
        st.rerun()
    if not told.reviews:
        empty("No answers yet", "Study a few cards under Learn; what they tell of your memory is shown here.")
        return
    _summary(told)
    left, right = st.columns(2, gap="large")
    with left:
        _retention(seat, told)
    with right:
        _modalities(seat, told)
    _forecast(told)
    _calendar(told)
    left, right = st.columns(2, gap="large")
    with left:
        _stability(told)
    with right:
        _difficulty(told)
    _confusions(told)
    _exports(seat)


def _deck(seat: Seat) -> str | None:
    decks = {deck.id: deck.title for deck in seat.attempt(lambda: seat.service.decks(seat.who)) or ()}
    asked = st.query_params.get("deck")
    st.session_state[DECK] = asked if asked in decks else EVERY
    choices = [EVERY, *decks]
    st.selectbox("Deck", choices, format_func=lambda id: decks.get(id, "All decks"), key=DECK, on_change=_turn)
    return asked if asked in decks else None


def _turn() -> None:
    chosen = st.session_state[DECK]
    if chosen == EVERY:
        st.query_params.pop("deck", None)
    else:
        st.query_params["deck"] = chosen


def _summary(told: Statistics) -> None:
    st.html(streak_html(told.streak, utcnow().date()))
    kept = told.retention.get("month") or told.retention["all"]
    known = told.states.get("review", 0)
    tiles = [
        (str(told.today), "answers today", f"{told.seconds_today / 60:.0f} minutes"),
        (percent(kept.rate) if kept.rate is not None else "\N{EN DASH}", "recalled", _interval(kept)),
        (str(known), "words known", f"of {sum(told.states.values())} cards"),
        (str(told.reviews), "answers in all", f"Best streak: {plural(told.streak.best, 'day')}"),
    ]
    st.html(tiles_html(tiles))
    states = [f"{count} {STATES.get(name, (name, ''))[0].lower()}" for name, count in told.states.items() if count]
    st.caption(" \N{MIDDLE DOT} ".join(states))


def _interval(kept: Retention) -> str:
    if kept.low is None or kept.high is None:
        return "no reviews yet"
    return f"95 % sure: {kept.low:.0%} to {kept.high:.0%}".replace("%", " %").replace("95  %", "95 %")


def _share(name: str, kept: Retention) -> Share:
    return Share(name, kept.rate, kept.low, kept.high, kept.reviews)


def _retention(seat: Seat, told: Statistics) -> None:
    target = seat.service.settings().desired_retention
    shares = [_share(words, told.retention[span]) for span, words in SPANS.items() if span in told.retention]
    predicted = f" The model expected {percent(told.expected)}." if told.expected is not None else ""
    said = f"Reviews recalled, with 95 % intervals; the line is the {target:.0%} that is aimed at.{predicted}"
    st.html(shares_html("True retention", shares, said, target))


def _modalities(seat: Seat, told: Statistics) -> None:
    shares = [_share(MODALITIES.get(name, name), kept) for name, kept in told.by_modality.items() if name]
    target = seat.service.settings().desired_retention
    if shares:
        said = "Reviews recalled by what the word was known by; the weakest is asked for first."
        st.html(shares_html("By way of knowing", shares, said, target))


def _forecast(told: Statistics) -> None:
    days = sorted(told.forecast.items())[:FORECAST_DAYS]
    if not days:
        return
    bars = [(f"{day:%d %b}", float(count)) for day, count in days]
    total = sum(count for _, count in days)
    said = f"{plural(total, 'review')} in the next {plural(len(days), 'day')}, {days[0][1]} of them today."
    st.html(bars_html("What is coming", bars, said, "cards due", every=7))


def _calendar(told: Statistics) -> None:
    days = sum(1 for count in told.calendar.values() if count)
    said = f"Answers on {plural(days, 'day')} of the last year."
    st.html(calendar_html("Your year", told.calendar, utcnow().date(), said))


def _stability(told: Statistics) -> None:
    said = "For how many days a card is remembered until recall falls to 90 %."
    _histogram("Stability", told.stability, said, "days")


def _difficulty(told: Statistics) -> None:
    _histogram("Difficulty", told.difficulty, "How hard a card is for you, from 1 (easy) to 10.", "")


def _histogram(title: str, bins: Sequence[tuple[float, float, int]], said: str, unit: str) -> None:
    if not any(count for *_, count in bins):
        return
    bars = [(_bin(low, high), float(count)) for low, high, count in bins]
    every = max(1, round(len(bars) / 6))
    st.html(bars_html(f"{title} ({unit})" if unit else title, bars, said, "cards", every))


def _bin(low: float, high: float) -> str:
    return f"{low:.3g}+" if high == float("inf") else f"{low:.3g}\N{EN DASH}{high:.3g}"


def _confusions(told: Statistics) -> None:
    if told.confusions:
        st.html(confusions_html("Words that you mix up", tuple(told.confusions)))


def _exports(seat: Seat) -> None:
    """All that is kept of the learner is theirs to take along, and to erase."""
    with st.expander("Your data"), st.container(horizontal=True):
        st.download_button(
            "All answers as CSV",
            lambda: seat.service.export_log(seat.who),
            "chiron-vocabulary-answers.csv",
            "text/csv",
            key="vocabulary.export.log",
        )
        st.download_button(
            "Answers as xAPI",
            lambda: _statements(seat),
            "chiron-vocabulary-xapi.json",
            "application/json",
            key="vocabulary.export.xapi",
        )
        with st.popover("Erase \N{HORIZONTAL ELLIPSIS}"):
            st.write("All your answers and all that is known of your memory go for good. Decks stay.")
            if st.button("Erase for good", type="primary", key="vocabulary.erase"):
                seat.does(lambda: seat.service.erase(seat.who), "All your answers are erased.")
                st.rerun()


def _statements(seat: Seat) -> str:
    import json

    return json.dumps(seat.service.statements(seat.who), ensure_ascii=False, indent=1)
