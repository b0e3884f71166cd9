"""What pages and the terminal see of the vocabulary: frozen, and free of the database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from domains.vocabulary.modality import Exercise, Modality


class NoSuchDeck(LookupError):
    """There is no such deck for this actor."""


class NoSuchCard(LookupError):
    """There is no such card for this actor."""


class NotNow(ValueError):
    """Something that cannot be done as things stand; the sentence says why and what to do."""


class Gone(NotNow):
    """The turn was answered already, in another window perhaps."""


@dataclass(frozen=True)
class Counts:
    """What waits in a deck today: cards never seen, being learned, and due; ``later`` is due beyond today's limit.

    Beyond 10,000 cards ``later`` is no longer counted on.
    """

    new: int = 0
    learning: int = 0
    due: int = 0
    later: int = 0
    done: int = 0


@dataclass(frozen=True)
class DeckView:
    """A deck as its learner sees it; ``editable`` by this actor; ``cards`` in all."""

    id: str
    version: int
    title: str
    description: str
    kind: str
    audience: str
    owner: str
    language: str
    known: str
    cards: int
    counts: Counts
    editable: bool
    settings: Mapping[str, object] = field(default_factory=dict)
    credits: Sequence[Mapping[str, str]] = ()
    class_id: str | None = None
    is_demonstration: bool = False


@dataclass(frozen=True)
class NoteFacts:
    """All that is known about a word; ``picture`` and ``sound`` are digests; ``fields`` of imported notes only."""

    id: int
    deck_id: str
    word: str
    meaning: str
    language: str
    known: str
    accepted: Sequence[str] = ()
    ipa: str = ""
    level: str = ""
    frequency: float | None = None
    example: str = ""
    picture: str | None = None
    sound: str | None = None
    own_sound: str | None = None
    tags: Sequence[str] = ()
    concept: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Option:
    """One of the answers to choose from; ``note`` names the word it stands for, ``picture`` is a digest."""

    note: int
    text: str = ""
    picture: str | None = None


@dataclass(frozen=True)
class Question:
    """What a card asks, made by `domains.vocabulary.exercises`.

    Attributes:
        exercise: Which kind.
        modality: The memory that it tests.
        text: What is read: a word, a meaning, a sentence with a gap (``____``); empty where nothing may be.
        picture: Digest of what is seen.
        sound: Digest of what is heard.
        options: What may be chosen, shuffled; empty where the answer is typed, spoken or recalled.
        answer: The right answer, in words.
        accepted: Every right answer, ``answer`` first.
        language: Of the answer (BCP 47).
        front: Sanitised HTML of an imported card's front; with ``back`` and ``style`` for `Exercise.FLIP` alone.
        contrast: For a minimal pair, the word that was not said.
    """

    exercise: Exercise
    modality: Modality
    text: str = ""
    picture: str | None = None
    sound: str | None = None
    options: Sequence[Option] = ()
    answer: str = ""
    accepted: Sequence[str] = ()
    language: str = ""
    front: str = ""
    back: str = ""
    style: str = ""
    contrast: str = ""


class Right(StrEnum):
    """How near an answer came."""

    RIGHT = "right"
    NEAR = "near"
    WRONG = "wrong"
    NONE = "none"


@dataclass(frozen=True)
class Piece:
    """A piece of a diff: ``kind`` is ``same``, ``missing`` (should be there), ``extra`` (should not) or ``accent``."""

    kind: str
    text: str


@dataclass(frozen=True)
class Verdict:
    """What is said about an answer; ``rating`` is what is suggested (1 again ... 4 easy), the learner decides.

    ``confused_with`` is the card that was chosen or typed instead; ``sentence`` says why in words.
    """

    right: Right
    rating: int
    pieces: Sequence[Piece] = ()
    confused_with: int | None = None
    sentence: str = ""


@dataclass(frozen=True)
class Phone:
    """One phoneme of an utterance: its score from 0 (not heard) to 1, None unscored, and where it is (seconds)."""

    phone: str
    score: float | None
    start: float
    end: float


@dataclass(frozen=True)
class Pronunciation:
    """How a recording came near a word; ``scored`` is False where it cannot be told, and ``sentence`` says why."""

    scored: bool
    sentence: str
    phones: Sequence[Phone] = ()
    score: float | None = None


@dataclass(frozen=True)
class Turn:
    """One card, before the learner.

    Attributes:
        token: Names this turn; an answer gives it back, and a turn is answered once.
        intervals: What each rating would do, in words ("10 min", "4 d"), by rating.
        predicted: The recall that is expected now; None for a card never seen.
        leech: What this card is confused with, in words; empty unless it is a leech.
    """

    token: str
    deck_id: str
    card_id: int
    note: NoteFacts
    question: Question
    counts: Counts
    intervals: Mapping[int, str]
    is_new: bool
    predicted: float | None = None
    flag: int = 0
    leech: str = ""
    can_undo: bool = False


@dataclass(frozen=True)
class Rest:
    """Nothing is due; ``next_due`` says when something will be, and ``sentence`` what to do meanwhile."""

    sentence: str
    counts: Counts
    next_due: datetime | None = None
    can_undo: bool = False


@dataclass(frozen=True)
class Answer:
    """What the learner did with a turn; ``rating`` is theirs; ``text`` what was typed, ``chosen`` the option's note."""

    rating: int
    text: str = ""
    chosen: int | None = None
    duration_ms: int | None = None


@dataclass(frozen=True)
class Backlog:
    """More is due than a day holds; ``choices`` maps days to cards a day."""

    due: int
    limit: int
    choices: Mapping[int, int]
    sentence: str
    per_day: int | None = None
    until: date | None = None


@dataclass(frozen=True)
class CardLine:
    """A row of the card browser."""

    card_id: int
    note: NoteFacts
    state: str
    due: datetime | None
    stability: float | None
    difficulty: float | None
    recall: float | None
    reps: int
    lapses: int
    flag: int
    suspended: bool
    buried: bool
    leech: str
    modalities: Mapping[str, float | None] = field(default_factory=dict)


@dataclass(frozen=True)
class CardPage:
    """One page of the card browser; ``problem`` says what of the query could not be understood."""

    lines: Sequence[CardLine]
    total: int
    page: int
    pages: int
    problem: str = ""


@dataclass(frozen=True)
class Streak:
    """Days in a row with a review; ``forgiven`` days were missed and did not break it (one in each seven)."""

    days: int
    best: int
    forgiven: Sequence[date]
    today: bool


@dataclass(frozen=True)
class Retention:
    """How many of the reviews of cards in review were recalled, with a 95 % interval (Wilson)."""

    recalled: int
    reviews: int
    rate: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Confused:
    """Two words that a learner mixed up, how often, and how alike they are by channel."""

    first: NoteFacts
    second: NoteFacts
    times: int
    channels: Mapping[str, float | None]


@dataclass(frozen=True)
class Statistics:
    """What a learner's log tells of them.

    Attributes:
        reviews: In all; ``today`` of them today.
        seconds_today: Spent answering today.
        retention: By span: ``today``, ``week``, ``month``, ``all``.
        by_modality: Retention by modality, all time.
        expected: Mean recall that was predicted for the reviews of ``all``; None where none was.
        forecast: Cards due by day from today on, at most 60 days.
        calendar: Reviews by day, the last 365 days.
        stability: Cards by bin of stability in days, as ``(low, high, cards)``.
        difficulty: Cards by bin of difficulty (1 to 10), likewise.
        states: Cards by state: ``new``, ``learning``, ``review``, ``relearning``, ``suspended``.
        confusions: The pairs mixed up most often.
        parameters: Version in force, and log loss before and after its fit; empty for the default.
    """

    reviews: int
    today: int
    seconds_today: float
    streak: Streak
    retention: Mapping[str, Retention]
    by_modality: Mapping[str, Retention]
    expected: float | None
    forecast: Mapping[date, int]
    calendar: Mapping[date, int]
    stability: Sequence[tuple[float, float, int]]
    difficulty: Sequence[tuple[float, float, int]]
    states: Mapping[str, int]
    confusions: Sequence[Confused]
    parameters: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Suggestion:
    """A picture that may fit a word, with its likeness in the shared space; ``credit`` names source and licence."""

    concept: str
    name: str
    picture: str
    score: float
    credit: str


@dataclass(frozen=True)
class Draft:
    """A word that a teacher brought in, before it is kept; ``problem`` says why it cannot be."""

    word: str
    meaning: str
    accepted: Sequence[str] = ()
    example: str = ""
    tags: Sequence[str] = ()
    problem: str = ""
    level: str = ""
    ipa: str = ""


@dataclass(frozen=True)
class Imported:
    """What came in with a package or a table; ``notices`` say what could not be taken over, one sentence each."""

    decks: Sequence[DeckView]
    notes: int
    cards: int
    media: int
    reviews: int
    notices: Sequence[str] = ()


@dataclass(frozen=True)
class Member:
    """Somebody in a class."""

    account_id: str
    name: str
    role: str


@dataclass(frozen=True)
class ClassView:
    """A class with its people and decks; ``mine`` is this actor's role in it, empty for none."""

    id: str
    name: str
    members: Sequence[Member]
    decks: Sequence[DeckView]
    mine: str


@dataclass(frozen=True)
class Progress:
    """One learner of a class, as its teacher sees them: figures only, no answers."""

    member: Member
    reviews: int
    week: int
    retention: Retention
    known: int
    streak: int
