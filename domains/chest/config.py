"""What an administrator may set for the reading room; the form is drawn from this schema."""

from pydantic import BaseModel, ConfigDict, Field


class Config(BaseModel):
    """Settings of the reading room; a value out of bounds is never saved."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    blind_first: bool = Field(
        default=False,
        title="Blind first",
        description="Readers write their own impression before they see what the machine found.",
    )
    shared_worklist: bool = Field(
        default=True,
        title="Shared worklist",
        description="Every clinician sees every case; otherwise only the cases that they brought in themselves.",
    )
    worklist_page_size: int = Field(
        default=25, ge=5, le=200, title="Cases a page", description="How many cases one page of the worklist shows."
    )
    lock_minutes: int = Field(
        default=10,
        ge=1,
        le=240,
        title="Lock (minutes)",
        description="How long a case stays in the hands of the reader who opened it, counted from what they did last.",
    )
    heatmap_opacity: float = Field(
        default=0.45,
        ge=0,
        le=1,
        title="Heat map opacity",
        description="How strongly the heat map covers the film when a case is opened; 0 hides it.",
    )
    viewer_longest_side: int = Field(
        default=2048,
        ge=512,
        le=4096,
        title="Viewer resolution (pixels)",
        description="Films that arrive larger are shown with this longest side; the original is kept and read.",
    )
    max_film_megabytes: int = Field(
        default=64,
        ge=1,
        le=64,
        title="Largest film (MB)",
        description="Larger files are refused before they are opened.",
    )
    reading_timeout_seconds: int = Field(
        default=120,
        ge=10,
        le=600,
        title="Time for one reading (seconds)",
        description="A reading that takes longer is stopped, and its case goes back to the worklist.",
    )
    operating_notes: str = Field(
        default="",
        max_length=2000,
        title="Operating notes",
        description="Shown above every case: house rules, who to call, what this installation is used for.",
    )
