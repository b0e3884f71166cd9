"""Backups: archives of everything, made while the suite goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from ui.pages.administration.columns import moments

if TYPE_CHECKING:
    from data.accounts import Actor
    from ui.administration import Administration

MEGABYTE = 1_000_000


def draw(desk: Administration, visitor: Actor) -> None:
    """Make one, list those that are there, and say what the storage needs."""
    for warning in desk.warnings(visitor):
        st.warning(warning, icon=":material/database:")
    if st.button("Back up now", icon=":material/archive:", type="primary", key="backups.make"):
        _make(desk, visitor)
    made = desk.backups(visitor)
    if not made:
        st.info("No backup yet. Make one here, or on a schedule with `chiron backup FILE`.")
        return
    rows = [{"File": f.path.name, "Made": f.made, "Size (MB)": round(f.size / MEGABYTE, 1)} for f in made]
    st.dataframe(rows, hide_index=True, column_config=moments("Made"), key="backups.rows")
    st.caption(
        f"They lie in `{made[0].path.parent}`. Copy them to another machine; `chiron restore FILE` brings one back."
    )


def _make(desk: Administration, visitor: Actor) -> None:
    try:
        with st.spinner("Writing the archive ..."):
            file = desk.back_up(visitor)
    except (OSError, ValueError) as error:
        st.error(f"No backup was made: {error}. Check the free space of the home folder and try again.")
    else:
        st.success(f"{file.path.name} was written and can be restored with `chiron restore`.")
