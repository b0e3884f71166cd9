"""Notes as Anki has them: those that came from there as they came, where nobody changed them here."""

import hashlib
from collections.abc import Mapping
from html import escape
from typing import Any

from domains.vocabulary.packages import anki, fields, markup, numbering, own
from domains.vocabulary.packages.exporting.names import Names
from domains.vocabulary.store import NoteRow, NoteTypeRow, StandingRow

USN = -1
Columns = dict[str, Any]


def written(note: NoteRow, kind: NoteTypeRow | None, names: Names, standings: list[StandingRow]) -> Columns:
    """The columns of a note, without its id.

    Args:
        note: The note.
        kind: Its note type; None for one of our own.
        names: How its media are called.
        standings: What the learner decided about its cards; their tags go along.
    """
    origin = note.origin or {}
    model = kind.definition if kind else own.note_type()
    values, changed = (_as_it_came if kind else _ours_as_it_came)(note, model, names)
    tags, tagged = _tags(note, standings)
    changed = changed or tagged
    was = anki.whole(origin.get("mod"))
    mod = max(int(note.changed_at.timestamp()), was + 1) if changed and was else was or int(note.changed_at.timestamp())
    text = "\x1f".join(values) if changed or "flds" not in origin else origin["flds"]
    sort = min(anki.whole(model.get("sortf")), len(values) - 1)
    told = {"guid": origin.get("guid") or note.guid, "mid": anki.whole(model["id"]), "mod": mod, "usn": USN}
    told |= {"tags": tags, "flds": text, "sfld": markup.text(values[sort]), "csum": checksum(values[0])}
    return told | {"flags": 0, "data": str(origin.get("data") or "")}


def number(note: NoteRow) -> int:
    """The note's number: Anki's own where it came from there."""
    return anki.whole((note.origin or {}).get("id")) or numbering.number("note", note.guid)


def checksum(field: str) -> int:
    """What Anki finds doubles by: the first 32 bits of the SHA-1 of the first field's text."""
    digest = hashlib.sha1(markup.text(field).encode(), usedforsecurity=False).hexdigest()
    return int(digest[:8], 16)


def _as_it_came(note: NoteRow, model: Mapping[str, Any], names: Names) -> tuple[list[str], bool]:
    """The fields, and whether any of them was changed here."""
    kept = (note.origin or {}).get("fields") or {}
    order = [anki.words(each["name"]) for each in model["flds"]]
    given, changed = {}, False
    for name in order:
        shown, was = (note.fields or {}).get(name, ""), kept.get(name)
        given[name] = was if was is not None and markup.clean(was) == shown else shown
        changed = changed or (was is not None and given[name] != was)
    for name, value in _edited(note, model, given, names).items():
        given[name], changed = value, True
    return list(given.values()), changed


def _ours_as_it_came(note: NoteRow, model: Mapping[str, Any], names: Names) -> tuple[list[str], bool]:
    """The same for a note of ours; one that was never in Anki is written anew."""
    kept = (note.origin or {}).get("fields") or {}
    if not set(own.FIELDS) <= set(kept):
        return _ours(note, names), True
    given = {name: str(kept[name]) for name in own.FIELDS}
    edited = _edited(note, model, given, names)
    return list((given | edited).values()), bool(edited)


def _edited(note: NoteRow, model: Mapping[str, Any], given: dict[str, str], names: Names) -> dict[str, str]:
    """Fields that must be written anew, since the note says something else in our words."""
    meant = fields.meant(model, given)
    if own.is_own(model, given):
        ours = dict(zip(own.FIELDS, _ours(note, names), strict=True))
        same = fields.meant(model, given | ours) == meant
        return {} if same else {name: value for name, value in ours.items() if given.get(name) != value}
    order = list(given)
    pairs = ((0, note.word, meant.word), (1, note.meaning, meant.meaning))
    return {order[at]: escape(ours, False) for at, ours, theirs in pairs if meant.word and ours != theirs}


def _ours(note: NoteRow, names: Names) -> list[str]:
    picture, sound = names.of(note.deck_id, note.picture), names.of(note.deck_id, note.own_sound or note.sound)
    shown = f'<img src="{escape(picture)}">' if picture else ""
    heard = f"[sound:{sound}]" if sound else ""
    texts = [escape(text, False) for text in (note.word, note.meaning)]
    ipa = f"/{escape(note.ipa, False)}/" if note.ipa else ""
    accepted = escape("; ".join(note.accepted), False)
    return [*texts, shown, heard, ipa, own.example_out(note.example), note.level, accepted]


def _tags(note: NoteRow, standings: list[StandingRow]) -> tuple[str, bool]:
    """Tags as Anki writes them, with the learner's own, and whether they are others than those that came."""
    own_tags = [tag for standing in standings for tag in standing.tags]
    tags = list(dict.fromkeys([*note.tags, *own_tags]))
    came = (note.origin or {}).get("tags")
    if isinstance(came, str) and came.split() == tags:
        return came, False
    return f" {' '.join(tags)} " if tags else "", isinstance(came, str)
