"""How good the findings are: one sentence beside each of them, and the honesty panel behind a button."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import streamlit as st

from domains.chest import points
from domains.chest.attributes import RULE
from domains.chest.page import honesty
from domains.chest.page.curve import reliability_svg
from domains.chest.page.wording import title
from ui.kit.widgets import interval_text, notice

if TYPE_CHECKING:
    from domains.chest.service import ChestService

NONE = "Nothing was measured of these weights; read every figure with that in mind."
BRACKETS = "Brackets hold 95 % intervals that resample patients. AUROC: .5 is a coin, 1 is perfect."


def by_label(room: ChestService) -> Mapping[str, str]:
    """One sentence for each finding: its AUROC with the interval, and on how many films."""
    told = room.figures()
    films = told.get("data", {}).get("valid_films")
    kind = "own films, cross-validated" if told.get("adopted") else "films kept aside"
    return {each["label"]: _sentence(each, films, kind) for each in told.get("findings", ())}


def _sentence(each: Mapping[str, Any], films: int | None, kind: str) -> str:
    auroc = interval_text(each["auroc"], each["low"], each["high"])
    seen = f" on {films} {kind}, {each['positives_valid']} with it" if films else ""
    return f"Measured with film and record: AUROC {auroc}{seen}."


def button(room: ChestService) -> None:
    """A button that opens the panel."""
    hint = "How far the findings can be trusted: figures, calibration, shortcuts, drift, source attributes"
    if st.button("Figures", key="chest.figures", type="tertiary", help=hint):
        panel(room)


@st.dialog("How far this can be trusted", width="large")
def panel(room: ChestService) -> None:
    """Everything that was measured, in tabs."""
    told = room.figures()
    if not told:
        st.write(NONE)
    for tab, draw in zip(st.tabs(list(TABS)), TABS.values(), strict=True):
        with tab:
            draw(room, told)


def _figures(room: ChestService, told: Mapping[str, Any]) -> None:
    st.caption(BRACKETS)
    st.html(honesty.data(told) + honesty.means(told) + honesty.findings(told))


def _groups(room: ChestService, told: Mapping[str, Any]) -> None:
    if found := honesty.groups(told):
        st.caption("A group is measured over the findings of which it has films with and without; wide is not known.")
        st.html(found)
    else:
        st.write("These weights came without figures by sex, age band and view.")


def _calibration(room: ChestService, told: Mapping[str, Any]) -> None:
    point = room.settings().operating_point
    st.markdown(f"**Operating point: {points.name(point.error_rate)}**")
    st.write(points.meaning(point.error_rate))
    st.caption(room.calibrated() or "Thresholds came with the weights; none were measured on this hospital's cases.")
    if bins := told.get("reliability"):
        st.caption(
            "All findings together, on films kept aside, in bins of as many decisions each. On the line is right."
        )
        st.image(reliability_svg(bins))
        st.html(honesty.reliability(told))
    st.html(honesty.coverage(told))


def _shortcuts(room: ChestService, told: Mapping[str, Any]) -> None:
    st.caption("What a model reaches that cannot see the film, and whether each finding needs it.")
    found = honesty.shortcuts(told) + honesty.film_use(told)
    st.html(found) if found else st.write("These weights came without an audit of whether they use the film.")


def _drift(room: ChestService, told: Mapping[str, Any]) -> None:
    found = room.drift()
    notice(found.sentence)
    if found.shifts:
        rows = [(title(name), "< .001" if p < 0.001 else f"{p:.3f}") for name, p in found.shifts.items()]
        st.html(honesty.drawn("What differs", ("", "Chance, corrected"), rows))


def _readers(room: ChestService, told: Mapping[str, Any]) -> None:
    found = honesty.agreement(told)
    st.html(found) if found else st.write("These weights came without figures on how far readers agree.")


def _attributes(room: ChestService, told: Mapping[str, Any]) -> None:
    st.caption(f"As {RULE} lists them.")
    st.html(honesty.source_attributes())


def _card(room: ChestService, told: Mapping[str, Any]) -> None:
    st.markdown(room.card() or "These weights came without a card.")


TABS: Mapping[str, Callable[[ChestService, Mapping[str, Any]], None]] = {
    "Figures": _figures,
    "Groups": _groups,
    "Calibration": _calibration,
    "Shortcuts": _shortcuts,
    "Readers": _readers,
    "Drift": _drift,
    "Attributes": _attributes,
    "Card": _card,
}
