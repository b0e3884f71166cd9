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
