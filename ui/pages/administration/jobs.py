"""Jobs: what heavy work ran, how far it is and how it ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from ui.pages.administration.columns import moments, progress

if TYPE_CHECKING:
    from data.accounts import Actor
    from data.jobs import JobRow
    from ui.administration import Administration


def draw(desk: Administration, visitor: Actor) -> None:
    """The newest jobs, kept fresh without redrawing the rest."""

    @st.fragment(run_every=2.0)
    def table() -> None:
        found = desk.jobs(visitor)
        if found:
            st.dataframe(
                [_row(j) for j in found],
                hide_index=True,
                column_config={**moments("Started", "Ended"), **progress("Progress")},
                key="jobs.rows",
            )
        else:
            st.info("No job has run yet. Reading a film is one: open a case as a clinician.")

    table()


def _row(job: JobRow) -> dict[str, object]:
    return {
        "Started": job.started_at,
        "Domain": job.domain,
        "Kind": job.kind,
        "State": job.state,
        "Progress": job.fraction,
        "Message": job.message,
        "Ended": job.ended_at,
        "By": job.by,
    }
