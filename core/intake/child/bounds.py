"""What a header may announce before anything is decoded."""

from core.intake.limits import MEBI, Limits
from core.intake.refusal import Code, Refused

HARMLESS = 16 * MEBI


def check_area(rows: int, columns: int, limits: Limits) -> None:
    """Let a picture pass only if it has pixels, and not too many.

    Raises:
        Refused: no rows or columns, or too many pixels.
    """
    if rows <= 0 or columns <= 0:
        raise Refused(Code.SIZE, f"The film has {rows} rows and {columns} columns, so no picture; export it again.")
    if rows * columns > limits.pixels:
        words = f"{rows} x {columns} pixels and at most {limits.pixels / 1e6:g} million are read"
        raise Refused(Code.PIXELS, f"The film has {words}; export it smaller.")


def check_growth(decoded: int, encoded: int, limits: Limits) -> None:
    """Let a compressed picture pass only if it does not grow out of next to nothing.

    Args:
        decoded: Announced bytes of the decoded picture.
        encoded: Bytes of the encoded picture.
        limits: The bounds.

    Raises:
        Refused: a decompression bomb.
    """
    if decoded > HARMLESS and decoded > limits.ratio * encoded:
        times = f"{decoded / max(encoded, 1):,.0f}"
        raise Refused(Code.RATIO, f"The film grows to {times} times its size, as no film does; export it again.")
