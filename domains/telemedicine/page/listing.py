"""The clinician's visits: whose, how far each one is, and where something was said in them."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from domains.telemedicine.page.sitting import Sitting, go
from domains.telemedicine.page.wording import NEVER, STATES, clock, day, moment, plural
from domains.telemedicine.views import Hit, VisitLine, VisitPage, VisitState
from ui.kit.table import Cell, Column, Line, table
from ui.kit.widgets import empty

COLUMNS = (
    Column("State"),
    Column("Patient"),
    Column("Visit"),
    Column("Length", "right"),
    Column("Brought in"),
    Column("Kept until"),
    Column("Data"),
)
QUERY, STATE, PAGE, KEPT = "telemedicine.query", "telemedicine.state", "telemedicine.page", "telemedicine.filters"
ALL = "all"
SEARCH, LEAST, HITS = "Patient, title or words", 3, 20
HINT = "J and K move, Enter opens, / searches, N begins a visit."


def draw(sitting: Sitting) -> None:
    """Draw the list."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown("### Telemedicine", width="stretch")
        if st.button("New visit", key="telemedicine.new", type="primary", icon=":material/add:", shortcut="n"):
            go(visit="new")
            st.rerun()
    query, state = _filters()
    listed = sitting.attempt(
        lambda: sitting.service.visits(sitting.reader, query, state, int(st.session_state.get(PAGE, 1)))
    )
    asked = query.strip() if len(query.strip()) >= LEAST else ""
    hits = sitting.attempt(lambda: sitting.service.search(sitting.reader, None, asked)) if asked else None
    if listed is not None and (listed.lines or not hits):
        _list(listed, bool(query or state))
    if hits:
        _said(hits)


def _filters() -> tuple[str, VisitState | None]:
    """What is looked for; remembered while a visit was open, since Streamlit forgets what was not drawn."""
    for key, value in {QUERY: "", STATE: ALL, **st.session_state.get(KEPT, {})}.items():
        st.session_state.setdefault(key, value)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.text_input(SEARCH, placeholder="Search", key=QUERY, width=300, on_change=_first)
        st.selectbox("State", [ALL, *STATES], format_func=_named, key=STATE, width=220, on_change=_first)
        if st.session_state[QUERY] or st.session_state[STATE] != ALL:
            st.button("Clear", key="telemedicine.clear", type="tertiary", on_click=_clear)
    st.session_state[KEPT] = {key: st.session_state[key] for key in (QUERY, STATE)}
    state = st.session_state[STATE]
    return str(st.session_state[QUERY]), None if state == ALL else VisitState(state)


def _named(state: str) -> str:
    return "All" if state == ALL else STATES[VisitState(state)][0]


def _first() -> None:
    st.session_state[PAGE] = 1


def _clear() -> None:
    st.session_state[QUERY], st.session_state[STATE] = "", ALL
    _first()


def _list(listed: VisitPage, narrowed: bool) -> None:
    if listed.lines:
        table(
            COLUMNS,
            [_line(line) for line in listed.lines],
            key="telemedicine.list",
            caption="Visits",
            on_open=lambda id: go(visit=id),
            search=SEARCH,
        )
        _pages(listed)
    elif narrowed:
        empty("No visit fits", "Clear the search, or choose another state.")
    else:
        empty("No visit yet", "Begin one with New visit (N): ask for consent, then record, upload or paste.")


def _line(line: VisitLine) -> Line:
    words, tone = STATES[line.state]
    name = line.patient_label or line.patient_reference or "No name"
    badge = Cell("Synthetic", "violet") if line.is_demonstration else Cell("Real", "blue")
    reference = line.patient_reference if line.patient_label else ""
    cells = (
        Cell(words, tone),
        Cell(name, "strong", reference),
        Cell(line.title),
        Cell(clock(line.seconds)),
        Cell(moment(line.at)),
        Cell(day(line.keep_until), "" if line.keep_until else "quiet"),
        badge,
    )
    return Line(str(line.id), f"{name}, {line.title}, {words}", cells)


def _pages(listed: VisitPage) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"{plural(listed.total, 'visit')}. {HINT}", width="stretch")
        if listed.pages > 1:
            st.caption(f"Page {listed.page} of {listed.pages}")
            st.button("Back", disabled=listed.page <= 1, on_click=_turn, args=(listed.page - 1,))
            st.button("Forward", disabled=listed.page >= listed.pages, on_click=_turn, args=(listed.page + 1,))


def _turn(page: int) -> None:
    st.session_state[PAGE] = page


def _said(hits: Sequence[Hit]) -> None:
    """Where the words were said; a line leads there."""
    more = f", the first {HITS} of {len(hits)}" if len(hits) > HITS else ""
    st.markdown(f"#### Said in your visits{more}")
    table(
        (Column("When", "right"), Column("Said"), Column("Visit")),
        [_hit(hit) for hit in hits[:HITS]],
        key="telemedicine.hits",
        caption="Where it was said",
        on_open=_lead,
    )


def _hit(hit: Hit) -> Line:
    begin = max(0, hit.spans[0][0] - 60) if hit.spans else 0
    cut = "\N{HORIZONTAL ELLIPSIS}" if begin else ""
    text = f"{cut}{hit.text[begin : begin + 140]}"
    when = clock(hit.second) if hit.second is not None else NEVER
    return Line(f"{hit.visit}.{hit.utterance}", f"{hit.title}: {text}", (Cell(when), Cell(text), Cell(hit.title)))


def _lead(place: str) -> None:
    visit, utterance = place.split(".")
    go(visit=visit, at=utterance)
