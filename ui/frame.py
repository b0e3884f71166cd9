"""What surrounds every page: the pages that a role may open, who is signed in, and the way out."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from data.accounts import Actor
from ui.kit.cookie import COOKIE
from ui.kit.host import host
from ui.kit.visit import actor, leave
from ui.navigation import pages_for

ASSETS = Path(__file__).parent / "entrance" / "assets"
MARK = str(ASSETS / "mark.svg")
WORDMARK = str(ASSETS / "wordmark.svg")


def draw() -> None:
    """Draw the sidebar and the page that the address names.

    The mark is set before the pages are: a browser would otherwise ask a font server on the internet for their icons.
    """
    st.set_page_config(page_icon=MARK, layout="wide")
    st.logo(WORDMARK, size="large", icon_image=MARK)
    visitor = actor()
    page = st.navigation(pages_for(visitor, host().registry))
    with st.sidebar:
        _draw_visitor(visitor)
    page.run()


def _draw_visitor(visitor: Actor) -> None:
    if host().demo:
        st.badge("Demonstration", icon=":material/science:", color="orange")
    st.caption(f"Signed in as **{visitor.name}**  \n{visitor.role.capitalize()}")
    if st.button("Sign out", icon=":material/logout:", width="stretch", key="chiron.sign_out"):
        _sign_out()


def _sign_out() -> None:
    if token := st.context.cookies.get(COOKIE):
        host().sign_out(token)
    leave()
