"""What an administrator may set for the reading room; the form is drawn from this schema."""

from typing import Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from domains.chest import servers
from domains.chest.drift import FEWEST, WINDOW
from domains.chest.points import OperatingPoint


class Config(BaseModel):
    """Settings of the reading room; a value out of bounds is never saved."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    blind_first: bool = Field(
        default=False,
        title="Blind first",
        description="Readers write their own impression before they see what the machine found.",
    )
    operating_point: OperatingPoint = Field(
        default=OperatingPoint.STANDARD,
        title="Operating point",
        description="How often the true answer may be ruled out of a finding: cautious 5 %, standard 10 %, decisive "
        "20 %. Cautious leaves more findings undecided. It holds for readings that are made from now on.",
    )
    drift_window: int = Field(
        default=WINDOW,
        ge=FEWEST,
        le=1000,
        title="Drift: readings compared",
        description="How many of the last readings are compared with the training films; fewer notice a change "
        "sooner, more notice a smaller one.",
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
    listener_enabled: bool = Field(
        default=False,
        title="DICOM listener",
        description="Take films by C-STORE while the suite is served, and file them into the worklist.",
    )
    listener_host: str = Field(
        default="127.0.0.1",
        min_length=1,
        max_length=200,
        title="Listener: interface",
        description="127.0.0.1 reaches this machine only. Other machines may reach it once titles are allowed below.",
    )
    listener_port: int = Field(
        default=11112, ge=1, le=65535, title="Listener: port", description="TCP port of the DICOM listener."
    )
    listener_title: str = Field(
        default="CHIRON",
        min_length=1,
        max_length=16,
        title="Listener: AE title",
        description="Our own application entity title: senders must call it, and archives know us by it.",
    )
    listener_allowed: str = Field(
        default="",
        max_length=2000,
        title="Listener: allowed senders",
        description="AE titles that may send, separated by commas. A title is no proof of who sends: anybody can "
        "use it. Let only trusted machines reach the port.",
    )
    listener_timeout_seconds: int = Field(
        default=30,
        ge=1,
        le=600,
        title="Listener: patience (seconds)",
        description="A sender that is silent for longer is cut off.",
    )
    listener_associations: int = Field(
        default=4, ge=1, le=32, title="Listener: senders at once", description="Further senders are asked to wait."
    )
    watch_folder: str = Field(
        default="",
        max_length=200,
        title="Watch folder",
        description="Films put into this folder are filed into the worklist, then moved to its folders done or "
        "refused. Empty: none is watched.",
    )
    read_arrivals: bool = Field(
        default=False,
        title="Read what arrives",
        description="Have the machine read films that arrived by themselves, ten seconds after a study's last one.",
    )
    archives: str = Field(
        default="",
        max_length=4000,
        title="Archives",
        description="One a line: NAME https://host/dicom-web [env:VARIABLE or file:/path], or "
        "NAME dicom://TITLE@host:port. The login (USER:PASSWORD or Bearer TOKEN) lies in that variable or file, "
        "never here.",
    )
    archive_most_films: int = Field(
        default=50,
        ge=1,
        le=500,
        title="Films a study",
        description="How many films of one study are brought in from an archive at most.",
    )
    institution: str = Field(
        default="",
        max_length=64,
        title="Institution",
        description="Stands under the reports that leave as DICOM, as the organization of those who signed.",
    )
    operating_notes: str = Field(
        default="",
        max_length=2000,
        title="Operating notes",
        description="Shown above every case: house rules, who to call, what this installation is used for.",
    )

    @field_validator("listener_title")
    @classmethod
    def _title(cls, value: str) -> str:
        return servers.title(value)

    @field_validator("listener_allowed")
    @classmethod
    def _titles(cls, value: str) -> str:
        servers.titles(value)
        return value

    @field_validator("archives")
    @classmethod
    def _archives(cls, value: str) -> str:
        servers.parse(value)
        return value

    @model_validator(mode="after")
    def _open_to_named_senders_only(self) -> Self:
        if self.listener_enabled and self.listener_host not in servers.LOOPBACK and not self.listener_allowed.strip():
            raise ValueError("Name the AE titles that may send before other machines can reach the DICOM listener.")
        return self
