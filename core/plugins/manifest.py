"""What a domain says of itself in `plugin.toml`, read and checked before any of its code is imported."""

import keyword
import re
import tomllib
from pathlib import Path, PurePosixPath
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from core.plugins.sentences import sentence

FILE = "plugin.toml"
SCHEMA_VERSION = 1
MOST_BYTES = 65_536
ID = re.compile(r"[a-z][a-z0-9_]{1,39}", re.ASCII)
RESERVED = frozenset(
    "suite public information_schema test tests templates home administration signin signout healthz readyz "
    "serve demo plugins users backup restore audit jobs train fusion".split()
)


class ManifestError(ValueError):
    """A manifest that cannot be used; the sentence names the key."""


def check_id(value: str) -> str:
    """An id that may name a folder, a Python package, a database file and a PostgreSQL schema at once.

    Raises:
        ValueError: it may not; the sentence says why.
    """
    if not ID.fullmatch(value):
        raise ValueError(f"'{value}' must be 2 to 40 small letters, digits and '_', beginning with a letter")
    if value in RESERVED or keyword.iskeyword(value) or value.startswith("pg_"):
        raise ValueError(f"'{value}' is a reserved word: choose another")
    return value


def _check_entry(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*:[A-Za-z_]\w*", value, re.ASCII):
        raise ValueError(f"'{value}' must read 'package.module:object'")
    return value


def _check_inside(value: str) -> str:
    path = PurePosixPath(value)
    if path.is_absolute() or ".." in path.parts or not path.parts or "\\" in value:
        raise ValueError(f"'{value}' must be a file inside the domain's folder")
    return value


def _check_distinct(values: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(values)) != len(values):
        raise ValueError("it names one thing twice")
    return values


Entry = Annotated[str, AfterValidator(_check_entry)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\r\n]*$")]
Capability = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,39}$")]
Capabilities = Annotated[tuple[Capability, ...], AfterValidator(_check_distinct)]
RoleName = Literal["clinician", "learner", "administrator"]


class Manifest(BaseModel):
    """One domain's manifest."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    schema_version: Literal[1] = Field(description="Version of this schema: 1.")
    id: Annotated[str, AfterValidator(check_id)] = Field(description="The folder's name, and the database's.")
    name: Line = Field(description="What people call it.")
    summary: Line = Field(description="One sentence on what it does.")
    version: Annotated[str, StringConstraints(pattern=r"^\d+(\.\d+){1,2}([-+.]?[0-9A-Za-z.]+)?$")] = Field(
        description="The domain's own version."
    )
    roles: Annotated[tuple[RoleName, ...], AfterValidator(_check_distinct)] = Field(
        min_length=1, description="Who may open its page."
    )
    page: Entry = Field(description="`page() -> None`; draws its page.")
    service: Entry = Field(description="`open_service(context: DomainContext) -> Service`.")
    store: Entry = Field(description="Path of the folder with its Alembic history.")
    config: Entry = Field(description="A pydantic model with a default for every field.")
    commands: Entry = Field(description="A typer app; stands under the domain's id in the terminal.")
    recipe: Annotated[str, AfterValidator(_check_inside)] | None = Field(
        default=None, description="Recipe file inside the folder; none for a domain without a model."
    )
    training: Entry | None = Field(
        default=None, description="`train(run: TrainingRun) -> None`; makes the weights, for `chiron train`."
    )
    offers: Capabilities = Field(default=(), description="Capabilities that other domains may ask for.")
    wants: Capabilities = Field(default=(), description="Capabilities that it asks for, and can do without.")
    icon: Annotated[str, StringConstraints(pattern=r"^(:material/[a-z0-9_]+:|[^\x00-\x7f]{1,8})$")] = Field(
        default=":material/extension:", description="`:material/name:` or one emoji."
    )


def read(path: Path) -> Manifest:
    """Read and check one manifest.

    Raises:
        ManifestError: it is missing, is no TOML, is of a newer schema, or has a key that is misspelt, absent or wrong.
    """
    values = _parse(path)
    _check_schema(values)
    try:
        return Manifest.model_validate(values)
    except ValidationError as error:
        raise ManifestError(sentence(FILE, error)) from error


def _parse(path: Path) -> dict[str, Any]:
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise ManifestError(f"There is no {FILE} in {path.parent}: write one, or remove the folder.") from error
    except OSError as error:
        raise ManifestError(f"{FILE} cannot be opened: {error.strerror}.") from error
    if len(data) > MOST_BYTES:
        raise ManifestError(f"{FILE} has {len(data)} bytes, and {MOST_BYTES} are enough for a manifest.")
    try:
        return tomllib.loads(data.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ManifestError(f"{FILE} is not valid TOML: {error}.") from error


def _check_schema(values: dict[str, Any]) -> None:
    version = values.get("schema_version")
    if isinstance(version, int) and version > SCHEMA_VERSION:
        raise ManifestError(
            f"{FILE}: schema_version {version} is newer than {SCHEMA_VERSION}, which this suite reads: update Chiron."
        )
