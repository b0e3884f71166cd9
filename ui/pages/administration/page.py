"""Administration: plugins, people, audit, backups and jobs, one section at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import streamlit as st

from data.accounts import Actor, Role, require
from ui.administration import Administration
from ui.kit.host import host
from ui.kit.visit import actor
from ui.pages.administration import audit, backups, jobs, people, plugins
from ui.suite import Suite

SECTIONS: dict[str, Callable[[Administration, Actor], None]] = {
    "Plugins": plugins.draw,
    "People": people.draw,
    "Audit": audit.draw,
    "Backups": backups.draw,
    "Jobs": jobs.draw,
}


def page() -> None:
    """Draw the section that the address names."""
    st.set_page_config(layout="wide")
    visitor = actor()
    require(visitor, Role.ADMINISTRATOR)
    desk = Administration(cast(Suite, host()))
    st.title("Administration")
    SECTIONS[_section()](desk, visitor)


def _section() -> str:
    asked = st.query_params.get("section", "Plugins")
    chosen = st.segmented_control(
        "Section",
        list(SECTIONS),
        default=asked if asked in SECTIONS else "Plugins",
        required=True,
        label_visibility="collapsed",
        key="administration.section",
    )
    st.query_params["section"] = chosen
    return str(chosen)
