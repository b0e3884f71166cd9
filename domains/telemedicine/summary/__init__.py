"""The consultation told to the patient in everyday words, nothing in it that the note and the facts do not have."""

from domains.telemedicine.summary.grade import grade
from domains.telemedicine.summary.telling import summarised

__all__ = ["grade", "summarised"]
