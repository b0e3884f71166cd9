"""Which part of the reading room is shown: the worklist, or the case that the address names."""

from __future__ import annotations

import streamlit as st

from data.actor import Role
from domains.chest.page import archive, case, oversight, worklist
from domains.chest.page.sitting import Sitting
from ui.kit.theme import style
from ui.kit.visit import actor, service


def page() -> None:
    """Draw the reading room."""
    sitting = Sitting(service("chest"), actor())
    wanted = st.query_params.get("case")
    st.set_page_config("Chest reading room", layout="wide", initial_sidebar_state="collapsed" if wanted else "expanded")
    style()
    if sitting.reader.role is Role.ADMINISTRATOR:
        oversight.draw(sitting)
    elif wanted is None:
        sitting.forget()
        (archive if archive.is_wanted() else worklist).draw(sitting)
    else:
        case.draw(sitting, wanted)
