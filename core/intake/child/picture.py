"""What a decoder hands over: stored pixels, and a table from each stored pattern to what a viewer would show."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.intake.arena import Stored, Table

SAMPLE = 256


@dataclass
class Picture:
    """One decoded picture, not yet shown.

    Attributes:
        stored: ``(rows, columns)``, uint8 or uint16: bit patterns, an index into the table.
        table: One brightness in [0, 1] for each bit pattern, air dark.
        facts: What the file says of itself, unchecked.
        notices: Sentences for whoever reads the picture.
    """

    stored: Stored
    table: Table
    facts: dict[str, Any]
    notices: list[str] = field(default_factory=list)

    def thumbnail(self) -> NDArray[np.float32]:
        """The brightness of at most 256 x 256 pixels spread evenly over the picture."""
        return self.table[sample(self.stored)]


def sample(stored: Stored) -> Stored:
    """At most 256 x 256 pixels spread evenly over all of them; a view."""
    rows, columns = stored.shape
    return stored[:: -(-rows // SAMPLE), :: -(-columns // SAMPLE)]
