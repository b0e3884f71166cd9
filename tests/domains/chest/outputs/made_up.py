"""Signed cases for the tests of exports: documents as the room signs them, over films that are really there."""

import io
from collections.abc import Mapping
from typing import Any

import numpy as np
from PIL import Image

from core.intake.intake import Intake
from core.weights import digest
from data.blobs import BlobStore
from domains.chest.outputs import SignedCase, Sources, Version, of_versions
from domains.chest.signing import canonical

WEIGHTS = "c" * 64
REGION = {"kind": "region", "x": 30, "y": 40, "width": 60, "height": 50, "share": 0.4}
STATES = {"Mass": ("rule in", 0.71), "Effusion": ("rule out", 0.1), "Pleural_Thickening": ("undecided", 0.4)}


def finding(label: str, state: str, probability: float, regions: int) -> dict[str, Any]:
    places = [{**REGION, "x": REGION["x"] + 70 * n} for n in range(regions)]  # type: ignore[operator]
    image = {"role": "image", "modality": "image", "log_odds": 0.5, "where": places}
    note = {"role": "note", "modality": "text", "log_odds": -0.25, "where": []}
    said = {"label": label, "probability": probability, "state": state, "logit": 0.25, "prior": -1.0}
    return {**said, "evidence": [image, note]}


def decision(label: str, choice: str, stated: str | None, comment: str = "") -> dict[str, Any]:
    said = {"label": label, "choice": choice, "stated": stated, "comment": comment}
    return {**said, "by": "Dr Ada Müller", "at": "2026-11-26T10:00:00+00:00"}


def document(film: Mapping[str, Any] | None, heatmaps: Mapping[str, str], **patient: str) -> dict[str, Any]:
    """A signed document: a mass present, thickening uncertain, no effusion, and a nodule rejected."""
    return {
        **{"schema": "chiron.chest.signed/2", "case": "a1" * 16, "number": 1, "kind": "original", "data": "real"},
        "signed_by": {"id": "ada", "name": "Dr Ada Müller"},
        "signed_at": "2026-11-26T10:00:00.123456+00:00",
        "patient": {"reference": "", "issuer": "", "label": "Doe, Jané", **patient},
        "study": {"uid": None, "date": None, "accession": ""},
        "films": [dict(film)] if film else [],
        "note": {"text": "Cough.", "sha256": digest(b"Cough.")},
        "record": {"age": 61.0, "sex": "F", "view": "PA"},
        "reading": {
            **{"weights": WEIGHTS, "made_at": "2026-11-26T09:00:00+00:00", "refused": [], "notices": []},
            "findings": [
                finding("Mass", "rule in", 0.71, 2),
                finding("Effusion", "rule out", 0.1, 1),
                finding("Pleural_Thickening", "undecided", 0.4, 1),
                finding("Nodule", "not certified", 0.3, 1),
            ],
            "heatmaps": dict(heatmaps),
            "film": film["sha256"] if film else None,
            "operating_point": {"name": "standard", "error_rate": 0.1},
        },
        "decisions": [
            decision("Mass", "accept", "present", "round, 3 cm"),
            decision("Effusion", "accept", "absent"),
            decision("Pleural_Thickening", "edit", "uncertain"),
            decision("Nodule", "reject", None),
        ],
        "impressions": [],
        "report": "Chest radiograph, PA.\nPresent: mass (round, 3 cm).",
    }


def version(told: Mapping[str, Any]) -> Version:
    return Version(told, digest(canonical(told).encode()))


def signed(told: Mapping[str, Any], *addenda: str) -> SignedCase:
    """The case, with addenda by another reader."""
    versions = [version(told)]
    for number, words in enumerate(addenda, 2):
        frame = {"schema": told["schema"], "case": told["case"], "number": number, "kind": "addendum"}
        who = {"signed_by": {"id": "bob", "name": "Bob"}, "signed_at": f"2026-11-27T0{number}:00:00+00:00"}
        versions.append(version({**frame, **who, "amends": versions[-1].sha256, "addendum": words}))
    return of_versions(versions, "General Hospital", "0.1.0")


class Shelf:
    """Films and heat maps that exports find."""

    def __init__(self, blobs: BlobStore, intake: Intake) -> None:
        self.sources = Sources(blobs, intake)
        self._blobs = blobs
        self._intake = intake

    def film(self, data: bytes, old: bool = False) -> dict[str, Any]:
        """A film as the room keeps it; ``old`` knows only what was asked of films before there were exports."""
        signal = self._intake.image(data, "film")
        facts = {key: value for key, value in signal.facts.items() if not old or key in OLD}
        rows, columns = signal.content.shape  # type: ignore[union-attr]
        shape = {} if old else {"rows": rows, "columns": columns}
        return {"name": "film", "sha256": self._blobs.put(data), **shape, "facts": facts}

    def heatmap(self) -> str:
        """A heat map that glows in one corner."""
        levels = np.zeros((20, 16), np.uint8)
        levels[12:, 10:] = 255
        out = io.BytesIO()
        Image.fromarray(levels).save(out, "PNG")
        return self._blobs.put(out.getvalue())


OLD = ("kind", "patient_id", "patient_name", "sex", "age", "view", "study_uid", "series_uid", "sop_uid", "modality")
