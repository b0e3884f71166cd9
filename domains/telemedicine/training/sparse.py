"""From the domain's sparse rows to scikit-learn's, and back to a sealed folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from core.weights import Tensors, save, seal
from domains.telemedicine.features import Sparse


def matrix(rows: Sequence[Sparse], width: int) -> Any:
    """A `scipy.sparse.csr_matrix` of (rows, width)."""
    from scipy.sparse import csr_matrix

    ends = np.cumsum([0, *(len(row.columns) for row in rows)])
    values = np.concatenate([row.values for row in rows])
    return csr_matrix((values, np.concatenate([row.columns for row in rows]), ends), shape=(len(rows), width))


def keep(folder: Path, name: str, tensors: Tensors, texts: Mapping[str, str] | None = None) -> str:
    """Write tensors and texts into a folder of weights and seal it; the digest of its manifest."""
    folder.mkdir(parents=True, exist_ok=True)
    save(tensors, folder / name)
    for file, text in (texts or {}).items():
        (folder / file).write_text(text, encoding="utf-8")
    return seal(folder)
