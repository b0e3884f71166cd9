"""Films and heat maps of a case, as pictures."""

from collections.abc import Callable
from typing import Literal

from data.actor import Actor
from data.blobs import BlobStore
from domains.chest.cases import NotNow, Picture
from domains.chest.config import Config
from domains.chest.door import Door
from domains.chest.pictures import eight_bit, sized
from domains.chest.views import current, is_withheld


class Gallery:
    """Hands out pictures; a page keeps them by their digest, since every look is recorded."""

    def __init__(self, door: Door, blobs: BlobStore, config: Callable[[], Config]) -> None:
        self._door = door
        self._blobs = blobs
        self._config = config

    def film(self, actor: Actor, case_id: str, index: int, bits: Literal[8, 16]) -> Picture:
        """A film as it is to be shown.

        Raises:
            NotNow: the case has no such film.
        """
        with self._door.case(actor, "film.view", case_id) as visit:
            if not 0 <= index < len(visit.row.films):
                raise NotNow("This case has no such film.")
            film = visit.row.films[index]
            visit.detail.update({"film": film.digest})
            preview = film.preview
        png = self._blobs.get(preview)
        return eight_bit(png) if bits == 8 else sized(png)

    def heatmaps(self, actor: Actor, case_id: str) -> dict[str, Picture]:
        """Where the image expert saw each finding, by label; empty where nothing is shown yet."""
        with self._door.case(actor, "heatmap.view", case_id) as visit:
            reading = current(visit.row)
            hidden = is_withheld(visit.row, actor, self._config().blind_first)
            digests = {} if reading is None or hidden else dict(reading.heatmaps)
            visit.detail["labels"] = list(digests)
        return {label: sized(self._blobs.get(digest)) for label, digest in digests.items()}
