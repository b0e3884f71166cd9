"""The page that is measured: four buttons and a metric, nothing more."""

import streamlit as st

BUTTONS = ("One", "Two", "Three", "Four")


def page() -> None:
    """Draw the buttons, and how often one of them was pressed."""
    pressed = [st.button(name, key=f"button.{name}") for name in BUTTONS]
    st.session_state["presses"] = st.session_state.get("presses", 0) + sum(pressed)
    st.metric("Presses", st.session_state["presses"])
