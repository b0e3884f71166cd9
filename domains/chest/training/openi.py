"""Reports of the Indiana University chest X-ray collection (OpenI), read from the archive as it is passed on.

D. Demner-Fushman et al., "Preparing a collection of radiology examinations for distribution and retrieval", J. Am. Med.
Inform. Assoc. 23 (2016) 304-310. The reports are under CC BY-NC-ND: they are measured on, and none of their text is
kept.
"""

from __future__ import annotations

import hashlib
import html
import re
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

_PART = re.compile(r'<AbstractText Label="(\w+)">(.*?)</AbstractText>', re.DOTALL)
_MAJOR = re.compile(r"<major>(.*?)</major>", re.DOTALL)
_ID = re.compile(r'<uId id="([^"]+)"')
_UNLABELLED = "no indexing"

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "Atelectasis": ("pulmonary atelectasis",),
    "Cardiomegaly": ("cardiomegaly",),
    "Effusion": ("pleural effusion", "hydropneumothorax", "hemothorax", "hemopneumothorax"),
    "Infiltration": ("infiltrate",),
    "Mass": ("mass",),
    "Nodule": ("nodule",),
    "Pneumonia": ("pneumonia",),
    "Pneumothorax": ("pneumothorax", "hydropneumothorax", "hemopneumothorax"),
    "Consolidation": ("consolidation", "airspace disease"),
    "Edema": ("pulmonary edema",),
    "Emphysema": ("emphysema", "pulmonary emphysema", "bullous emphysema"),
    "Fibrosis": ("pulmonary fibrosis", "fibrosis", "lung diseases, interstitial"),
    "Pleural_Thickening": ("thickening",),
    "Hernia": ("hernia, hiatal", "hernia, diaphragmatic"),
}
"""Label to the headings (the part of a manual tag before its first slash) that count as the finding.

Opacities, densities and markings of the lung stay out: the tags do not say whether a radiologist would call them an
infiltrate. Scars (``cicatrix``) are not counted as fibrosis, since most of them are single bands. ``thickening`` counts
where the tag goes on to name the pleura.
"""


@dataclass(frozen=True)
class Report:
    """One report.

    Attributes:
        id: As in the collection.
        parts: ``INDICATION``, ``COMPARISON``, ``FINDINGS``, ``IMPRESSION`` to text, stripped; absent if empty.
        labels: Which of the fourteen findings the manual tags name.
    """

    id: str
    parts: Mapping[str, str]
    labels: frozenset[str]


def reports(archive: Path) -> tuple[Report, ...]:
    """The labelled reports of `NLMCXR_reports.tgz`, in the order of their names; those that nobody tagged are left out.

    Raises:
        ValueError: the archive holds no such report.
    """
    found = tuple(report for text in _texts(archive) if (report := _report(text)) is not None)
    if not found:
        raise ValueError(f"{archive} holds no OpenI report: give the file NLMCXR_reports.tgz.")
    return found


def digest(archive: Path) -> str:
    """SHA-256 (hex) of the archive, by which a measurement names what it was made on."""
    return hashlib.sha256(archive.read_bytes()).hexdigest()


def _texts(archive: Path) -> Iterator[str]:
    with tarfile.open(archive) as tar:
        members = sorted((m for m in tar.getmembers() if m.isfile() and m.name.endswith(".xml")), key=lambda m: m.name)
        for member in members:
            file = tar.extractfile(member)
            if file is not None:
                yield file.read().decode("utf-8")


def _report(text: str) -> Report | None:
    """A report from its XML, or None if it was not tagged."""
    tags = [html.unescape(tag).strip().lower() for tag in _MAJOR.findall(text)]
    name = _ID.search(text)
    if name is None or not tags or _UNLABELLED in tags:
        return None
    parts = {label: html.unescape(body).strip() for label, body in _PART.findall(text)}
    return Report(name[1], {label: body for label, body in parts.items() if body}, labels_of(tags))


def labels_of(tags: list[str]) -> frozenset[str]:
    """The findings that manual tags such as ``pleural effusion/left/small`` name."""
    named = {tag.partition("/")[0].strip() for tag in tags if not tag.startswith("thickening") or "pleura" in tag}
    return frozenset(label for label, headings in HEADINGS.items() if named & set(headings))
