"""A case as the reading room sees it: what the service hands to a page or a script, and nothing that draws."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Literal

from core.finding import Finding, Refusal, Region, Span
from domains.chest.laboratory import Value


class NoSuchCase(ValueError):
    """The case is unknown, discarded or not the reader's: one sentence for all, so that ids cannot be probed."""

    def __init__(self) -> None:
        super().__init__("There is no such case for you; go back to the worklist and choose one.")


class Conflict(ValueError):
    """Someone changed the case after it was drawn; the sentence says who and when."""


class Locked(Conflict):
    """Another reader has the case in hand; the sentence says who, since when, and what to do."""


class NotNow(ValueError):
    """The step does not fit the state of the case; the sentence says what to do first."""


class CaseState(StrEnum):
    """Where a case stands on its way to a signed reading."""

    NEW = "new"
    READING = "reading"
    READ = "read"
    SIGNED = "signed"


class Priority(StrEnum):
    """How soon a case wants to be read."""

    STAT = "stat"
    URGENT = "urgent"
    ROUTINE = "routine"


class Badge(StrEnum):
    """What kind of data stands behind a case."""

    REAL = "real"
    SYNTHETIC = "synthetic"
    MIXED = "real film, invented note"


class Choice(StrEnum):
    """What a clinician does with a finding of the machine."""

    ACCEPT = "accept"
    REJECT = "reject"
    EDIT = "edit"


class Stated(StrEnum):
    """What the report says of a finding."""

    PRESENT = "present"
    ABSENT = "absent"
    UNCERTAIN = "uncertain"


class Assignment(StrEnum):
    """Whose a case is, as a filter asks for it."""

    ME = "me"
    NOBODY = "nobody"
    OTHERS = "others"


class Redraft(StrEnum):
    """What becomes of a reader's own words after the draft has changed under them.

    ``fresh`` gives them up for the draft, ``merge`` takes what changed into them, ``keep`` leaves them as they are.
    """

    FRESH = "fresh"
    MERGE = "merge"
    KEEP = "keep"


class Order(StrEnum):
    """How a worklist is sorted."""

    NEWEST = "newest"
    OLDEST = "oldest"
    PRIORITY = "priority"
    PATIENT = "patient"


@dataclass(frozen=True)
class Record:
    """What the patient's record says; each may be missing, and missing is not zero.

    Attributes:
        age: Years, 0 to 120.
        sex: ``"F"`` or ``"M"``.
        view: Projection of the film: ``"PA"``, ``"AP"`` or ``"LL"`` (lateral).
        laboratory: Values of the patient's blood near the time of the film.
    """

    age: float | None = None
    sex: str | None = None
    view: str | None = None
    laboratory: tuple[Value, ...] = ()

    def known(self) -> dict[str, float | str]:
        """The columns that were recorded."""
        return {k: v for k, v in (("age", self.age), ("sex", self.sex), ("view", self.view)) if v is not None}


@dataclass(frozen=True)
class Filters:
    """Which cases a worklist shows; the defaults show all.

    Attributes:
        state: Only cases in this state.
        text: Part of the patient's label or reference, in any case of letters.
        priority: Only cases of this priority.
        mine: Only cases that the reader brought in.
        demonstration: Only demonstration cases (True) or none of them (False).
        assigned: Only cases that are assigned to the reader, to nobody, or to others.
        studied_from: Only studies of this day or later.
        studied_to: Only studies of this day or earlier.
        contradicted: Only cases with contradictions that stand, as far as the reader may know of them.
        source: Only cases that came in this way.
    """

    state: CaseState | None = None
    text: str = ""
    priority: Priority | None = None
    mine: bool = False
    demonstration: bool | None = None
    assigned: Assignment | None = None
    studied_from: date | None = None
    studied_to: date | None = None
    contradicted: bool = False
    source: str = ""


@dataclass(frozen=True)
class Tally:
    """How many cases each choice of a filter would show, the other filters left as they are; holds no patient data.

    Attributes:
        total: All that the filters let through.
        priorities: By priority, signed cases left out.
        states: By state.
        mine: Assigned to the reader, signed ones left out.
        nobody: Assigned to nobody, signed ones left out.
        contradicted: With contradictions that stand.
        sources: By how they came in.
    """

    total: int
    priorities: Mapping[Priority, int]
    states: Mapping[CaseState, int]
    mine: int
    nobody: int
    contradicted: int
    sources: Mapping[str, int]


@dataclass(frozen=True)
class Lock:
    """Who has a case in hand.

    Attributes:
        by: The reader's account.
        name: The reader's name.
        since: When they took it.
        until: When it is let go unless they go on.
        mine: Whether the reader is the one who asks.
    """

    by: str
    name: str
    since: datetime
    until: datetime
    mine: bool


@dataclass(frozen=True)
class WorklistRow:
    """One line of the worklist.

    ``contradictions`` counts those that stand; None where the reader must not know yet, being blind to the machine.
    """

    id: str
    patient_reference: str
    patient_label: str
    study_date: date | None
    created_at: datetime
    created_by: str
    priority: Priority
    state: CaseState
    reason: str
    is_demonstration: bool
    badge: Badge
    has_film: bool
    has_note: bool
    has_record: bool
    decided: int
    findings: int
    assigned_to: str | None = None
    assigned_to_name: str | None = None
    lock: Lock | None = None
    contradictions: int | None = 0
    source: str = "upload"


@dataclass(frozen=True)
class Worklist:
    """One page of the worklist, and how much there is in all."""

    rows: tuple[WorklistRow, ...]
    total: int
    page: int
    pages: int
    page_size: int


@dataclass(frozen=True)
class FilmView:
    """A film of a case; ``rows`` and ``columns`` are those of the original pixels, in which regions are given.

    Attributes:
        lateral: Whether it was taken from the side; the machine does not read it then.
        is_read: Whether it is the film that the machine reads.
    """

    index: int
    name: str
    digest: str
    rows: int
    columns: int
    facts: Mapping[str, object]
    lateral: bool = False
    is_read: bool = False


@dataclass(frozen=True)
class KnownFilm:
    """A film that someone is about to bring in, and the case that has it already."""

    name: str
    case_id: str
    patient_label: str
    state: CaseState


@dataclass(frozen=True)
class PriorView:
    """An earlier case of the same patient, as it is listed."""

    id: str
    state: CaseState
    study_date: date | None
    created_at: datetime
    films: tuple[FilmView, ...]


@dataclass(frozen=True)
class NoteView:
    """The clinical note; spans index ``text``.

    Attributes:
        source: How it came: ``typed``, ``file``, ``fhir``, or the id of the domain that offered it.
        origin: What leads back to where it came from.
        withheld: What was written from the film itself and is not read.
    """

    text: str
    digest: str
    source: str = "typed"
    origin: Mapping[str, Any] = field(default_factory=dict)
    withheld: tuple[Span, ...] = ()


@dataclass(frozen=True)
class ReadingView:
    """What the machine read.

    Attributes:
        heatmaps: Labels that have one.
        film_digest: Names the film that was read, over which heat maps and regions lie; None where none was.
        operating_point: What decided the states; empty for readings from before there were several.
    """

    findings: tuple[Finding, ...]
    refused: tuple[Refusal, ...]
    notices: tuple[str, ...]
    weights_digest: str
    made_at: datetime
    heatmaps: tuple[str, ...]
    film_digest: str | None = None
    operating_point: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Decision:
    """A clinician's decision on one finding; ``stated`` is None where the finding was rejected."""

    label: str
    choice: Choice
    stated: Stated | None
    comment: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Impression:
    """What a reader saw in the film before the machine's findings were shown."""

    text: str
    by: str
    at: datetime


@dataclass(frozen=True)
class SignedVersion:
    """A signed document, frozen; ``intact`` says whether its digest still fits.

    Attributes:
        number: 1 for the original; each addendum counts on.
        kind: ``"original"`` or ``"addendum"``.
        text: The report, or the addendum's words.
        document: The whole signed document.
        sha256: Digest of the document's canonical JSON.
    """

    number: int
    kind: str
    text: str
    document: Mapping[str, object]
    sha256: str
    signed_by: str
    signed_at: datetime
    intact: bool


@dataclass(frozen=True)
class Prior:
    """An earlier case that was opened beside another; ``signed`` is empty where it was not signed."""

    listed: PriorView
    signed: tuple[SignedVersion, ...]


@dataclass(frozen=True)
class Contradiction:
    """One thing on which the note and the film disagree; see :mod:`domains.chest.contradictions`.

    Attributes:
        id: Of the stored row; 0 where it is not stored.
        label: The finding, as the recipe names it.
        note_status: ``"present"`` or ``"absent"`` as the note says, ``"silent"`` where it says nothing of the finding.
        span_start: First character of the note's words; None where it is silent.
        span_end: The character after the last one; None where it is silent.
        text: The words themselves; empty where the note is silent.
        side: ``"left"`` or ``"right"`` where the two disagree on the side that the note names; empty where they
            disagree on the finding itself.
        image_probability: Of the film alone, calibrated; it has heard neither the note nor the record.
        score: Log-odds that the note is wrong: 0 is as likely as not, whatever the finding.
        regions: Where the film speaks for the finding, the strongest first; pixels of the original film.
        dismissed_reason: Why a reader put it aside; empty while it stands.
        dismissed_by: Who did.
        dismissed_at: When.
    """

    label: str
    note_status: str
    span_start: int | None
    span_end: int | None
    text: str
    side: str
    image_probability: float
    score: float
    regions: tuple[Region, ...] = ()
    id: int = 0
    dismissed_reason: str = ""
    dismissed_by: str = ""
    dismissed_at: datetime | None = None


Change = tuple[Literal["+", "-"], str]
"""A line that the draft gained or lost."""


@dataclass(frozen=True)
class ReportView:
    """The report as it would be signed now.

    Attributes:
        text: Its words.
        draft: What the decisions alone say.
        edited: Whether a reader's own words stand in place of the draft.
        changes: What the draft gained and lost since those words were written; empty where they are up to date.
        warnings: Where the words and the decisions disagree, one sentence each.
        by: Who wrote the words; empty for a draft.
        at: When.
    """

    text: str
    draft: str
    edited: bool = False
    changes: tuple[Change, ...] = ()
    warnings: tuple[str, ...] = ()
    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class CaseView:
    """Everything a reader may see of one case, as of ``version``.

    Attributes:
        report: None before there is one and where the reading is withheld.
        contradictions: Those that stand, the gravest first, then those that were put aside.
        lock: Who has the case in hand.
        priors: Earlier cases of the same patient, the newest first.
        outdated: Why the reading no longer fits the films; empty where it does.
    """

    id: str
    version: int
    state: CaseState
    reason: str
    patient_reference: str
    patient_label: str
    study_uid: str | None
    study_date: date | None
    created_at: datetime
    created_by: str
    priority: Priority
    is_demonstration: bool
    badge: Badge
    films: tuple[FilmView, ...]
    note: NoteView | None
    record: Record
    reading: ReadingView | None
    withheld: bool
    impression: Impression | None
    decisions: Mapping[str, Decision]
    undecided: tuple[str, ...]
    can_undo: bool
    sign_blocker: str
    draft: str
    notices: tuple[str, ...]
    signed: tuple[SignedVersion, ...]
    priors: tuple[PriorView, ...] = ()
    outdated: str = ""
    report: ReportView | None = None
    contradictions: tuple[Contradiction, ...] = ()
    lock: Lock | None = None
    assigned_to: str | None = None
    assigned_to_name: str | None = None
    source: str = "upload"


ProgressState = Literal["idle", "queued", "running", "done", "failed"]


@dataclass(frozen=True)
class Progress:
    """How far a reading is; ``fraction`` runs from 0 to 1."""

    case_id: str
    state: ProgressState
    fraction: float = 0.0
    message: str = ""

    @property
    def done(self) -> bool:
        """Whether nothing more will come: open the case to see what did."""
        return self.state not in ("queued", "running")


@dataclass(frozen=True)
class Picture:
    """A PNG; ``digest`` names its content, so that a page can keep it."""

    png: bytes = field(repr=False)
    width: int
    height: int
    digest: str


@dataclass(frozen=True)
class Counts:
    """How many cases are in each state; holds no patient data."""

    new: int = 0
    reading: int = 0
    read: int = 0
    signed: int = 0
