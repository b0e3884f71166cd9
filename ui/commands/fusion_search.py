"""`chiron fusion search`: files ranked by a word, a picture or a sound, through the shared space."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ui.commands.table import show
from ui.failing import fail, one_sentence

if TYPE_CHECKING:
    from core.case import Signal
    from core.intake.intake import Intake
    from core.tasks.retrieval import Placed, Space

PICTURES = frozenset({".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp"})
SOUNDS = frozenset({".wav", ".flac", ".mp3", ".ogg", ".opus", ".aac", ".m4a", ".aiff"})
TEXTS = frozenset({".txt"})
DRAWINGS = frozenset({".svg"})


def search(
    query: Annotated[str, typer.Option(help="Words, or the path of a picture or a sound.")],
    folder: Annotated[Path, typer.Option("--in", help="Folder with pictures, sounds and texts (.txt).")],
    top: Annotated[int | None, typer.Option(min=1, help="How many files to list; all when not given.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Rank the files of a folder by how likely they mean the same as the query; sounds are short utterances."""
    with one_sentence():
        found = _found(query, folder, top)
    if as_json:
        typer.echo(json.dumps(found, indent=2, ensure_ascii=False))
        return
    rows = [(row["file"], row["modality"], f"{row['score']:.2f}") for row in found["results"]]
    show(("file", "modality", "score"), rows, False, "There is nothing in the folder that can be searched.")
    for refused in found["refused"]:
        typer.echo(f"{refused['file']}: {refused['sentence']}", err=True)


def _found(query: str, folder: Path, top: int | None) -> dict[str, Any]:
    from core.intake.intake import Intake
    from core.tasks.retrieval import open_space

    if not folder.is_dir():
        fail(f"There is no folder {folder}; name the one to search with --in.")
    space = open_space()
    with Intake() as intake:
        asked, about = _query(query, space, intake)
        placed, refused = _placed(folder, space, intake)
    ranking = space.rank(asked, [one for _, one in placed])[:top]
    results = [
        {"file": placed[at][0], "modality": str(placed[at][1].modality), "score": round(score, 4)}
        for at, score in ranking
    ]
    return {"query": about, "results": results, "refused": refused, "scores": SCORES}


SCORES = (
    "log-odds, at even odds before looking, that the file means the same as the query; one scale for all modalities"
)


def _query(query: str, space: Space, intake: Intake) -> tuple[Placed, dict[str, str]]:
    """A file where there is one of that name, otherwise words."""
    path = Path(query)
    if not _is_file(path):
        if path.suffix.lower() in PICTURES | SOUNDS | DRAWINGS:
            fail(f"There is no file {query}; name a picture or a sound that is there, or ask in words.")
        if not query.strip():
            fail("The query is empty; name a picture or a sound, or ask in words.")
        return space.text(query), {"modality": "text", "text": query}
    if path.suffix.lower() not in PICTURES | SOUNDS | DRAWINGS | TEXTS:
        fail(f"{query} is neither a picture, a sound nor a text; name a file that ends in {_endings()}.")
    placed = _place(path, space, intake)
    return placed, {"modality": str(placed.modality), "file": query}


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False


def _placed(folder: Path, space: Space, intake: Intake) -> tuple[list[tuple[str, Placed]], list[dict[str, str]]]:
    """Every file that could be read, and one sentence for each that could not."""
    placed, refused = [], []
    for path in _files(folder):
        name = path.relative_to(folder).as_posix()
        try:
            placed.append((name, _place(path, space, intake)))
        except (ValueError, OSError) as error:
            sentence = error.strerror or str(error) if isinstance(error, OSError) else str(error)
            refused.append({"file": name, "sentence": sentence})
    return placed, refused


def _files(folder: Path) -> Iterator[Path]:
    """The folder's own files, in the order of their names; hidden ones are left out."""
    return (path for path in sorted(folder.iterdir()) if path.is_file() and not path.name.startswith("."))


def _place(path: Path, space: Space, intake: Intake) -> Placed:
    """Read one file by its ending.

    Raises:
        ValueError: it cannot be read; one sentence.
    """
    ending = path.suffix.lower()
    if ending in TEXTS:
        return space.text(str(intake.text(path.read_bytes(), path.name).content))
    if ending in SOUNDS:
        return space.sound(_array(intake.sound(path.read_bytes(), path.name)))
    if ending in PICTURES:
        return space.picture(_array(intake.picture(path.read_bytes(), path.name)))
    if ending in DRAWINGS:
        return space.picture(_array(intake.picture(_drawn(path.read_bytes()), f"{path.name}.png")))
    raise ValueError(f"Files that end in '{ending}' are not searched; there are {_endings()}.")


def _array(signal: Signal) -> Any:
    return signal.content


def _drawn(svg: bytes) -> bytes:
    """A drawing as a PNG on white, where the package that draws is installed.

    Raises:
        ValueError: it is not installed, or the drawing cannot be drawn.
    """
    from importlib import import_module

    try:
        resvg: Any = import_module("resvg_py")
        return bytes(resvg.svg_to_bytes(svg_string=svg.decode(), width=256, background="white"))
    except ModuleNotFoundError as error:
        raise ValueError("Drawings need the package resvg-py; install it, or save the drawing as PNG.") from error
    except Exception as error:
        raise ValueError("The drawing cannot be drawn; save it as PNG.") from error


def _endings() -> str:
    return ", ".join(sorted(PICTURES | SOUNDS | TEXTS | DRAWINGS))
