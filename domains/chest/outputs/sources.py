"""Where the pictures of an export come from: the stored originals, read again in the limited process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

from domains.chest.outputs.refusal import NotExportable
from domains.chest.outputs.signed import Film, SignedCase

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from core.case import Signal
    from core.intake.intake import Intake
    from data.blobs import BlobStore

    Gray = NDArray[np.floating[Any]]

LOST = "The stored film '{}' is missing or damaged; restore it from a backup, then export the case."


@dataclass(frozen=True)
class Sources:
    """The stored files of the room.

    Attributes:
        blobs: Originals and heat maps by digest.
        intake: Reads an original within limits.
    """

    blobs: BlobStore
    intake: Intake

    def read_again(self, case: SignedCase) -> SignedCase:
        """The case with what its films say of themselves today; films taken in before that was asked are read again.

        Raises:
            NotExportable: a stored film is gone.
        """
        return replace(case, read_again=tuple(self._complete(film) for film in case.films))

    def _complete(self, film: Film) -> Film:
        if (not film.instance and film.rows) or (film.facts.get("sop_class") and film.rows):
            return film
        facts: Mapping[str, Any] = {**film.facts, **self._signal(film).facts}
        return replace(film, facts=facts, rows=int(facts["rows"]), columns=int(facts["columns"]))

    def pixels(self, film: Film) -> Gray:
        """The whole film, ``(rows, columns)`` in [0, 1], air dark.

        Raises:
            NotExportable: the stored film is gone.
        """
        return cast("Gray", self._signal(film).content)

    def size(self, film: Film) -> int:
        """Bytes of the original."""
        return len(self._bytes(film.digest, film.name))

    def heatmap(self, digest: str) -> bytes:
        """A heat map over the whole film, as PNG."""
        return self._bytes(digest, "heat map")

    def _signal(self, film: Film) -> Signal:
        from core.intake.refusal import Refused

        try:
            return self.intake.image(self._bytes(film.digest, film.name), film.name)
        except Refused as error:
            raise NotExportable(LOST.format(film.name)) from error

    def _bytes(self, digest: str, name: str) -> bytes:
        from data.blobs import BlobCorrupt, BlobMissing

        try:
            return self.blobs.get(digest)
        except (BlobMissing, BlobCorrupt) as error:
            raise NotExportable(LOST.format(name)) from error
