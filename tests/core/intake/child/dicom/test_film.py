import numpy as np
import pytest

from core.intake.child.dicom.film import read
from core.intake.limits import Limits
from core.intake.refusal import Code, Refused
from tests.core.intake.films import film, library, ramp

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:pydicom")


def test_a_chest_film() -> None:
    picture = read(memoryview(library("RG1_UNCR.dcm")), Limits())
    assert picture.stored.shape == (1955, 1841)
    assert picture.facts["view"] == "PA"
    assert picture.notices == []
    assert picture.table.shape == (65536,)
    assert picture.table[0] > picture.table[30000]


@pytest.mark.parametrize("name", ["test-SR.dcm", "rtplan.dcm", "DICOMDIR", "waveform_ecg.dcm"])
def test_objects_without_pixels(name: str) -> None:
    with pytest.raises(Refused) as caught:
        read(memoryview(library(name)), Limits())
    assert caught.value.code == Code.NO_PIXELS


@pytest.mark.parametrize(("rows", "columns"), [(0, 64), (64, 0), (0, 0)])
def test_no_rows_or_columns(rows: int, columns: int) -> None:
    with pytest.raises(Refused) as caught:
        read(memoryview(film(Rows=rows, Columns=columns)), Limits())
    assert caught.value.code == Code.SIZE


def test_the_table_fits_the_pixels() -> None:
    for kind, size in ((np.uint8, 256), (np.uint16, 65536), (np.int16, 65536)):
        picture = read(memoryview(film(ramp(kind=kind, top=127))), Limits())
        assert picture.table.shape == (size,)
        assert picture.stored.dtype.itemsize == np.dtype(kind).itemsize
