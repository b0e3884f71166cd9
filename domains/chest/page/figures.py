"""How good the figures are: what was measured, on whom, and the card that comes with the weights."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import streamlit as st

from domains.chest.page.wording import title
from ui.kit.widgets import interval_html, interval_text

if TYPE_CHECKING:
    from domains.chest.service import ChestService

NONE = "Nothing was measured of these weights; read every figure with that in mind."


def by_label(room: ChestService) -> Mapping[str, str]:
    """One sentence for each finding: its AUROC with the interval, and on how many films."""
    told = room.figures()
    films = told.get("data", {}).get("valid_films")
    return {each["label"]: _sentence(each, films) for each in told.get("findings", ())}


def _sentence(each: Mapping[str, Any], films: int | None) -> str:
    auroc = interval_text(each["auroc"], each["low"], each["high"])
    seen = f" on {films} films kept aside, {each['positives_valid']} with it" if films else ""
    return f"Measured: AUROC {auroc}{seen}; without a note."


def popover(room: ChestService) -> None:
    """A button that shows all figures and the card."""
    with st.popover("Figures", help="How good the findings are: what was measured of the weights, with intervals"):
        told = room.figures()
        if told:
            st.html(_table(told))
        else:
            st.write(NONE)
        if card := room.card():
            with st.expander("Card of the model"):
                st.markdown(card)


def _table(told: Mapping[str, Any]) -> str:
    rows = "".join(_row(each) for each in told.get("findings", ()))
    macro = "".join(_macro(told[key], name) for key, name in MACRO.items() if key in told)
    head = "<tr><th>Finding</th><th>AUROC [95 % interval]</th><th>Films with it</th></tr>"
    return f'<table class="chiron-evidence">{head}{rows}{macro}</table>'


MACRO = {
    "macro": "Mean, film and record",
    "image_only": "Mean, film alone",
    "record_only": "Mean, age, sex and view alone",
}


def _row(each: Mapping[str, Any]) -> str:
    auroc = interval_html(each["auroc"], each["low"], each["high"])
    return (
        f"<tr><th scope='row'>{title(each['label'])}</th><td>{auroc}</td><td>{int(each['positives_valid'])}</td></tr>"
    )


def _macro(summary: Mapping[str, Any], name: str) -> str:
    auroc, error = summary["auroc"], summary["calibration_error"]
    figures = interval_html(auroc["value"], auroc["low"], auroc["high"])
    calibration = interval_html(error["value"], error["low"], error["high"])
    return f"<tr><th scope='row'>{name}</th><td>{figures}</td><td>calibration error {calibration}</td></tr>"
