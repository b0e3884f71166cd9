"""Transcripts of consultations, from whichever program wrote them, as one kind of thing."""

from domains.telemedicine.transcripts.reading import read, read_file
from domains.telemedicine.transcripts.transcript import Transcript, TranscriptRefused, Utterance, Word

__all__ = ["Transcript", "TranscriptRefused", "Utterance", "Word", "read", "read_file"]
