"""The chunks of a PNG and their checksums, which its decoder does not compare for the pixels (PNG 3, section 5)."""

import struct
import zlib

from core.intake.refusal import Code, Refused

START = 8
HEAD = struct.Struct(">I4s")
CHECKSUM = 4


def check(data: memoryview) -> None:
    """Walk over all chunks up to the end mark.

    Raises:
        Refused: the end is missing, or a chunk was altered.
    """
    at = START
    while at + HEAD.size + CHECKSUM <= len(data):
        length, name = HEAD.unpack_from(data, at)
        end = at + HEAD.size + length
        if end + CHECKSUM > len(data):
            break
        if zlib.crc32(data[at + CHECKSUM : end]) != int.from_bytes(data[end : end + CHECKSUM], "big"):
            raise Refused(Code.MALFORMED, f"The PNG picture is damaged after byte {at:,}; send the whole file again.")
        if name == b"IEND":
            return
        at = end + CHECKSUM
    raise Refused(Code.TRUNCATED, "The PNG picture is cut short; send the whole file again.")
