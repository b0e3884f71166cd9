"""What the collection tells of the films of a report beside their pixels: two tables of numbers.

The *record* is what a department knows before anyone reads: age, hour, which films were taken, priority, and (named
for what they are) the parameters of the acquisition: exposure, device, plate. The *image descriptors* are computed from
the pixels: the visual words that the collection publishes for each film (MPEG-7 colour layout and edge histogram, CEDD,
FCTH, each as the number of a cluster), and the gray values that the device chose to show (window, look-up table).

Left out, because they carry the order of filing rather than the patient: file numbers, dates, series and instance
numbers, image size. What they alone would give stands in the benchmark as a warning.
"""

from __future__ import annotations

import re
import tarfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]
WORDS = ("CEDD", "ColorLayout", "EdgeHistogram", "FCTH", "SemanticContext60")
EXPOSURE = (
    "Exposure", "Exposures on Plate", "KVP", "Sensitivity", "Distance Source to Detector", "Exposure Time",
    "Exposure Time in uS", "Exposure in uAs", "Image and Fluoroscopy Area Dose Product", "Relative X-Ray Exposure",
    "X-Ray Tube Current",
)  # fmt: skip
DEVICE = (
    "Acquisition Device Processing Code", "Bits Stored", "Body Part Examined", "Cassette Size", "Cassette Orientation",
    "Collimator/grid Name", "Filter Type", "Focal Spot(s)", "Image Type", "Imager Pixel Spacing", "Modality",
    "Photometric Interpretation", "Plate Type", "Private Creator", "Grid", "Rescale Type", "Exposure Control Mode",
)  # fmt: skip
REQUEST = ("Study Priority ID", "Requested Procedure Priority", "Code Meaning", "View Position", "Patient Orientation")
GRAY = ("LUT Descriptor", "Window Center", "Window Width", "Processing Function")
FRONTAL, LEAST, CUTS = ("PA", "AP"), 15, 5
_FILM = re.compile(r'<parentImage id="([^"]+)">(.*?)</parentImage>', re.DOTALL)
_WORD = re.compile(rf"<({'|'.join(WORDS)})>([^<]+)<")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def films(archive: Path, headers: Path) -> Any:
    """A row (pandas) for each film: ``report``, the visual words, and its DICOM header."""
    import pandas as pd

    words = pd.DataFrame(_words(archive))
    header = pd.read_csv(headers, low_memory=False)
    return words.merge(header, on="imageid", how="left").sort_values(["report", "imageid"]).reset_index(drop=True)


def _words(archive: Path) -> Iterator[dict[str, str]]:
    with tarfile.open(archive) as tar:
        for member in tar.getmembers():
            file = tar.extractfile(member) if member.name.endswith(".xml") else None
            if file is not None:
                text = file.read().decode("utf-8")
                report = re.search(r'<uId id="([^"]+)"', text)
                for film in _FILM.finditer(text) if report else ():
                    yield {"report": report[1] if report else "", "imageid": film[1], **dict(_WORD.findall(film[2]))}


def record(table: Any, reports: Sequence[str], acquisition: bool = True) -> Array:
    """``(reports, columns)``: the regressors of the record; zero where a report has no film.

    Args:
        table: Of :func:`films`.
        reports: Their order.
        acquisition: Whether to take exposure and device in, beside age, hour, request and views.
    """
    first = table.drop_duplicates("report").set_index("report").reindex(reports)
    counts = table.groupby("report").size().reindex(reports).fillna(0)
    blocks = [cuts(age(first), 8), cuts(hour(first), 6), levels(counts)]
    blocks += [counted(table, name, reports) for name in REQUEST]
    if acquisition:
        blocks += [cuts(np.asarray(_numbers(first[name])), CUTS) for name in EXPOSURE]
        blocks += [levels(first[name]) for name in DEVICE]
    return np.column_stack(blocks)


def descriptors(table: Any, reports: Sequence[str]) -> Array:
    """``(reports, columns)``: the regressors of the image descriptors; words apart for frontal films and others."""
    frontal = table["View Position"].isin(FRONTAL)
    blocks = [counted(part, name, reports) for name in WORDS for part in (table[frontal], table[~frontal])]
    first = table.drop_duplicates("report").set_index("report").reindex(reports)
    return np.column_stack([*blocks, *(cuts(values, CUTS) for values in _grays(first))])


def age(first: Any) -> Array:
    """Years from birth to the study; the collection moved both dates alike."""
    import pandas as pd

    born, taken = (
        pd.to_datetime(first[name].astype("Int64").astype(str), format="%Y%m%d", errors="coerce")
        for name in ("Patient's Birth Date", "Study Date")
    )
    return np.asarray((taken - born).dt.days / 365.25, np.float64)


def hour(first: Any) -> Array:
    """Of the day, when the film was taken."""
    taken = _numbers(first["Performed Procedure Step Start Time"])
    return np.asarray(taken.fillna(_numbers(first["Instance Creation Time"])) // 10_000, np.float64)


def filing(table: Any, reports: Sequence[str]) -> Array:
    """What was left out: number of the report, date, image size. A warning, not a source."""
    first = table.drop_duplicates("report").set_index("report").reindex(reports)
    number = np.array([float(_NUMBER.search(name)[0]) for name in reports])  # type: ignore[index]
    columns = [number, *(_numbers(first[name]) for name in ("Study Date", "Rows", "Columns", "Series Number"))]
    return np.column_stack([cuts(np.asarray(values, np.float64), 10) for values in columns])


def _grays(first: Any) -> Iterator[Array]:
    for name in GRAY:
        found = [[float(v) for v in _NUMBER.findall(str(value))] for value in first[name]]
        for place in range(max(map(len, found))):
            yield np.array([values[place] if len(values) > place else np.nan for values in found])


def _numbers(column: Any) -> Any:
    import pandas as pd

    return pd.to_numeric(column, errors="coerce")


def cuts(values: Array, parts: int) -> Array:
    """A number as: recorded or not, its rank, and whether it lies above each inner quantile; 0 if unrecorded."""
    known = ~np.isnan(values)
    if known.sum() < LEAST:
        return np.zeros((len(values), 0))
    rank = np.zeros(len(values))
    rank[known] = np.searchsorted(np.sort(values[known]), values[known]) / known.sum() - 0.5
    edges = np.unique(np.quantile(values[known], np.linspace(0, 1, parts + 1)[1:-1]))
    above = np.where(known[:, None], values[:, None] > edges, False)
    return np.column_stack([known.astype(float), rank, above.astype(float)])


def levels(column: Any) -> Array:
    """One column of 0 and 1 for each value that enough reports have; none for not recorded."""
    common = [value for value, count in column.value_counts().items() if count >= LEAST]
    return np.column_stack([np.zeros((len(column), 0)), *(np.asarray(column == value, float) for value in common)])


def counted(table: Any, name: str, reports: Sequence[str]) -> Array:
    """Whether any film of a report has each value that enough films have."""
    common = [value for value, count in table[name].value_counts().items() if count >= LEAST]
    having = [table[table[name] == value].groupby("report").size().reindex(reports).notna() for value in common]
    return np.column_stack([np.zeros((len(reports), 0)), *(np.asarray(column, float) for column in having)])
