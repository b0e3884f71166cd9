"""What an administrator may set for telemedicine; the form is drawn from this schema."""

from pydantic import BaseModel, ConfigDict, Field


class Config(BaseModel):
    """Settings of telemedicine; a value out of bounds is never saved."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    soap: bool = Field(
        default=False,
        title="SOAP headings",
        description="New drafts are headed subjective, objective, assessment and plan instead of the usual sections.",
    )
    model: str = Field(
        default="tiny.en",
        min_length=1,
        max_length=500,
        title="Speech model",
        description="tiny.en comes with the suite. Any other is the name of a folder in CHIRON_HOME/models, or the "
        "path of a folder, that holds a Whisper model in CTranslate2 form; nothing is downloaded.",
    )
    language: str = Field(
        default="en",
        pattern="^[a-z]{2,3}$",
        title="Language spoken",
        description="Code of the language of the consultations. A recording in another one is said to be so.",
    )
    longest_hours: float = Field(
        default=4.0,
        gt=0.0,
        le=24.0,
        title="Longest recording (hours)",
        description="Of a longer recording, only that much is read, and the visit says so.",
    )
    longest: int = Field(
        default=3_000,
        ge=10,
        le=20_000,
        title="Longest transcript (utterances)",
        description="Longer transcripts are refused.",
    )
    shown: int = Field(
        default=50, ge=1, le=500, title="Visits shown", description="How many visits are listed, the newest first."
    )
    keep_days: int = Field(
        default=3_650,
        ge=1,
        le=36_500,
        title="Visits kept (days)",
        description="How long a new visit is kept with its transcript and its notes, signed ones too; then all of it "
        "is deleted. Its clinician may change the day.",
    )
    recording_days: int = Field(
        default=30,
        ge=1,
        le=36_500,
        title="Recordings kept (days)",
        description="How long the recording and its key frames are kept, where the patient agreed that they are; the "
        "rest of the visit stays.",
    )
    largest_gigabytes: float = Field(
        default=4.0, gt=0.0, le=64.0, title="Largest recording (GB)", description="Larger files are refused."
    )
    language_model: str = Field(
        default="",
        max_length=500,
        title="Language model",
        description="Folder of a local language model that may put proposals into other words, each checked against "
        "what was said. Empty: there is none.",
    )
