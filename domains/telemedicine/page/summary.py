"""The consultation in plain language, for the patient, and what is attached to it."""

from __future__ import annotations

import streamlit as st

from domains.telemedicine.page.sitting import Sitting
from domains.telemedicine.page.told import Drawn
from domains.telemedicine.page.wording import escaped
from domains.telemedicine.views import Attachment, VisitView
from ui.kit.leads import Group, Lead, leads
from ui.kit.media import address
from ui.kit.widgets import empty, notice

HINT = "Every sentence rests on what was said; press one to hear it. Read it before you hand it on."


def draw(sitting: Sitting, view: VisitView, told: Drawn) -> None:
    """Draw the summary, then the attachments."""
    sentences = view.told.get("summary") or ()
    if sentences:
        items = [_lead(str(each["text"]), each.get("sources") or (), told) for each in sentences]
        leads(
            [Group("For the patient", items, HINT)],
            key="telemedicine.summary",
            scope=f"visit/{view.id}",
            title="Summary",
        )
    else:
        empty("No summary", "Too little was said that a patient could be told again.")
    for attachment in view.attachments:
        _attachment(sitting, view, attachment)


def _lead(text: str, sources: object, told: Drawn) -> Lead:
    numbers = [at for at in sources if isinstance(at, int)] if isinstance(sources, list | tuple) else []
    at = numbers[0] if numbers else None
    line = told.lines[at] if at is not None and at < len(told.lines) else None
    return Lead(text, line.start if line else None, at)


def _attachment(sitting: Sitting, view: VisitView, attachment: Attachment) -> None:
    with st.container(border=True):
        st.markdown(f"**{escaped(attachment.name)}**")
        if attachment.mime.startswith("image/"):
            _picture(sitting, view, attachment)
        for words in attachment.notices:
            notice(words)
        if attachment.text:
            with st.expander("What could be read of it"):
                st.text(attachment.text)


def _picture(sitting: Sitting, view: VisitView, attachment: Attachment) -> None:
    number = attachment.number
    found = sitting.file(f"attachment.{number}", lambda: sitting.service.attachment(sitting.reader, view.id, number))
    if found is None:
        return
    url = address(*found, f"visit-{view.id}-attachment-{number}", f"telemedicine.attachment.{number}")
    st.image(url, width=360)
