"""What a decoder hands over: stored pixels, and a table from each stored value to what a viewer would show."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

Stored = NDArray[np.uint8] | NDArray[np.uint16]
Table = NDArray[np.float32]


@dataclass
class Picture:
    """One decoded picture, not yet shown.

    Attributes:
        stored: ``(rows, columns)``, uint8 or uint16: bit patterns, an index into the table.
        table: One displayed value in [0, 1] for each bit pattern, air dark.
        facts: What the file says of itself, unchecked.
        notices: Sentences for whoever reads the picture.
    """

    stored: Stored
    table: Table
    facts: dict[str, Any]
    notices: list[str] = field(default_factory=list)
