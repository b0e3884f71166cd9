"""How good the figures are: what was measured, on whom, and the card that comes with the weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
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
    return f"Measured with film and record: AUROC {auroc}{seen}."


def popover(room: ChestService) -> None:
    """A button that shows all figures and the card."""
    with st.popover(
        "Figures", type="tertiary", help="How good the findings are: what was measured of the weights, with intervals"
    ):
        told = room.figures()
        if told:
            st.caption("Brackets hold 95 % intervals. AUROC: .5 is a coin, 1 is perfect.")
            st.html(_table(told))
        else:
            st.write(NONE)
        if card := room.card():
            with st.expander("Card of the model"):
                st.markdown(card)


def _table(told: Mapping[str, Any]) -> str:
    films = told.get("data", {}).get("valid_films", "the")
    rows = [_row(each) for each in told.get("findings", ())]
    means = [_mean(told[key], name) for key, name in MEANS.items() if key in told]
    return _drawn(f"On {films} films kept aside", ("Finding", "AUROC", "Films with it"), rows) + _drawn(
        "Means over the findings", ("Read from", "AUROC", "Calibration error"), means
    )


MEANS = {"macro": "Film and record", "image_only": "Film alone", "record_only": "Age, sex and view alone"}


def _drawn(caption: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f"<th scope='col'>{each}</th>" for each in heads)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table class='chiron-figures'><caption>{caption}</caption><thead><tr>{head}</tr></thead>{body}</table>"


def _row(each: Mapping[str, Any]) -> tuple[str, ...]:
    auroc = interval_html(each["auroc"], each["low"], each["high"])
    return escape(title(each["label"])), auroc, str(int(each["positives_valid"]))


def _mean(summary: Mapping[str, Any], name: str) -> tuple[str, ...]:
    figures = (summary["auroc"], summary["calibration_error"])
    return name, *(interval_html(each["value"], each["low"], each["high"]) for each in figures)
