"""Audit: who did what and when, and whether the chain of rows is whole."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import streamlit as st

from ui.pages.administration.columns import moments

if TYPE_CHECKING:
    from data.accounts import Actor
    from data.audit import AuditEntry
    from ui.administration import Administration

PAGE = 50


def draw(desk: Administration, visitor: Actor) -> None:
    """The newest rows of one database, older ones page by page, and the chain check."""
    choose, check = st.columns([3, 1], vertical_alignment="bottom")
    names = desk.databases(visitor)
    name = choose.selectbox("Database", names, key="audit.database")
    if check.button("Check the chain", icon=":material/fact_check:", width="stretch", key="audit.check"):
        _draw_check(desk, visitor, name)
    number = st.number_input("Page", min_value=1, value=1, key=f"audit.page.{name}", width=160)
    entries = desk.audit(visitor, name, PAGE, (number - 1) * PAGE)
    if entries:
        st.dataframe(
            [_row(e) for e in entries],
            hide_index=True,
            height="content",
            column_config=moments("When"),
            key="audit.rows",
        )
    else:
        st.info("No rows here." if number == 1 else "No rows this far back: go to an earlier page.")


def _draw_check(desk: Administration, visitor: Actor, name: str) -> None:
    with st.spinner("Recomputing every row ..."):
        found = desk.verify(visitor, name)
    if found.ok:
        st.success(f"The chain of '{name}' is whole: {found.length} rows, and the last one matches its anchor.")
        return
    st.error(f"The chain of '{name}' is broken. Keep the files as they are and restore the last backup elsewhere.")
    for problem in found.problems:
        st.write(f"- {problem}")


def _row(entry: AuditEntry) -> dict[str, object]:
    return {
        "#": entry.seq,
        "When": entry.at,
        "Who": entry.actor,
        "Role": entry.role,
        "Did": entry.action,
        "To": entry.subject,
        "Detail": json.dumps(entry.detail, ensure_ascii=False) if entry.detail else "",
    }
