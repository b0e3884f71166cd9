"""Names of media: those that a deck's notes call them by, and new ones for pictures and sounds without a name."""

from collections.abc import Iterable, Mapping

from core.intake import sniff
from data.blobs import BlobStore
from domains.vocabulary.store import MediaRow

ENDINGS = {"mov": "m4a", "matroska": "webm"}


class Names:
    """Which file goes under which name; two decks that call different files alike keep both.

    Args:
        rows: The media of the decks that are written.
        blobs: Where their content is.
    """

    def __init__(self, rows: Iterable[MediaRow], blobs: BlobStore) -> None:
        self._blobs = blobs
        self._files: dict[str, str] = {}
        self._by_digest: dict[tuple[str, str], str] = {}
        for row in rows:
            self._files.setdefault(row.name, row.digest)
            self._by_digest.setdefault((row.deck_id, row.digest), row.name)

    @property
    def files(self) -> Mapping[str, str]:
        """Digests by name."""
        return self._files

    def of(self, deck_id: str, digest: str | None) -> str:
        """The name of a picture or sound; empty for none."""
        if not digest:
            return ""
        name = self._by_digest.get((deck_id, digest)) or self._new(digest)
        if self._files.setdefault(name, digest) != digest:
            name = self._new(digest)
            self._files[name] = digest
        return name

    def _new(self, digest: str) -> str:
        head = self._blobs.get(digest)
        kind = sniff.colours(head) or sniff.media(head) or "bin"
        return f"chiron-{digest[:24]}.{ENDINGS.get(kind, kind.lower())}"
