"""Films for the tests: made up ones, and those that pydicom and pydicom-data bring along."""

import importlib.util
import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.uid import UID, ExplicitVRLittleEndian

SECONDARY_CAPTURE = "1.2.840.10008.5.1.4.1.1.7"
PACKAGES = {"pydicom": "pydicom", "data_store": "pydicom-data"}


def library(name: str) -> bytes:
    """A film by its file name; nothing is ever fetched."""
    missing = []
    for module, package in PACKAGES.items():
        spec = importlib.util.find_spec(module)
        if spec is None or spec.origin is None:
            missing.append(package)
            continue
        for path in Path(spec.origin).parent.rglob(name):
            return path.read_bytes()
    pytest.skip(f"{name} is missing: {' and '.join(missing) or 'the packages that are installed'} should bring it.")


def ramp(rows: int = 64, columns: int = 64, kind: Any = np.uint16, top: int = 4095) -> NDArray[Any]:
    """A picture whose every value from 0 to ``top`` is about as frequent, dark above and bright below."""
    return np.linspace(0, top, rows * columns).reshape(rows, columns).astype(kind)


def dataset(pixels: NDArray[Any], bits: int | None = None, **elements: Any) -> Dataset:
    """A data set around native pixels; an element given as None is left out."""
    made = Dataset()
    made.SOPClassUID, made.SOPInstanceUID = SECONDARY_CAPTURE, "1.2.3"
    made.Rows, made.Columns = pixels.shape[:2]
    made.SamplesPerPixel = 3 if pixels.ndim == 3 else 1
    made.PhotometricInterpretation = "RGB" if pixels.ndim == 3 else "MONOCHROME2"
    if pixels.ndim == 3:
        made.PlanarConfiguration = 0
    made.BitsAllocated = 8 * pixels.dtype.itemsize
    made.BitsStored = bits or made.BitsAllocated
    made.HighBit = made.BitsStored - 1
    made.PixelRepresentation = int(pixels.dtype.kind == "i")
    made.PixelData = pixels.tobytes()
    for keyword, value in elements.items():
        made.pop(keyword, None)
        if value is not None:
            setattr(made, keyword, value)
    return made


def written(made: Dataset, syntax: str = ExplicitVRLittleEndian, frame: bytes | None = None) -> bytes:
    """The data set as a file; ``frame`` is an encoded picture in place of the native pixels."""
    if frame is not None:
        made.PixelData = encapsulate([frame])
        made["PixelData"].is_undefined_length = True
    made["PixelData"].VR = "OB" if made.BitsAllocated == 8 or frame is not None else "OW"
    made.file_meta = FileMetaDataset()
    made.file_meta.TransferSyntaxUID = UID(syntax)
    buffer = io.BytesIO()
    made.save_as(buffer, enforce_file_format=True)
    return buffer.getvalue()


def film(pixels: NDArray[Any] | None = None, bits: int | None = None, **elements: Any) -> bytes:
    """A native DICOM film."""
    return written(dataset(ramp() if pixels is None else pixels, bits, **elements))


def raster(pixels: NDArray[Any], kind: str, mode: str | None = None, **options: Any) -> bytes:
    """A PNG or JPEG picture."""
    image = Image.fromarray(pixels)
    buffer = io.BytesIO()
    (image.convert(mode) if mode else image).save(buffer, kind, **options)
    return buffer.getvalue()
