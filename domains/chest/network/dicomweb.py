"""What an archive has and how it is fetched and handed over: QIDO-RS, WADO-RS, STOW-RS (PS3.18 10.4 to 10.6)."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from domains.chest.network import multipart
from domains.chest.network.web import MEGABYTE, Answer, Rejected, Unreachable, Web
from domains.chest.servers import Server
from domains.chest.words import one_line

JSON, OBJECTS = "application/dicom+json", 'multipart/related; type="application/dicom"; transfer-syntax=*'
UID = re.compile(r"[0-9]+(\.[0-9]+)*")
OTHER = re.compile(r"[^A-Za-z0-9*?^=._~-]")
FILMS = ("CR", "DX", "RG")
MOST_STUDIES, MOST_SERIES, MOST_ANSWER = 200, 100, 16 * MEGABYTE
FIELDS = ["00081030", "00201206", "00201208", "00080061", "00080090"]


@dataclass(frozen=True)
class Question:
    """What is looked for; what is empty is not asked.

    Attributes:
        name: Patient's family name, or its beginning.
        reference: Patient id.
        accession: Accession number.
        since: First day of the study.
        until: Last day of the study.
    """

    name: str = ""
    reference: str = ""
    accession: str = ""
    since: date | None = None
    until: date | None = None

    def keys(self) -> dict[str, str]:
        """As attributes of a query; a name without a wildcard is one that begins so (PS3.4 C.2.2.2.4)."""
        name = _plain(self.name)
        wild = name if not name or "*" in self.name or "?" in self.name else f"{name}*"
        given = {"PatientName": wild, "PatientID": _plain(self.reference), "AccessionNumber": _plain(self.accession)}
        given["StudyDate"] = _span(self.since, self.until)
        return {key: value for key, value in given.items() if value}


@dataclass(frozen=True)
class Study:
    """A study that an archive has; all of it is the archive's word."""

    uid: str
    patient_name: str = ""
    patient_reference: str = ""
    accession: str = ""
    day: date | None = None
    description: str = ""
    modalities: tuple[str, ...] = ()
    instances: int = 0


@dataclass(frozen=True)
class Instance:
    """One object of a study."""

    study: str
    series: str
    uid: str


@dataclass
class Stored:
    """What an archive said of objects that were handed over: UIDs that it has, and UIDs that it refuses with a code."""

    kept: set[str] = field(default_factory=set)
    failed: dict[str, int] = field(default_factory=dict)


class Archive:
    """One DICOMweb archive."""

    def __init__(self, server: Server, seconds: float = 60.0) -> None:
        self.server = server
        self._web = Web(server, seconds)

    def studies(self, question: Question) -> tuple[Study, ...]:
        """Studies with chest films' modalities that fit, newest first, 200 at most.

        Raises:
            Unreachable: there was no usable answer.
            Rejected: the archive refused.
        """
        found: dict[str, Study] = {}
        for modality in FILMS:
            query: dict[str, str | list[str]] = {**question.keys(), "ModalitiesInStudy": modality}
            query |= {"limit": str(MOST_STUDIES), "includefield": FIELDS}
            for item in self._ask("studies", query):
                study = _study(item)
                if study and (not study.modalities or set(study.modalities) & set(FILMS)):
                    found[study.uid] = study
        newest = sorted(found.values(), key=lambda study: (study.day or date.min, study.uid), reverse=True)
        return tuple(newest[:MOST_STUDIES])

    def films(self, study: str, most: int) -> tuple[Instance, ...]:
        """The objects of a study's film series, at most so many.

        Raises:
            Unreachable: there was no usable answer.
            Rejected: the archive refused.
        """
        query: dict[str, str | list[str]] = {"limit": str(MOST_SERIES), "includefield": ["00080060"]}
        films: list[Instance] = []
        for item in self._ask(f"studies/{checked(study)}/series", query):
            series = _text(item, "0020000E")
            if _text(item, "00080060") in FILMS and UID.fullmatch(series) and len(films) < most:
                films += self._instances(study, series, most - len(films))
        return tuple(films)

    def _instances(self, study: str, series: str, most: int) -> Iterator[Instance]:
        for item in self._ask(f"studies/{study}/series/{series}/instances", {"limit": str(most)})[:most]:
            uid = _text(item, "00080018")
            if UID.fullmatch(uid):
                yield Instance(study, series, uid)

    def fetch(self, instance: Instance, megabytes: int) -> bytes:
        """One object, as a DICOM file.

        Raises:
            Unreachable: there was no usable answer.
            Rejected: the archive refused, or has it no more.
        """
        path = f"studies/{checked(instance.study)}/series/{checked(instance.series)}/instances/{checked(instance.uid)}"
        answer = self._answered(self._web.get(path, OBJECTS, megabytes * MEGABYTE + MEGABYTE))
        try:
            found = next(multipart.parts(answer.kind, answer.body), b"")
        except multipart.Unreadable as error:
            raise Unreachable(f"The archive '{self.server.name}' sent an object that cannot be read: {error}") from None
        if not found:
            raise Unreachable(f"The archive '{self.server.name}' sent nothing for an object that it lists.")
        return found

    def store(self, objects: Sequence[bytes]) -> Stored:
        """Hand objects over, and hear of each what became of it.

        Raises:
            Unreachable: there was no usable answer.
            Rejected: the archive refused all of it.
        """
        kind, body = multipart.joined(objects)
        answer = self._web.post("studies", body, kind, JSON)
        if answer.status not in (200, 202, 409):
            raise Rejected(f"The archive '{self.server.name}' refuses the objects (HTTP {answer.status}).")
        said = self._read(answer)
        return _stored(said if isinstance(said, dict) else {})

    def _ask(self, path: str, query: Mapping[str, str | list[str]]) -> list[Mapping[str, Any]]:
        answer = self._answered(self._web.get(path, JSON, MOST_ANSWER, query))
        said = self._read(answer) if answer.status != 204 and answer.body else []
        return [item for item in said if isinstance(item, dict)] if isinstance(said, list) else []

    def _answered(self, answer: Answer) -> Answer:
        if answer.status not in (200, 204, 206):
            raise Rejected(f"The archive '{self.server.name}' refuses the question (HTTP {answer.status}).")
        return answer

    def _read(self, answer: Answer) -> Any:
        try:
            return json.loads(answer.body)
        except (ValueError, RecursionError):
            raise Unreachable(f"The archive '{self.server.name}' sent an answer that is no JSON.") from None

    def close(self) -> None:
        """Let go of the connections."""
        self._web.close()


def checked(uid: str) -> str:
    """A UID that may stand in an address.

    Raises:
        Rejected: it is none.
    """
    if not UID.fullmatch(uid) or len(uid) > 64:
        raise Rejected("This is no identifier of a study, series or object; search again and choose from the list.")
    return uid


def _plain(text: str) -> str:
    """What may stand in an address; other signs are asked for as any sign, since some archives do not decode them."""
    return OTHER.sub("?", one_line(text, 64).replace("\\", ""))


def _span(since: date | None, until: date | None) -> str:
    """A day or a span of days (PS3.4 C.2.2.2.5)."""
    if since is None and until is None:
        return ""
    ends = [day.strftime("%Y%m%d") if day else "" for day in (since, until)]
    return ends[0] if ends[0] == ends[1] else "-".join(ends)


def _study(item: Mapping[str, Any]) -> Study | None:
    uid = _text(item, "0020000D")
    if not UID.fullmatch(uid) or len(uid) > 64:
        return None
    return Study(
        uid=uid,
        patient_name=_name(item),
        patient_reference=_text(item, "00100020"),
        accession=_text(item, "00080050"),
        day=_day(_text(item, "00080020")),
        description=_text(item, "00081030"),
        modalities=tuple(one_line(str(value), 16) for value in _values(item, "00080061")[:16]),
        instances=_count(item, "00201208"),
    )


def _values(item: Mapping[str, Any], tag: str) -> list[Any]:
    element = item.get(tag)
    values = element.get("Value") if isinstance(element, dict) else None
    return values if isinstance(values, list) else []


def _text(item: Mapping[str, Any], tag: str) -> str:
    values = _values(item, tag)
    return one_line(str(values[0]), 128) if values and isinstance(values[0], str | int | float) else ""


def _name(item: Mapping[str, Any]) -> str:
    values = _values(item, "00100010")
    written = values[0].get("Alphabetic") if values and isinstance(values[0], dict) else None
    parts = str(written or "").split("^")
    return one_line(", ".join(part for part in (parts[0], " ".join(filter(None, parts[1:3]))) if part), 128)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _count(item: Mapping[str, Any], tag: str) -> int:
    text = _text(item, tag)
    return int(text) if text.isdecimal() and len(text) < 7 else 0


def _stored(said: Mapping[str, Any]) -> Stored:
    """The store response (PS3.18 10.5.3, table 10.5.3-1)."""
    stored = Stored()
    for item in _values(said, "00081199"):
        if isinstance(item, dict):
            stored.kept.add(_text(item, "00081155"))
    for item in _values(said, "00081198"):
        if isinstance(item, dict):
            code = _text(item, "00081197")
            stored.failed[_text(item, "00081155")] = int(code) if code.isdecimal() else 0
    return stored
