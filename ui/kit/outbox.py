"""What a component's outbox sends, taken once each: the server's side of `browser/shared/outbox.js`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st


def acknowledged(key: str) -> str:
    """Id of the last message that was taken; the browser sends the next one when it is told."""
    return str(st.session_state.get(_last(key), ""))


def received(key: str, scope: str) -> Mapping[str, Any] | None:
    """The message that has just come; None where it was taken before, or is about something else.

    Args:
        key: Names the component on the page.
        scope: Names what is shown; a message about something else is acknowledged and dropped.
    """
    message: Mapping[str, Any] | None = st.session_state[key].get("act")
    if not message or message.get("id") == st.session_state.get(_last(key)):
        return None
    st.session_state[_last(key)] = message.get("id")
    return message if message.get("scope") == scope else None


def _last(key: str) -> str:
    return f"{key}.acknowledged"
