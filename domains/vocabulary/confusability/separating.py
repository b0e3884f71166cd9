"""Look-alikes kept apart in a queue: whoever sees one right after the other learns neither."""

from collections.abc import Iterable, Sequence

from domains.vocabulary.confusability.own import Pair


def apart(notes: Sequence[int], pairs: frozenset[Pair], gap: int = 3) -> list[int]:
    """Places of a queue in a new order: look-alikes at least ``gap`` apart where that can be done, else as they were.

    A card is only put off behind others, and the first that may come comes, so that the order of what is due is kept
    as far as it can be.
    """
    waiting, order = list(range(len(notes))), list[int]()
    while waiting:
        recent = [notes[place] for place in order[-gap:]]
        fits = (place for place in waiting if not _clashes(notes[place], recent, pairs))
        order.append(next(fits, waiting[0]))
        waiting.remove(order[-1])
    return order


def _clashes(note: int, recent: Iterable[int], pairs: frozenset[Pair]) -> bool:
    return any((min(note, other), max(note, other)) in pairs for other in recent)
