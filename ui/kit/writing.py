"""A field for words that are handed in once; until then nothing that was typed is lost."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from ui.kit.component import Component
from ui.kit.outbox import acknowledged, received

LONGEST = 20_001
_component = Component("writing")


def writing(
    *,
    key: str,
    scope: str,
    title: str,
    hint: str,
    send: str,
    locked: bool = False,
    renew_seconds: int = 0,
    on_send: Callable[[str], bool],
    on_alive: Callable[[], None] = lambda: None,
) -> None:
    """Draw the field.

    Args:
        key: Names it on the page.
        scope: Names what the words are about; words for something else are another draft.
        title: What is asked for; the field's name, too.
        hint: A sentence under the title.
        send: The words on the button.
        locked: Whether nothing can be handed in now; what was typed stays.
        renew_seconds: How often somebody who is at it says so; 0 for never.
        on_send: Takes the words before the page is drawn anew; False where they were refused.
        on_alive: Is told that somebody is still at it.
    """
    _component(
        key=key,
        data={
            "scope": scope,
            "title": title,
            "hint": hint,
            "send": send,
            "locked": locked,
            "renewSeconds": renew_seconds,
            "acknowledged": acknowledged(key),
            "refused": st.session_state.get(f"{key}.refused", ""),
        },
        on_act_change=lambda: _receive(key, scope, on_send, on_alive),
    )


def _receive(key: str, scope: str, on_send: Callable[[str], bool], on_alive: Callable[[], None]) -> None:
    message = received(key, scope)
    if not message:
        return
    if message.get("kind") == "alive":
        on_alive()
    else:
        done = on_send(str(message.get("text") or "")[:LONGEST])
        st.session_state[f"{key}.refused"] = "" if done else message.get("id")
