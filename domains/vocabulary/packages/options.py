"""Deck options that Anki and we have in common; what we lack stays with the deck and goes back with it."""

from collections.abc import Mapping
from typing import Any

from domains.vocabulary.config import Config
from domains.vocabulary.packages.anki import whole

PLACES = {
    "new_per_day": ("new", "perDay"),
    "reviews_per_day": ("rev", "perDay"),
    "leech_lapses": ("lapse", "leechFails"),
}
NEAR = 1e-6


def settings(options: Mapping[str, Any], deck: Mapping[str, Any]) -> dict[str, Any]:
    """Our settings from a deck's options (schema 11), each within the bounds that we allow.

    A limit that the deck itself sets goes before that of its options. Siblings are buried where either new cards or
    reviews are.
    """
    found: dict[str, Any] = {name: _at(options, place) for name, place in PLACES.items()}
    found["new_per_day"] = _first(deck.get("newLimit"), found["new_per_day"])
    found["reviews_per_day"] = _first(deck.get("reviewLimit"), found["reviews_per_day"])
    own: Any = deck.get("desiredRetention")
    found["desired_retention"] = own / 100 if _is_number(own) else options.get("desiredRetention")
    kept = {name: _bounded(name, value) for name, value in found.items() if _is_number(value)}
    buried = [_at(options, (part, "bury")) for part in ("new", "rev")]
    return kept | ({"bury_siblings": any(buried)} if any(each is not None for each in buried) else {})


def changed(
    options: Mapping[str, Any], deck: Mapping[str, Any], ours: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Options and deck with our settings written in, where they are not what these say already."""
    new_options = {k: dict(v) if isinstance(v, Mapping) else v for k, v in options.items()}
    new_deck, was = dict(deck), settings(options, deck)
    differing = {name: value for name, value in ours.items() if not _same(was.get(name), value)}
    for name, place in PLACES.items():
        if name in differing:
            new_options.setdefault(place[0], {})[place[1]] = differing[name]
            own = {"new_per_day": "newLimit", "reviews_per_day": "reviewLimit"}.get(name)
            if own and new_deck.get(own) is not None:
                new_deck[own] = differing[name]
    if "desired_retention" in differing:
        new_options["desiredRetention"] = differing["desired_retention"]
        if new_deck.get("desiredRetention") is not None:
            new_deck["desiredRetention"] = round(differing["desired_retention"] * 100)
    if "bury_siblings" in differing:
        for part in ("new", "rev"):
            new_options.setdefault(part, {})["bury"] = differing["bury_siblings"]
    return new_options, new_deck


def _at(options: Mapping[str, Any], place: tuple[str, str]) -> Any:
    part = options.get(place[0])
    return part.get(place[1]) if isinstance(part, Mapping) else None


def _first(*values: Any) -> Any:
    return next((value for value in values if value is not None), None)


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value == value


def _bounded(name: str, value: float) -> float:
    bounds = {type(each).__name__: each for each in Config.model_fields[name].metadata}
    kept = min(max(value, bounds["Ge"].ge), bounds["Le"].le)
    return float(kept) if name == "desired_retention" else whole(kept)


def _same(one: object, other: object) -> bool:
    if _is_number(one) and _is_number(other):
        return abs(float(one) - float(other)) < NEAR  # type: ignore[arg-type]
    return one == other
