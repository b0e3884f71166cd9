"""The films of a case in the viewer: with what the machine saw in the one it read, and beside earlier ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from domains.chest.cases import CaseView, FilmView, Picture, PriorView, SignedVersion
from domains.chest.page import findings
from domains.chest.page.sitting import Opened, Sitting
from domains.chest.page.wording import VIEWS, moment
from ui.kit.viewer import Film, Study, film_viewer
from ui.kit.widgets import empty

ALTERED = "This version no longer matches its digest: do not rely on it."


def draw(sitting: Sitting, view: CaseView) -> None:
    """Draw the films, or say that there are none."""
    if not view.films:
        empty("No film in this case", "The reading rests on what else there is: the note and the record.")
        return
    pictures, heatmaps = sitting.pictures(view)
    films = _films(view.films, pictures, f"{view.study_date:%d %b %Y}" if view.study_date else "")
    if not films:
        empty(
            "The film cannot be shown", "Its stored copy is missing or damaged: ask your administrator to restore it."
        )
        return
    found = findings.ordered(view)
    first = films.get(_shown_first(view)) or next(iter(films.values()))
    of_this_film = found if films.get(_read(view)) is first else []
    film_viewer(
        first,
        findings.layers(of_this_film, heatmaps),
        key="chest.viewer",
        scope=findings.scope(view),
        selected=of_this_film[0].label if of_this_film else None,
        opacity=sitting.room.settings().heatmap_opacity,
        shortcuts={"Findings": findings.KEYS} if found else None,
        films=tuple(films.values()),
        earlier=[_study(prior, sitting.priors().get(prior.id)) for prior in view.priors],
        on_want=lambda prior_id: sitting.want(view, prior_id),
    )


def _read(view: CaseView) -> int:
    """Position of the film that the reading is of; -1 where it is of none."""
    digest = view.reading.film_digest if view.reading else None
    return next((film.index for film in view.films if film.digest == digest), -1)


def _shown_first(view: CaseView) -> int:
    """The film that was read, else the one that would be, else the first."""
    would = next((film.index for film in view.films if film.is_read), 0)
    return _read(view) if _read(view) >= 0 else would


def _films(films: Sequence[FilmView], pictures: Sequence[Picture | None], day: str = "") -> dict[int, Film]:
    """The films that can be shown, by position."""
    alone = len(films) == 1
    both = zip(films, pictures, strict=True)
    return {film.index: _film(film, picture, alone, day) for film, picture in both if picture is not None}


def _film(film: FilmView, picture: Picture, alone: bool, day: str) -> Film:
    facts: Mapping[str, Any] = film.facts
    view = str(facts.get("view") or "")
    caption = (day, film.name, VIEWS.get(view, view), "" if alone else _role(film))
    return Film(
        picture.png,
        picture.digest,
        film.rows,
        film.columns,
        _spacing(facts),
        tuple(part for part in caption if part),
        view,
        str(facts.get("spacing_at") or ""),
        facts.get("magnification"),
        tuple((low, high, name) for low, high, name in facts.get("windows") or ()),
    )


def _role(film: FilmView) -> str:
    return "read by the machine" if film.is_read else "shown, not read"


def _spacing(facts: Mapping[str, Any]) -> tuple[float, float] | None:
    spacing = facts.get("spacing")
    return (float(spacing[0]), float(spacing[1])) if spacing else None


def _study(prior: PriorView, opened: Opened | None) -> Study:
    if opened is None:
        return Study(prior.id, _when(prior))
    told, pictures = opened
    films = tuple(_films(prior.films, pictures).values())
    return Study(prior.id, _when(prior), films, "\n\n".join(_words(version) for version in told.signed))


def _when(prior: PriorView) -> str:
    day = f"{prior.study_date:%d %b %Y}" if prior.study_date else f"brought in {prior.created_at:%d %b %Y}"
    return f"{day}, {'no film' if not prior.films else prior.state}"


def _words(version: SignedVersion) -> str:
    kind = "Report" if version.kind == "original" else "Addendum"
    head = f"{kind}, signed by {version.signed_by}, {moment(version.signed_at)}"
    return "\n".join([*([] if version.intact else [ALTERED]), head, version.text])
