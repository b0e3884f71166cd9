"""Other archives, searched and brought in from; and what arrived by itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import streamlit as st

from core.intake.refusal import Refused
from data.actor import NotAllowed
from domains.chest.network.archives import Fetch, Found
from domains.chest.network.department import Arrived
from domains.chest.network.dicomweb import Question
from domains.chest.page.sitting import Sitting, go, said, say
from domains.chest.page.wording import moment
from ui.kit.table import Action, Cell, Column, Line, table
from ui.kit.widgets import banner, empty, failure, heading, notice

PLACE, FOUND, EVERY_SECONDS = "archives", "chest.archive.found", 1.0
STUDIES = (Column("Patient"), Column("Study"), Column("Films", "right"), Column("Here"))
ARRIVALS = (Column("Arrived"), Column("From"), Column("State"), Column("Why"))
TONES = {"spooled": "blue", "filed": "green", "duplicate": "gray", "refused": "red"}
WORDS = {"spooled": "Being filed", "filed": "Filed", "duplicate": "Was here already", "refused": "Refused"}
SOURCES = {"dicom": "DICOM", "dicomweb": "Archive", "watch": "Watch folder"}
NONE = "\N{EN DASH}"
NO_ARCHIVE = "An administrator names one under Administration, in the settings of the chest reading room."


def button() -> None:
    """The way here, in the worklist's head."""
    st.button("Archives", key="chest.archives", icon=":material/travel_explore:", shortcut="a", on_click=_come)


def is_wanted() -> bool:
    """Whether the address asks for this section."""
    return PLACE in st.query_params


def _come() -> None:
    st.query_params[PLACE] = "1"


def _leave() -> None:
    st.query_params.pop(PLACE, None)
    st.session_state.pop(FOUND, None)


def _go(case_id: str) -> None:
    _leave()
    go(case_id)


def draw(sitting: Sitting) -> None:
    """Draw the section."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button("Worklist", key="chest.archive.back", icon=":material/arrow_back:", shortcut="l", on_click=_leave)
        with st.container(width="stretch", gap=None):
            heading("Archives", ("search, and bring in",))
            banner()
    if sentence := said():
        failure(sentence)
    search, arrived = st.tabs(["Search", "Arrived by itself"])
    with search:
        _search(sitting)
    with arrived:
        _arrivals(sitting)


def _search(sitting: Sitting) -> None:
    servers = [server.name for server in sitting.room.network.archives.servers()]
    if not servers:
        empty("No archive is configured", NO_ARCHIVE)
        return
    server, question, asked = _form(servers)
    if asked:
        _ask(sitting, server, question)
    _fetches(sitting)
    if FOUND in st.session_state:
        _found(sitting, *st.session_state[FOUND])


def _form(servers: list[str]) -> tuple[str, Question, bool]:
    with st.form("chest.archive.form"), st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        server = st.selectbox("Archive", servers, key="chest.archive.server", width=160)
        name = st.text_input("Patient's name", placeholder="Family^Given, or its beginning", key="chest.archive.name")
        reference = st.text_input("Patient id", key="chest.archive.reference", width=140)
        accession = st.text_input("Accession number", key="chest.archive.accession", width=140)
        since = st.date_input("From", None, key="chest.archive.since", width=130)
        until = st.date_input("To", None, key="chest.archive.until", width=130)
        asked = st.form_submit_button("Search", key="chest.archive.search", type="primary")
    return server, Question(name, reference, accession, _day(since), _day(until)), asked


def _day(value: Any) -> date | None:
    return value if isinstance(value, date) else None


def _ask(sitting: Sitting, server: str, question: Question) -> None:
    st.session_state.pop(FOUND, None)
    if not question.keys():
        failure("Say something of the patient, the accession number or the day, then search.")
        return
    with st.spinner(f"Asking {server}"):
        try:
            st.session_state[FOUND] = (server, sitting.room.network.archives.search(sitting.reader, server, question))
        except (RuntimeError, ValueError, NotAllowed) as error:
            failure(str(error))


def _found(sitting: Sitting, server: str, studies: tuple[Found, ...]) -> None:
    if not studies:
        empty("No study with chest films fits", "Widen the search: a shorter name, or fewer fields.")
        return
    known = {found.study.uid: found for found in studies}
    table(
        STUDIES,
        [_study(found) for found in studies],
        key="chest.archive.studies",
        caption="Studies of the archive",
        on_open=lambda uid: _open(sitting, server, known[uid]),
        actions=(Action("bring", "Bring in", "b"),),
        on_act=lambda _action, _value, uids: _bring(sitting, server, uids),
    )
    st.caption("Enter opens what is here and brings in what is not; X chooses several, B brings them in.")


def _study(found: Found) -> Line:
    study = found.study
    day = study.day.isoformat() if study.day else NONE
    cells = (
        Cell(study.patient_name or "No name", "strong", study.patient_reference),
        Cell(day, "", " \N{MIDDLE DOT} ".join(part for part in (study.description, study.accession) if part)),
        Cell(str(study.instances) if study.instances else NONE, "", ", ".join(study.modalities)),
        Cell("In a case", "green") if found.case_id else Cell("Not yet", "gray"),
    )
    return Line(study.uid, f"{study.patient_name or 'No name'}, {day}", cells)


def _open(sitting: Sitting, server: str, found: Found) -> None:
    if found.case_id:
        _go(found.case_id)
    else:
        _bring(sitting, server, (found.study.uid,))


def _bring(sitting: Sitting, server: str, uids: tuple[str, ...]) -> None:
    for uid in uids:
        _tell(lambda uid=uid: sitting.room.network.archives.bring_in(sitting.reader, server, uid))  # type: ignore[misc]


def _tell(step: Callable[[], object]) -> None:
    try:
        step()
    except (RuntimeError, ValueError, Refused, NotAllowed) as error:
        say(str(error))


def _fetches(sitting: Sitting) -> None:
    if sitting.room.network.archives.fetches(sitting.reader):
        _progress(sitting)


@st.fragment(run_every=EVERY_SECONDS)
def _progress(sitting: Sitting) -> None:
    for fetch in sitting.room.network.archives.fetches(sitting.reader):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            _fetch(sitting, fetch)


def _fetch(sitting: Sitting, fetch: Fetch) -> None:
    archives = sitting.room.network.archives
    st.progress(fetch.done / fetch.total if fetch.total else 0.0, _words(fetch), width="stretch")
    if not fetch.over and st.button("Cancel", key=f"chest.fetch.cancel.{fetch.id}"):
        archives.cancel(sitting.reader, fetch.id)
    if fetch.over and st.button("Done" if not fetch.error else "Put aside", key=f"chest.fetch.done.{fetch.id}"):
        archives.dismiss(sitting.reader, fetch.id)
        st.session_state.pop(FOUND, None)
        st.rerun()


def _words(fetch: Fetch) -> str:
    if fetch.error:
        return f"{fetch.done} of {fetch.total} films from {fetch.server}. {fetch.error}"
    if not fetch.total:
        return f"Waiting for {fetch.server}"
    refused = f"; {fetch.refused} could not be taken" if fetch.refused else ""
    ended = ", now being filed into the worklist" if fetch.over else ""
    return f"{fetch.done} of {fetch.total} films from {fetch.server}{refused}{ended}"


def _arrivals(sitting: Sitting) -> None:
    arrived = sitting.room.network.arrivals(sitting.reader)
    if not arrived:
        empty("Nothing arrived by itself yet", "Films come from the DICOM listener, the watch folder and archives.")
        return
    cases = {str(each.id): each.case_id for each in arrived}
    lines = [_arrived(each) for each in arrived]
    table(
        ARRIVALS,
        lines,
        key="chest.archive.arrivals",
        caption="What arrived by itself",
        on_open=lambda id: _go(str(cases[id])) if cases[id] else say("This film is in no case."),
    )
    notice("A refused film left nothing here but its digest and the reason; ask its sender to send it again.")


def _arrived(each: Arrived) -> Line:
    cells = (
        Cell(moment(each.at)),
        Cell(SOURCES.get(each.source, each.source), "", each.sender),
        Cell(WORDS.get(each.state, each.state), TONES.get(each.state, "gray")),
        Cell(each.reason or NONE, "quiet"),
    )
    return Line(str(each.id), f"{WORDS.get(each.state, each.state)}, {moment(each.at)}", cells)
