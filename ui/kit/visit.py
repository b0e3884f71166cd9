"""Who looks at this page, asked anew at every rerun."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

import streamlit as st
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.scriptrunner import get_script_run_ctx

from ui.kit.cookie import COOKIE
from ui.kit.host import host

if TYPE_CHECKING:
    from data.accounts import Actor

SIGN_IN = "/signin"
VISITOR = "chiron.visitor"


def actor() -> Actor:
    """Who is signed in for this run of the page; stops the page and shows the sign-in when nobody is.

    What the page remembered for somebody else (a browser that reconnects under another account) is thrown away first.
    """
    token = st.context.cookies.get(COOKIE)
    found = host().actor_of(token) if token else None
    if found is None:
        leave()
    if st.session_state.get(VISITOR, found.id) != found.id:
        st.session_state.clear()
    st.session_state[VISITOR] = found.id
    return found


def service(domain: str) -> Any:
    """The domain's service; a page whose domain is not up says so in one sentence and stops."""
    try:
        return host().service(domain)
    except LookupError as error:
        st.error(str(error), icon=":material/power_off:")
        st.stop()


def leave() -> NoReturn:
    """Send the browser to the sign-in page and stop the page."""
    context = get_script_run_ctx()
    if context is not None:
        message = ForwardMsg()
        message.auth_redirect.url = SIGN_IN
        context.enqueue(message)
    st.stop()
