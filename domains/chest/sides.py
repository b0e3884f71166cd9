"""Which side of the chest the words around a finding name."""

from bisect import bisect_right

from core.encoders.sentences import Layout


def side_of(layout: Layout, start: int, end: int) -> str:
    return ""
