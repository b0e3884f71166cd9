"""DICOM files parsed without the parser's complaints: they quote values, and what leaves is judged by its bytes."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydicom.dataset import Dataset


@contextmanager
def quiet() -> Iterator[None]:
    """Neither warnings nor log lines of pydicom: they would carry a patient's data into the log."""
    logger = logging.getLogger("pydicom")
    before = logger.level
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        logger.setLevel(logging.CRITICAL)
        try:
            yield
        finally:
            logger.setLevel(before)


def parsed(data: bytes) -> Dataset:
    """A DICOM file; its values are parsed when they are asked for.

    Raises:
        ValueError: it is none, or its structure cannot be followed.
    """
    from pydicom import dcmread
    from pydicom.errors import InvalidDicomError

    try:
        return dcmread(BytesIO(data))
    except (InvalidDicomError, EOFError, KeyError, AttributeError, NotImplementedError, OSError) as error:
        raise ValueError("This is no DICOM file that can be followed.") from error
