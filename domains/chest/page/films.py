"""The film of a case in the viewer, with what the machine saw in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from domains.chest.cases import CaseView, FilmView, Picture
from domains.chest.page import findings
from domains.chest.page.sitting import Sitting
from ui.kit.viewer import Film, film_viewer
from ui.kit.widgets import empty


def draw(sitting: Sitting, view: CaseView) -> None:
    """Draw the film, or say that there is none."""
    if not view.films:
        empty("No film in this case", "The reading rests on what else there is: the note and the record.")
        return
    picture, heatmaps = sitting.pictures(view)
    if picture is None:
        empty(
            "The film cannot be shown", "Its stored copy is missing or damaged: ask your administrator to restore it."
        )
        return
    found = findings.ordered(view)
    film_viewer(
        _film(view.films[0], picture),
        findings.layers(found, heatmaps),
        key="chest.viewer",
        scope=findings.scope(view),
        selected=found[0].label if found else None,
        opacity=sitting.room.settings().heatmap_opacity,
        shortcuts={"Findings": findings.KEYS} if found else None,
    )


def _film(film: FilmView, picture: Picture) -> Film:
    caption = tuple(str(part) for part in (film.name, film.facts.get("view")) if part)
    return Film(picture.png, picture.digest, film.rows, film.columns, _spacing(film.facts), caption)


def _spacing(facts: Mapping[str, Any]) -> tuple[float, float] | None:
    spacing = facts.get("spacing")
    return (float(spacing[0]), float(spacing[1])) if spacing else None
