"""Exports on behalf of an actor: every one leaves an audit row with the kind and the digest of what left."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from data.actor import Actor
from domains.telemedicine.consultations.showing import visit_view
from domains.telemedicine.door import Door, Opened, subject_of
from domains.telemedicine.outputs.text import note_text, summary_text
from domains.telemedicine.outputs.webvtt import webvtt
from domains.telemedicine.store import VisitRow
from domains.telemedicine.views import Exported, NoSuchVisit, NotNow, VisitState, VisitView
from ui.kit.context import DomainContext

KINDS = {
    "fhir": ("bundle.json", "application/fhir+json"),
    "vtt": ("transcript.vtt", "text/vtt"),
    "text": ("note.txt", "text/plain"),
    "summary": ("summary.txt", "text/plain"),
}
UNKNOWN = "There is no export '{}': choose one of {}."
NOBODY = "There is no clinician '{}' here: give the name that they sign in with."


class Exporter:
    """Makes exports.

    Args:
        context: Telemedicine's corner of the house.
        door: Lets actors in.
    """

    def __init__(self, context: DomainContext, door: Door) -> None:
        self._context = context
        self._door = door

    def export(self, actor: Actor, visit_id: int, kind: str, release: int = 4) -> Exported:
        """A visit as one file.

        Raises:
            NotNow: there is no such kind, or nothing of that kind in the visit.
        """
        _demand_kind(kind)
        with self._door.own(actor, "visit.export", visit_id) as visit:
            made = self._made(visit, kind, release)
            visit.detail.update({"kind": kind, "sha256": hashlib.sha256(made.data).hexdigest()})
            return made

    def for_terminal(
        self, operator: Actor, visit_id: int, kind: str, user: str, clinicians: Sequence[Actor], release: int
    ) -> Exported:
        """The same for whoever owns the home folder, who could read the database as well.

        Args:
            operator: Who works in the terminal, with a clinician's rights.
            visit_id: The visit.
            kind: What is made of it.
            user: Name of the clinician whose visit it is; empty for any clinician's.
            clinicians: Who may sign in as one.
            release: Of FHIR, 4 or 5.

        Raises:
            NotNow: there is no such clinician or kind, or nothing of that kind in the visit.
            NoSuchVisit: there is no such visit.
        """
        _demand_kind(kind)
        owners = {each.id for each in clinicians if each.name.casefold() == user.casefold()}
        if user and not owners:
            raise NotNow(NOBODY.format(user[:80]))
        with self._door.call(operator, "visit.export", subject_of(visit_id)) as call:
            row = call.session.get(VisitRow, visit_id) if 0 < visit_id < 2**31 else None
            if row is None or row.state == VisitState.DELETING or (user and row.by not in owners):
                raise NoSuchVisit("There is no such visit: `chiron telemedicine export` takes its number.")
            made = self._made(Opened(call, row), kind, release)
            call.detail.update({"kind": kind, "sha256": hashlib.sha256(made.data).hexdigest(), "owner": row.by})
            return made

    def _made(self, visit: Opened, kind: str, release: int) -> Exported:
        name, mime = KINDS[kind]
        return Exported(self._content(visit.row, kind, release).encode(), f"visit-{visit.row.id}-{name}", mime)

    def _content(self, row: VisitRow, kind: str, release: int) -> str:
        view, note = visit_view(row), json.loads(row.note)
        if kind == "text":
            return note_text(view, note)
        if kind == "summary":
            return summary_text(view)
        if kind == "vtt":
            return webvtt(view.told["utterances"])
        return self._fhir(row, view, release)

    def _fhir(self, row: VisitRow, view: VisitView, release: int) -> str:
        from domains.telemedicine.outputs.fhir import bundle
        from domains.telemedicine.outputs.fhirparts import Parts, Version

        if not view.signed:
            raise NotNow("Only a signed note leaves as FHIR: sign it first.")
        if not all(each.intact for each in view.signed):
            raise NotNow("A signed version does not agree with its digest: restore the database from a backup.")
        versions = [Version(json.loads(each.document), each.sha256) for each in row.signed]
        return bundle(Parts(versions, release, self._software(), f"{row.by}/{row.at.isoformat()}"))

    def _software(self) -> str:
        """The version of telemedicine, as its manifest gives it."""
        import tomllib

        return str(tomllib.loads((self._context.folder / "plugin.toml").read_text(encoding="utf-8"))["version"])


def _demand_kind(kind: str) -> None:
    if kind not in KINDS:
        raise NotNow(UNKNOWN.format(kind[:16], ", ".join(KINDS)))
