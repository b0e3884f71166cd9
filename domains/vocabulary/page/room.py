"""The vocabulary's page as a whole."""

import streamlit as st


def page() -> None:
    """What the manifest names."""
    st.title("Vocabulary")
