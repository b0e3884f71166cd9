"""What an administrator may set for the vocabulary; the form is drawn from this schema."""

from pydantic import BaseModel, ConfigDict, Field


class Config(BaseModel):
    """Settings of the vocabulary; a deck may override those about learning. A value out of bounds is never saved."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    desired_retention: float = Field(
        default=0.9,
        ge=0.7,
        le=0.97,
        title="Desired retention",
        description="How likely a word should still be known when it comes back; higher means more reviews.",
    )
    new_per_day: int = Field(
        default=10,
        ge=0,
        le=500,
        title="New cards a day",
        description="How many cards a learner meets for the first time.",
    )
    reviews_per_day: int = Field(
        default=200, ge=1, le=9999, title="Reviews a day", description="How many cards come back in one day at most."
    )
    leech_lapses: int = Field(
        default=8,
        ge=2,
        le=50,
        title="Leech after (lapses)",
        description="A card forgotten this often is a leech: it is shown with what it is confused with.",
    )
    bury_siblings: bool = Field(
        default=True, title="Bury siblings", description="Cards of one note are not asked on the same day."
    )
    day_starts_at: int = Field(
        default=4,
        ge=0,
        le=23,
        title="The day starts at (hour)",
        description="Hour, in UTC, at which a new day of learning begins.",
    )
    refit_after: int = Field(
        default=400,
        ge=100,
        le=100_000,
        title="Refit after (reviews)",
        description="The scheduler is fitted to a learner's own log again after this many new reviews.",
    )
    max_package_megabytes: int = Field(
        default=512, ge=1, le=4096, title="Largest package (MB)", description="Larger .apkg files are refused unopened."
    )
    max_recording_seconds: int = Field(
        default=20,
        ge=1,
        le=120,
        title="Longest recording (seconds)",
        description="Of a word, by a teacher or a learner.",
    )
