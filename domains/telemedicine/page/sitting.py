"""Who sits at the page, and what was said to them last."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from data.actor import Actor
from domains.telemedicine.service import TelemedicineService

SAID = "telemedicine.said"


@dataclass(frozen=True)
class Sitting:
    """The service and the clinician of this run of the page."""

    service: TelemedicineService
    reader: Actor


def go(**places: str | None) -> None:
    """Change the address; None takes a key out of it."""
    for key, value in places.items():
        if value is None:
            st.query_params.pop(key, None)
        else:
            st.query_params[key] = value


def say(sentence: str) -> None:
    """Keep a sentence for the next run."""
    st.session_state[SAID] = sentence


def said() -> str | None:
    """The sentence that was kept, once."""
    kept = st.session_state.pop(SAID, None)
    return str(kept) if kept else None
