"""How the tables of the administrator's page write moments and progress."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from streamlit.elements.lib.column_types import ColumnConfig

WHEN = "D MMM YYYY, HH:mm:ss"


def moments(*names: str) -> dict[str, ColumnConfig]:
    """Columns that write moments in UTC, as the audit keeps them."""
    return {name: st.column_config.DatetimeColumn(f"{name} (UTC)", format=WHEN, timezone="UTC") for name in names}


def progress(name: str) -> dict[str, ColumnConfig]:
    """A column of fractions from 0 to 1, drawn as bars."""
    return {name: st.column_config.ProgressColumn(name, min_value=0.0, max_value=1.0)}
