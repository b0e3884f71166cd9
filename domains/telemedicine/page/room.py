"""Which part of telemedicine is shown: the visits, a new one, or the visit that the address names."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import streamlit as st

from domains.telemedicine.page import begin, bringing, listing, visit, waiting
from domains.telemedicine.page.sitting import Sitting, done, forget, go, said
from domains.telemedicine.views import VisitState, VisitView
from ui.kit.theme import style
from ui.kit.visit import actor, service
from ui.kit.widgets import banner, failure

NEW = "new"


def page() -> None:
    """What the manifest names."""
    sitting = Sitting(service("telemedicine"), actor())
    wanted = st.query_params.get("visit")
    st.set_page_config("Telemedicine", layout="wide", initial_sidebar_state="collapsed" if wanted else "auto")
    style()
    st.html(_style())
    if words := done():
        st.toast(words, icon=":material/check:")
    if wanted == NEW:
        begin.draw(sitting)
    elif wanted and (found := _found(sitting, wanted)):
        _visit(sitting, found)
    else:
        _list(sitting, wanted)


def _found(sitting: Sitting, wanted: str) -> VisitView | None:
    return sitting.open(int(wanted)) if wanted.isdecimal() and len(wanted) < 19 else None


def _list(sitting: Sitting, wanted: str | None) -> None:
    if wanted:
        go(visit=None, at=None, bring=None)
    forget()
    banner()
    if words := said():
        failure(words)
    listing.draw(sitting)


def _visit(sitting: Sitting, view: VisitView) -> None:
    if view.state in (VisitState.READY, VisitState.SIGNED):
        visit.draw(sitting, view)
    elif view.state is VisitState.NEW or (view.state is VisitState.STOPPED and st.query_params.get("bring")):
        bringing.draw(sitting, view)
    else:
        waiting.draw(sitting, view)


@cache
def _style() -> str:
    return f"<style>{Path(__file__).with_name('telemedicine.css').read_text(encoding='utf-8')}</style>"
