"""One broken page leaves the others up, and tells its visitor what to do."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable

import streamlit as st

from data.accounts import NotAllowed

logger = logging.getLogger("chiron.page")


def fenced(title: str, draw: Callable[[], None]) -> None:
    """Draw a page; what it throws becomes one sentence here and a traceback in the log, joined by a short number.

    Args:
        title: What the page is called.
        draw: Draws it. Streamlit's own signals (stop, rerun) pass, since they are no `Exception`.
    """
    try:
        draw()
    except NotAllowed as error:
        st.error(str(error), icon=":material/lock:")
    except Exception:
        number = secrets.token_hex(4)
        logger.exception("The page %r failed (%s).", title, number)
        st.error(
            f"This page failed and was not finished; try again, or give the administrator the number {number}, "
            "under which the log has the cause.",
            icon=":material/error:",
        )
