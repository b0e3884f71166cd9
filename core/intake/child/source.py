"""A recording that was handed over as an open file: read where it lies, in parts, and never whole."""

import os

HEAD = 16
BOXES = 10_000
UNKNOWN_LENGTH = (0, 0xFFFFFFFF)


class Source:
    """Reads by position, so that whoever shares the descriptor is not disturbed.

    Args:
        file: Descriptor, open for reading only.

    Attributes:
        size: Bytes in the file.
    """

    def __init__(self, file: int) -> None:
        self._file = file
        self._at = 0
        self.size = os.fstat(file).st_size

    def read(self, size: int) -> bytes:
        """The next bytes, fewer at the end."""
        data = os.pread(self._file, size, self._at)
        self._at += len(data)
        return data

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go on reading elsewhere."""
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self.size}[whence]
        self._at = max(0, start + offset)
        return self._at

    def tell(self) -> int:
        """Where the next bytes are read."""
        return self._at

    def lacks_end(self) -> bool:
        """Whether a RIFF file (WAV, AVI) is shorter than its head says; FFmpeg reads one to where it ends."""
        head = os.pread(self._file, 8, 0)
        length = int.from_bytes(head[4:8], "little")
        return head[:4] == b"RIFF" and length not in UNKNOWN_LENGTH and self.size + 1 < length + 8

    def lacks_index(self) -> bool:
        """Whether an MP4 or QuickTime file has no ``moov`` box, often written last (ISO/IEC 14496-12, section 8.2)."""
        at = 0
        for _ in range(BOXES):
            head = os.pread(self._file, HEAD, at)
            length, name = int.from_bytes(head[:4], "big"), head[4:8]
            if name == b"moov" or len(head) < 8:
                return name != b"moov"
            length = int.from_bytes(head[8:16], "big") if length == 1 else length or self.size
            at += max(length, 8)
        return True
