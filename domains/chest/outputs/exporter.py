"""Exports on behalf of an actor: looked up in one transaction, made outside of any, told of in a second one."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select

from core.weights import digest
from data.actor import Actor
from domains.chest import signing
from domains.chest.cases import CaseState, NotNow
from domains.chest.config import Config
from domains.chest.door import CaseVisit, Door
from domains.chest.outputs.made import Made
from domains.chest.outputs.making import KINDS, Anonymity, objects
from domains.chest.outputs.refusal import NotExportable
from domains.chest.outputs.signed import UNSIGNED, SignedCase, Version, of_versions
from domains.chest.outputs.sources import Sources
from domains.chest.store import CaseRow

if TYPE_CHECKING:
    from core.intake.intake import Intake
    from ui.kit.context import DomainContext

EXPORT = "case.export"
PREFIX = re.compile(r"[0-9a-f]{4,32}")
UNKNOWN = "There is no case '{}'; give its id, or at least the first four characters of it."
SEVERAL = "{} cases begin with '{}'; give more of the id."


class Exporter:
    """Hands out signed cases; every export leaves an audit row with the kind and the digests of what left.

    Args:
        context: The reading room's corner of the house.
        door: Lets actors in.
        config: The configuration as it stands now.
        intake: Reads stored films again.
    """

    def __init__(self, context: DomainContext, door: Door, config: Callable[[], Config], intake: Intake) -> None:
        self._context = context
        self._door = door
        self._config = config
        self._sources = Sources(context.blobs, intake)

    def export(
        self, actor: Actor, case_id: str, kind: str, deidentified: bool = False, release: int = 4
    ) -> tuple[Made, ...]:
        """The objects of one kind of a signed case, that which was asked for first.

        Args:
            actor: Who asks.
            case_id: Of a signed case.
            kind: ``sr``, ``sc``, ``gsps``, ``ko``, ``film``, ``fhir`` or ``csv``.
            deidentified: Leave without names; a human must have looked at the films that are in it.
            release: Of FHIR, 4 or 5.

        Raises:
            NotNow: the case is not signed.
            NotExportable: there is nothing of this kind in the case, or it was tampered with.
            NotChecked: it cannot leave without names yet.
        """
        if kind not in KINDS:
            raise NotExportable(f"There is no export '{kind[:16]}'; choose one of {', '.join(KINDS)}.")
        with self._door.case(actor, f"{EXPORT}.prepare", case_id) as visit:
            case, anonymity = self._gathered(visit, kind, deidentified)
        made = objects(case, kind, self._sources, anonymity, release)
        with self._door.case(actor, EXPORT, case_id) as visit:
            visit.detail.update(_told(case, kind, made, deidentified))
        return made

    def _gathered(self, visit: CaseVisit, kind: str, deidentified: bool) -> tuple[SignedCase, Anonymity | None]:
        visit.detail.update({"kind": kind, "deidentified": deidentified})
        if visit.row.state != CaseState.SIGNED:
            raise NotNow(UNSIGNED)
        versions = [Version(version.document, version.sha256) for version in signing.versions(visit.row)]
        case = of_versions(versions, self._config().institution, _software(self._context.folder))
        return case, self._anonymity(visit.row) if deidentified else None

    def _anonymity(self, row: CaseRow) -> Anonymity:
        from domains.chest.deidentify import secret_of
        from domains.chest.deidentify.looking import checked

        return Anonymity(secret_of(self._context.home), checked(row))


class Terminal:
    """The same for whoever owns the home folder, who could read the database as well: every case, and a row each time.

    Args:
        context: The reading room's corner of the house.
        config: The configuration as it stands now.
        intake: Reads stored films again.
    """

    def __init__(self, context: DomainContext, config: Callable[[], Config], intake: Intake) -> None:
        self._database = context.database
        self._exporter = Exporter(context, Door(context.database, lambda: True), config, intake)

    def export(self, operator: Actor, named: str, kind: str, deidentified: bool, release: int = 4) -> tuple[Made, ...]:
        """The objects of one kind of the case that is named by its id or by the beginning of it.

        Raises:
            NotExportable: no case or several have that name, or nothing of this kind is in it.
            NotNow: the case is not signed.
            NotChecked: it cannot leave without names yet.
        """
        return self._exporter.export(operator, self._case(named), kind, deidentified, release)

    def _case(self, named: str) -> str:
        wanted = named.strip().lower()
        if not PREFIX.fullmatch(wanted):
            raise NotExportable(UNKNOWN.format(named[:40]))
        with self._database.read() as session:
            query = select(CaseRow.id).where(CaseRow.id.startswith(wanted, autoescape=True)).limit(3)
            found = session.scalars(query).all()
        if len(found) > 1:
            raise NotExportable(SEVERAL.format("Several", wanted))
        if not found:
            raise NotExportable(UNKNOWN.format(named[:40]))
        return found[0]


def _told(case: SignedCase, kind: str, made: tuple[Made, ...], deidentified: bool) -> dict[str, object]:
    return {
        "kind": kind,
        "deidentified": deidentified,
        "version": len(case.versions),
        "signed": case.last.sha256,
        "objects": [{"sha256": digest(each.data), "uid": each.sop_instance_uid} for each in made],
    }


def _software(folder: Path) -> str:
    """The version of the room, as its manifest gives it."""
    import tomllib

    return str(tomllib.loads((folder / "plugin.toml").read_text(encoding="utf-8"))["version"])
