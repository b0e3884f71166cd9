"""What a header may announce before anything is decoded."""

from core.intake.limits import MEBI, Limits
from core.intake.refusal import Code, Refused

HARMLESS = 16 * MEBI


def check(rows: int, columns: int, pixel_bytes: int, encoded: int, limits: Limits) -> None:
    """Let a picture pass only if it has pixels, not too many, and did not grow out of next to nothing.

    Args:
        rows: Announced rows.
        columns: Announced columns.
        pixel_bytes: Bytes of one decoded pixel.
        encoded: Bytes of the encoded picture.
        limits: The bounds.

    Raises:
        Refused: no rows or columns, too many pixels, or a decompression bomb.
    """
    if rows <= 0 or columns <= 0:
        raise Refused(Code.SIZE, f"The film has {rows} rows and {columns} columns, so no picture; export it again.")
    if rows * columns > limits.pixels:
        words = f"{rows} x {columns} pixels and at most {limits.pixels / 1e6:g} million are read"
        raise Refused(Code.PIXELS, f"The film has {words}; export it smaller.")
    decoded = rows * columns * pixel_bytes
    if decoded > HARMLESS and decoded > limits.ratio * encoded:
        raise Refused(
            Code.RATIO, f"The film grows to {decoded / encoded:.0f} times its size, as no film does; export it again."
        )
