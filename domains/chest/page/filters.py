"""The filters above the worklist: each choice with how many cases it would show, remembered while the reader reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import streamlit as st

from domains.chest.cases import Assignment, CaseState, Filters, Order, Priority, Tally
from domains.chest.page.sitting import Sitting
from domains.chest.page.wording import SOURCES

WAITING = {"new": "To be read", "reading": "Being read", "read": "To be signed", "signed": "Signed"}
ALL = "all"
WHOSE = {
    ALL: "All",
    Assignment.ME: "Assigned to me",
    Assignment.NOBODY: "Assigned to nobody",
    Assignment.OTHERS: "Assigned to others",
    "mine": "Brought in by me",
}
PREFIX, KEPT, PAGE = "chest.filter.", "chest.filters.kept", "chest.worklist.page"
NAMES = ("text", "state", "priority", "whose", "order", "from", "to", "source", "contradicted")
PLAIN: Mapping[str, Any] = {
    "text": "", "state": ALL, "priority": ALL, "whose": ALL, "order": Order.NEWEST,
    "from": None, "to": None, "source": "", "contradicted": False,
}  # fmt: skip


def draw(sitting: Sitting) -> tuple[Filters, Order]:
    """Draw the filters; what they say is remembered until the reader signs out or clears them."""
    _recall()
    tally = sitting.room.tally(sitting.reader, kept()[0])
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.text_input(
            "Patient", placeholder="Name, reference, accession", key=_key("text"), width=190, on_change=first_page
        )
        _choice("State", {ALL: "All", **{s: _many(WAITING[s], tally.states[s]) for s in CaseState}}, "state")
        _choice("Priority", _priorities(tally), "priority")
        _choice("Whose", _whose(tally), "whose", 190)
        _choice("Order", {o: f"{o.capitalize()} first" for o in Order if o is not Order.PATIENT}, "order", 150)
        _more(tally)
        if _set():
            st.button("Clear", key="chest.filters.clear", type="tertiary", on_click=clear, help="Show all cases again")
    _remember()
    return kept()


def kept() -> tuple[Filters, Order]:
    """What the reader filters by, wherever they are."""
    told = {name: st.session_state.get(KEPT, {}).get(name, plain) for name, plain in PLAIN.items()}
    told |= {name: st.session_state[_key(name)] for name in NAMES if _key(name) in st.session_state}
    whose = told["whose"]
    filters = Filters(
        state=None if told["state"] == ALL else CaseState(told["state"]),
        text=told["text"] or "",
        priority=None if told["priority"] == ALL else Priority(told["priority"]),
        mine=whose == "mine",
        assigned=Assignment(whose) if whose in list(Assignment) else None,
        studied_from=told["from"],
        studied_to=told["to"],
        contradicted=told["contradicted"],
        source=told["source"],
    )
    return filters, told["order"]


def onward() -> Filters:
    """The filters by which the next case is looked for: those of the worklist, whatever the state."""
    return replace(kept()[0], state=None)


def clear() -> None:
    """Show all cases again; the order stays."""
    for name in NAMES:
        if name != "order":
            st.session_state[_key(name)] = PLAIN[name]
    first_page()


def first_page() -> None:
    """Another filter begins with its first page."""
    st.session_state[PAGE] = 1


def _key(name: str) -> str:
    return f"{PREFIX}{name}"


def _recall() -> None:
    """Streamlit forgets a widget that was not drawn: while a case was open, these were not."""
    for name, value in {**PLAIN, **st.session_state.get(KEPT, {})}.items():
        st.session_state.setdefault(_key(name), value)


def _remember() -> None:
    st.session_state[KEPT] = {name: st.session_state[_key(name)] for name in NAMES}


def _set() -> int:
    """How many filters narrow the list."""
    return sum(st.session_state[_key(name)] != PLAIN[name] for name in NAMES if name != "order")


def _choice(label: str, words: Mapping[Any, str], name: str, width: int = 145) -> None:
    if st.session_state[_key(name)] not in words:
        st.session_state[_key(name)] = PLAIN[name]
    st.selectbox(label, list(words), format_func=words.__getitem__, key=_key(name), width=width, on_change=first_page)


def _many(words: str, number: int) -> str:
    return f"{words} ({number})" if number else words


def _priorities(tally: Tally) -> dict[str, str]:
    names = {p: p.upper() if p is Priority.STAT else p.capitalize() for p in Priority}
    return {ALL: "All", **{p: _many(names[p], tally.priorities[p]) for p in Priority}}


def _whose(tally: Tally) -> dict[str, str]:
    numbers = {Assignment.ME: tally.mine, Assignment.NOBODY: tally.nobody}
    return {key: _many(words, numbers.get(key, 0)) for key, words in WHOSE.items()}  # type: ignore[call-overload]


def _more(tally: Tally) -> None:
    narrowed = sum(st.session_state[_key(name)] != PLAIN[name] for name in ("from", "to", "source", "contradicted"))
    with st.popover(f"More ({narrowed})" if narrowed else "More", help="Study date, source, contradictions"):
        st.toggle(
            _many("Note and film contradict each other", tally.contradicted),
            key=_key("contradicted"),
            on_change=first_page,
        )
        left, right = st.columns(2)
        with left:
            _day("Studied from", "from")
        with right:
            _day("Studied to", "to")
        sources = {"": "All", **{source: _many(SOURCES.get(source, source), n) for source, n in tally.sources.items()}}
        _choice("Came by", sources, "source", 230)


def _day(label: str, name: str) -> None:
    st.date_input(label, min_value=date(1900, 1, 1), format="YYYY-MM-DD", key=_key(name), on_change=first_page)
