"""Draws a film with its evidence; what the reader does to it stays in the browser."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from core.finding import Region
from ui.kit.component import Component
from ui.kit.media import address

PNG = "image/png"


@dataclass(frozen=True)
class Film:
    """A film as it is to be shown.

    Attributes:
        png: Grayscale PNG of 8 or 16 bits, air dark, whole film; it may be smaller than the original.
        digest: Names the content of `png`.
        rows: Height of the original in pixels.
        columns: Width of the original in pixels.
        spacing: Millimetres between rows and between columns of the original; None where the film does not say.
        caption: Lines shown in its corner.
        view: Its projection, in one word; a film of the same view is shown beside it first.
        spacing_at: Where the spacing holds: `"calibrated"` in the patient, `"detector"`, or unknown.
        windows: Further windows of the film's own: darkest, brightest (0 to 1 is all that is shown), and a name.
        magnification: How many times larger than life the patient is at the detector; None where that is not known.
    """

    png: bytes
    digest: str
    rows: int
    columns: int
    spacing: tuple[float, float] | None = None
    caption: tuple[str, ...] = ()
    view: str = ""
    spacing_at: str = ""
    magnification: float | None = None
    windows: tuple[tuple[float, float, str], ...] = ()


@dataclass(frozen=True)
class Study:
    """An earlier study that may be shown beside the film.

    Attributes:
        key: Names it.
        title: When it was and where it stands, in a few words.
        films: Its films; None while they were not asked for.
        report: What was signed of it; empty where nothing was.
    """

    key: str
    title: str
    films: tuple[Film, ...] | None = None
    report: str = ""


@dataclass(frozen=True)
class Layer:
    """What may be shown over a film for one finding.

    Attributes:
        label: The finding.
        title: The finding in words.
        heat: Grayscale PNG of 8 bits that spans the whole film, 255 the most salient; None where there is none.
        digest: Names the content of `heat`.
        regions: Rectangles in pixels of the original.
    """

    label: str
    title: str
    heat: bytes | None = None
    digest: str = ""
    regions: tuple[Region, ...] = ()


_component = Component("viewer")


def film_viewer(
    film: Film,
    layers: Sequence[Layer] = (),
    *,
    key: str,
    scope: str,
    selected: str | None = None,
    opacity: float = 0.45,
    shortcuts: Mapping[str, Mapping[str, str]] | None = None,
    renderer: str = "auto",
    films: Sequence[Film] = (),
    earlier: Sequence[Study] = (),
    on_want: Callable[[str], None] | None = None,
) -> None:
    """Draw the film.

    Args:
        film: The film that is shown first, with its evidence.
        layers: Evidence that may be laid over it.
        key: Names this viewer on the page.
        scope: Names the case: a finding that is chosen elsewhere on the page under the same scope is shown here too,
            and the reader's window and zoom are remembered for it.
        selected: Label of the finding that is shown first.
        opacity: 0 to 1, of the heat map when the film is opened.
        shortcuts: Further keys for the sheet of keys: title of a list to key to meaning.
        renderer: `"auto"` (WebGL2 where a graphics card runs it, else the plain canvas), `"webgl2"` or `"canvas2d"`.
        films: All films of the study in their order, the first-shown one among them.
        earlier: Studies that may be shown beside it, the newest first.
        on_want: Called with the key of an earlier study whose films are wanted, before the page is drawn anew.
    """
    events = {"on_want_change": lambda: _wanted(key, earlier, on_want)} if on_want else {}
    _component(
        key=key,
        data={
            "film": _film(film, key),
            "layers": [_layer(layer, key) for layer in layers],
            "caption": "\n".join(film.caption),
            "scope": scope,
            "selected": selected,
            "opacity": opacity,
            "shortcuts": [[title, list(keys.items())] for title, keys in (shortcuts or {}).items()],
            "renderer": renderer,
            "films": [_film(each, key) for each in films],
            "priors": [_study(each, key) for each in earlier],
        },
        **events,
    )


def _wanted(key: str, earlier: Sequence[Study], on_want: Callable[[str], None]) -> None:
    """The browser may name only what it was offered."""
    wanted = st.session_state[key].get("want")
    if wanted in [study.key for study in earlier]:
        on_want(wanted)


def _study(study: Study, key: str) -> dict[str, object]:
    films = None if study.films is None else [_film(film, f"{key} {study.key}") for film in study.films]
    return {"key": study.key, "title": study.title, "films": films, "report": study.report}


def _film(film: Film, key: str) -> dict[str, object]:
    return {
        "url": address(film.png, PNG, film.digest, f"{key} film {film.digest}"),
        "digest": film.digest,
        "rows": film.rows,
        "columns": film.columns,
        "spacing": _spacing(film.spacing),
        "spacingAt": film.spacing_at,
        "magnification": film.magnification,
        "caption": "\n".join(film.caption),
        "view": film.view,
        "windows": film.windows,
    }


def _spacing(spacing: tuple[float, float] | None) -> tuple[float, float] | None:
    """Some films say 0 mm: that is no spacing."""
    return spacing if spacing and all(math.isfinite(each) and each > 0 for each in spacing) else None


def _layer(layer: Layer, key: str) -> dict[str, object]:
    heat = address(layer.heat, PNG, layer.digest, f"{key} {layer.label}") if layer.heat else None
    return {
        "label": layer.label,
        "title": layer.title,
        "heat": heat,
        "regions": [[r.x, r.y, r.width, r.height, r.share] for r in layer.regions],
    }
