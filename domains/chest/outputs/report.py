"""The signed reading as a DICOM structured report: TID 1500, Measurement Report (PS3.16), through highdicom.

What the clinician states and what the machine read stand in separate measurement groups: the first say present, absent
or uncertain, the second carry the algorithm (TID 4019), its probability, state and log-odds, and the regions it saw.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from domains.chest.outputs import codes
from domains.chest.outputs.identity import MAKER, MODEL, dated, equipment, line, person, reference, uid
from domains.chest.outputs.reportgroups import groups
from domains.chest.outputs.reportimages import library
from domains.chest.outputs.signed import SignedCase, Version

if TYPE_CHECKING:
    from highdicom.sr import ContentItem, MeasurementReport, ObservationContext
    from pydicom.dataset import Dataset

SERIES, UNNAMED = 9801, "Not stated"


def report_uid(case: SignedCase) -> str:
    """The UID of the report on this case as it stands; another addendum makes another report."""
    return uid("sr", case.last.sha256)


def structured_report(case: SignedCase) -> Dataset:
    """The report on the case as its last version left it; it names the report on the version before."""
    from highdicom.sr import ComprehensiveSR

    films = [reference(case, film) for film in case.films]
    made = ComprehensiveSR(
        evidence=films or [_nothing(case)],
        content=_content(case, films),
        series_instance_uid=uid("sr-series", case.id),
        series_number=SERIES,
        sop_instance_uid=report_uid(case),
        instance_number=len(case.versions),
        is_complete=True,
        is_final=True,
        is_verified=True,
        institution_name=line(case.institution) or None,
        verifying_observer_name=person(case.last.signed_by),
        verifying_organization=line(case.institution) or UNNAMED,
        performed_procedure_codes=[_procedure(case).dicom()],
        previous_versions=[_predecessor(case)] if case.addenda else None,
        coding_schemes=codes.schemes(),
        series_description="Chest reading",
        **equipment(case),
    )
    if not films:
        del made.CurrentRequestedProcedureEvidenceSequence
    made.VerifyingObserverSequence = [_verified(case, version) for version in reversed(case.versions)]
    return dated(made, case.last.signed_at)


def _nothing(case: SignedCase) -> Dataset:
    """A case without a film has no object to refer to; the report inherits patient and study all the same."""
    from pydicom.dataset import Dataset

    from domains.chest.outputs.identity import CAPTURE_CLASS, study_of

    found = study_of(case).fill(Dataset())
    found.SOPClassUID, found.SOPInstanceUID = CAPTURE_CLASS, uid("nothing", case.id)
    found.SeriesInstanceUID = uid("nothing-series", case.id)
    return found


def _predecessor(case: SignedCase) -> Dataset:
    from pydicom.dataset import Dataset
    from pydicom.uid import ComprehensiveSRStorage

    from domains.chest.outputs.identity import study_of

    before = Dataset()
    before.SOPClassUID, before.SOPInstanceUID = ComprehensiveSRStorage, report_uid(case.until(len(case.versions) - 1))
    before.StudyInstanceUID, before.SeriesInstanceUID = study_of(case).uid, uid("sr-series", case.id)
    return before


def _verified(case: SignedCase, version: Version) -> Dataset:
    from pydicom.dataset import Dataset

    item = Dataset()
    item.VerifyingObserverName = person(version.signed_by)
    item.VerifyingOrganization = line(case.institution) or UNNAMED
    item.VerificationDateTime = f"{version.signed_at:%Y%m%d%H%M%S}+0000"
    item.VerifyingObserverIdentificationCodeSequence = []
    return item


def _procedure(case: SignedCase) -> codes.Concept:
    return codes.RADIOGRAPHY if case.films else codes.WORDS_ALONE


def _content(case: SignedCase, films: Sequence[Dataset]) -> MeasurementReport:
    from highdicom.sr import MeasurementReport

    content = MeasurementReport(
        observation_context=_observers(case),
        procedure_reported=_procedure(case).dicom(),
        imaging_measurements=groups(case, films),
    )
    if films:
        content[0].ContentSequence.insert(_before_measurements(content), library(films))
    content[0].ContentSequence.extend([_text(codes.REPORT, case.versions[0].text), *map(_addendum, case.addenda)])
    return content


def _before_measurements(content: MeasurementReport) -> int:
    return len(content[0].ContentSequence) - 1


def _observers(case: SignedCase) -> ObservationContext:
    from highdicom import sr
    from pydicom.sr.codedict import codes as standard

    who = sr.PersonObserverIdentifyingAttributes(person(case.last.signed_by))
    what = sr.DeviceObserverIdentifyingAttributes(
        uid("device", case.weights), MAKER, MAKER, MODEL, serial_number=case.weights[:16]
    )
    return sr.ObservationContext(
        observer_person_context=sr.ObserverContext(standard.DCM.Person, who),
        observer_device_context=sr.ObserverContext(standard.DCM.Device, what),
    )


def _text(concept: codes.Concept, words: str) -> ContentItem:
    from highdicom.sr import RelationshipTypeValues, TextContentItem

    written = words.replace("\r\n", "\n").replace("\n", "\r\n") or "-"
    return TextContentItem(concept.dicom(), written, RelationshipTypeValues.CONTAINS)


def _addendum(version: Version) -> ContentItem:
    """An addendum with who wrote it: that need not be who signed last."""
    from highdicom.sr import ContainerContentItem, ContentSequence, PnameContentItem, RelationshipTypeValues

    item = ContainerContentItem(codes.ADDENDUM.dicom(), relationship_type=RelationshipTypeValues.CONTAINS)
    writer = PnameContentItem(codes.OBSERVER.dicom(), person(version.signed_by), RelationshipTypeValues.HAS_OBS_CONTEXT)
    item.ContentSequence = ContentSequence([writer, _text(codes.COMMENT, version.text)])
    return item
