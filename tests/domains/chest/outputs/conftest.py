"""Signed cases over a DICOM film, a picture and no film at all, and what is made of them, each made once."""

import io
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from PIL import Image
from pydicom import dcmread
from pydicom.dataset import Dataset

from core.intake.intake import Intake
from data.blobs import BlobStore
from domains.chest.deidentify import Box, Checked
from domains.chest.outputs import Anonymity, Made, SignedCase, objects
from tests.domains.chest.outputs.made_up import Shelf, document, signed

ADDENDUM = "Discussed with the ward.\nNo change."


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    with Intake() as intake:
        yield Shelf(BlobStore(tmp_path_factory.mktemp("shelf")), intake)


@pytest.fixture(scope="session")
def cases(shelf: Shelf, chest_film: bytes, png_film: bytes) -> dict[str, SignedCase]:
    out = io.BytesIO()
    with Image.open(io.BytesIO(png_film)) as image:
        image.save(out, "JPEG", quality=90)
    heat = {"Mass": shelf.heatmap()}
    dicom, png, jpeg = shelf.film(chest_film), shelf.film(png_film), shelf.film(out.getvalue())
    return {
        "dicom": signed(document(dicom, heat, reference="9RG1")),
        "amended": signed(document(dicom, heat, reference="9RG1"), "First.", ADDENDUM),
        "old": signed(document(shelf.film(chest_film, old=True), heat, reference="9RG1")),
        "png": signed(document(png, heat)),
        "jpeg": signed(document(jpeg, {}), ADDENDUM),
        "words": signed(document(None, {}), ADDENDUM),
    }


class Workshop:
    """Makes each export once for all tests."""

    def __init__(self, cases: dict[str, SignedCase], shelf: Shelf) -> None:
        self.cases = cases
        self.sources = shelf.sources
        self.made = cache(self._made)

    def _made(self, name: str, kind: str, nameless: bool = False, release: int = 4) -> tuple[Made, ...]:
        case = self.cases[name]
        return objects(case, kind, self.sources, self.anonymity(case) if nameless else None, release)

    def anonymity(self, case: SignedCase) -> Anonymity:
        words = {film.digest: Checked(200, 200, (Box(0, 0, 20, 20),)) for film in case.films}
        return Anonymity(b"secret of the installation, 32 by", words)

    def dataset(self, name: str, kind: str, **how: Any) -> Dataset:
        return dcmread(io.BytesIO(self.made(name, kind, **how)[0].data))


@pytest.fixture(scope="session")
def workshop(cases: dict[str, SignedCase], shelf: Shelf) -> Workshop:
    return Workshop(cases, shelf)
