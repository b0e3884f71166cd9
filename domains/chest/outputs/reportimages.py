"""The image library of the structured report: which films it speaks of (TID 1600, PS3.16).

Made here and not by highdicom's class, which fails on a film without orientation or spacing; many have neither.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from domains.chest.outputs import codes

if TYPE_CHECKING:
    from highdicom.sr import ContainerContentItem, ImageContentItem, NumContentItem
    from pydicom.dataset import Dataset


def library(films: Sequence[Dataset]) -> ContainerContentItem:
    """The films with their shapes, as one group."""
    return _container(codes.LIBRARY, [_container(codes.GROUP, [_image(film) for film in films])])


def _container(name: codes.Concept, items: Sequence[ContainerContentItem | ImageContentItem]) -> ContainerContentItem:
    from highdicom.sr import ContainerContentItem, ContentSequence, RelationshipTypeValues

    made = ContainerContentItem(name.dicom(), relationship_type=RelationshipTypeValues.CONTAINS)
    made.ContentSequence = ContentSequence(items)
    return made


def _image(film: Dataset) -> ImageContentItem:
    from highdicom.sr import ContentSequence, ImageContentItem, RelationshipTypeValues

    kind = RelationshipTypeValues.CONTAINS
    item = ImageContentItem(codes.SOURCE.dicom(), film.SOPClassUID, film.SOPInstanceUID, relationship_type=kind)
    if film.Rows and film.Columns:
        item.ContentSequence = ContentSequence([_count(codes.ROWS, film.Rows), _count(codes.COLUMNS, film.Columns)])
    return item


def _count(name: codes.Concept, value: int) -> NumContentItem:
    from highdicom.sr import NumContentItem, RelationshipTypeValues

    return NumContentItem(
        name.dicom(), value, codes.PIXELS.dicom(), relationship_type=RelationshipTypeValues.HAS_ACQ_CONTEXT
    )
