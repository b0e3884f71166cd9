"""What the service hands out: visits, their notes and their progress, as a page draws them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple


class NoSuchVisit(LookupError):
    """There is no visit of that number for this clinician."""

    def __init__(self, sentence: str = "There is no such visit among yours: choose one from the list.") -> None:
        super().__init__(sentence)


class NotNow(ValueError):
    """It cannot be done as things stand; the sentence says what to do first."""


class Conflict(ValueError):
    """The visit changed after the actor saw it; the sentence says what to do."""

    def __init__(
        self, sentence: str = "This visit changed while you had it open: look at it again, then repeat your step."
    ) -> None:
        super().__init__(sentence)


class VisitState(StrEnum):
    """Where a visit stands.

    `NEW` waits for its inputs, `WORKING` is being processed, `STOPPED` was cancelled or failed (its reason says which)
    and can be resumed, `READY` has a draft to be reviewed, `SIGNED` has a signed note, `DELETING` is on its way out.
    """

    NEW = "new"
    WORKING = "working"
    STOPPED = "stopped"
    READY = "ready"
    SIGNED = "signed"
    DELETING = "deleting"


class SentenceState(StrEnum):
    """What became of a sentence of the note."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    EDITED = "edited"
    REMOVED = "removed"
    OWN = "own"


@dataclass(frozen=True)
class Consent:
    """What a patient agreed to, before anything is processed.

    Attributes:
        by: Who gave it ("patient", "guardian", a name).
        how: ``spoken``, ``written`` or ``electronic``.
        words: The words that were shown or read out.
        processing: That the consultation is processed; nothing is without.
        keep_recording: That the recording is kept after the note is signed; otherwise it is deleted then, and a day
            after it came in at the latest.
        chest: That the signed note may be read by other parts of the suite, such as the chest reading.
    """

    by: str
    how: str
    words: str
    processing: bool = True
    keep_recording: bool = False
    chest: bool = False


@dataclass(frozen=True)
class ConsentView:
    """A consent that was recorded."""

    consent: Consent
    at: datetime
    recorded_by: str


@dataclass(frozen=True)
class VisitLine:
    """A visit in the list; ``seconds`` is the length of the recording."""

    id: int
    title: str
    at: datetime
    state: VisitState = VisitState.READY
    patient_reference: str = ""
    patient_label: str = ""
    seconds: float | None = None
    keep_until: date | None = None
    is_demonstration: bool = False


@dataclass(frozen=True)
class VisitPage:
    """One page of the list: pages count from 1; ``total`` is how many visits the filters let through."""

    lines: tuple[VisitLine, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True)
class SentenceView:
    """One sentence of the note.

    Attributes:
        number: Its number within the section, as the service's methods name it.
        text: As it stands.
        sources: Numbers of the utterances that it rests on.
        state: What became of it.
        author: ``machine``, ``model`` (rewritten by a language model) or ``clinician``.
        proposed: The machine's words; empty where the clinician typed it.
        source_changed: Whether what it rests on changed since the clinician decided; it must be looked at again.
    """

    number: int
    text: str
    sources: tuple[int, ...]
    state: SentenceState
    author: str
    proposed: str = ""
    source_changed: bool = False


@dataclass(frozen=True)
class SectionView:
    """One section of the note."""

    number: int
    title: str
    sentences: tuple[SentenceView, ...]


@dataclass(frozen=True)
class SignedNote:
    """A signed version; nothing of it can be changed.

    Attributes:
        number: From 1.
        text: The note in words.
        sections: ``[{title, sentences: [{text, sources, state, author}]}]``.
        sha256: Digest of the signed document, hex.
        transcript_sha256: Digest of the transcript that it rests on.
        signed_by: Who answers for it.
        signed_at: When.
        reason: Why it stands in place of the version before it; empty for the first.
        intact: Whether it agrees with its digest, and the digest with the audit log.
    """

    number: int
    text: str
    sections: tuple[Mapping[str, Any], ...]
    sha256: str
    transcript_sha256: str
    signed_by: str
    signed_at: datetime
    reason: str = ""
    intact: bool = True


@dataclass(frozen=True)
class RecordingView:
    """The recording of a visit; ``until`` is the day after which it is deleted."""

    name: str
    mime: str
    size: int
    seconds: float | None
    has_video: bool
    sha256: str
    until: date | None


@dataclass(frozen=True)
class FrameView:
    """A key frame: its number for :meth:`frame`, and its second in the recording."""

    number: int
    second: float
    change: float = 0.0


@dataclass(frozen=True)
class Attachment:
    """A picture or document beside the consultation; ``text`` is what could be read of it."""

    number: int
    name: str
    kind: str
    mime: str
    size: int
    text: str = ""
    notices: tuple[str, ...] = ()


@dataclass(frozen=True)
class StepView:
    """A step of the processing; state is ``waiting``, ``running``, ``done`` or ``failed``."""

    name: str
    title: str
    state: str
    fraction: float = 0.0
    message: str = ""


@dataclass(frozen=True)
class Progress:
    """How far the processing of a visit is.

    Attributes:
        state: As the visit stands.
        steps: In their order.
        fraction: Of the whole, 0 to 1.
        sentence: What goes on, or why it stopped.
        remaining_seconds: About how long it will take; None where nobody knows.
    """

    state: VisitState
    steps: tuple[StepView, ...] = ()
    fraction: float = 0.0
    sentence: str = ""
    remaining_seconds: float | None = None


@dataclass(frozen=True)
class Event:
    """Something that was done to a visit: when, by whom, and what, in words."""

    at: datetime
    who: str
    what: str


@dataclass(frozen=True)
class VisitView:
    """Everything that its clinician may see of a visit.

    Attributes:
        id: Its number.
        version: Counts its changes; every change names the version that the clinician saw.
        told: As :func:`domains.telemedicine.analysis.analysed` gives it; empty lists before it was processed. Its
            summary is without what the clinician removed from the note or put differently.
        note: The note under review.
        signed: The signed versions, oldest first.
        reason: Why the processing stopped, one sentence.
        consent: None for a visit from before consent was recorded; it can be read, exported and deleted.
        undo: What :meth:`undo` would take back, in words; empty where there is nothing.
        sign_blocker: Why it cannot be signed now; empty where it can.
        inputs: Names of what was brought in and is not processed yet.
        kept: What is kept of a live recording that was not ended, in words; empty where there is none.
        history: What was done to it, the newest first.
        notices: What the clinician should know, a sentence each.
    """

    id: int
    version: int
    title: str
    at: datetime
    state: VisitState
    told: Mapping[str, Any]
    note: tuple[SectionView, ...] = ()
    signed: tuple[SignedNote, ...] = ()
    patient_reference: str = ""
    patient_label: str = ""
    reason: str = ""
    consent: ConsentView | None = None
    recording: RecordingView | None = None
    frames: tuple[FrameView, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    inputs: tuple[str, ...] = ()
    kept: str = ""
    history: tuple[Event, ...] = ()
    keep_until: date | None = None
    undo: str = ""
    sign_blocker: str = ""
    is_demonstration: bool = False
    notices: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class ModelChoice:
    """A speech model that the administrator may choose; ``installed`` says whether it is on this machine."""

    name: str
    title: str
    installed: bool
    chosen: bool = False


@dataclass(frozen=True)
class Hit:
    """A place where the words that were searched for were said.

    Attributes:
        visit: Number of the visit.
        title: Its title.
        utterance: Number of the utterance.
        second: Where it starts in the recording.
        text: The utterance.
        spans: Characters ``[start, end)`` of it that match.
    """

    visit: int
    title: str
    utterance: int
    second: float | None
    text: str
    spans: tuple[tuple[int, int], ...]


class Exported(NamedTuple):
    """A file that leaves."""

    data: bytes
    name: str
    mime: str
