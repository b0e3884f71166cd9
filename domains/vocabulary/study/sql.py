"""The queue's hot statements: each runs on an index of the states, so that their number hardly matters.

The condition ``modality = ''`` is written out: a partial index is used only by statements that repeat its condition.
None needs statistics to be fast, which PostgreSQL does not have of a deck that was just taken in: each orders by what
its index is ordered by, and stops there.
"""

from typing import Any

from sqlalchemy import Integer, TextClause, bindparam, column, text

from data.types import UTCDateTime
from domains.vocabulary.bands import LEARNING

MINE = "s.learner_id = :learner AND s.deck_id = :deck AND s.modality = ''"
HIDDEN = """
    SELECT st.card_id FROM standings st
    WHERE st.learner_id = :learner AND (st.suspended OR st.buried_until > :at)
    UNION SELECT c.id FROM notes n JOIN cards c ON c.note_id = n.id
    WHERE n.deck_id = :deck AND n.deleted_at IS NOT NULL"""
OPEN = """
    AND NOT EXISTS (SELECT 1 FROM standings st WHERE st.learner_id = :learner AND st.card_id = s.card_id
                    AND (st.suspended OR st.buried_until > :at))
    AND NOT EXISTS (SELECT 1 FROM cards c JOIN notes n ON n.id = c.note_id
                    WHERE c.id = s.card_id AND n.deleted_at IS NOT NULL)"""


def _timed(statement: str) -> TextClause:
    names = [name for name in ("at", "until", "since") if f":{name}" in statement]
    return text(statement).bindparams(*(bindparam(name, type_=UTCDateTime) for name in names))


def _avoiding(statement: str) -> TextClause:
    return _timed(statement).bindparams(bindparam("avoid", expanding=True, type_=Integer))


DUE = _timed(f"SELECT count(*) FROM states s WHERE {MINE} AND s.due <= :at")  # noqa: S608 - fixed pieces
DUE_SOON = _timed(
    f"""
    SELECT (SELECT count(*) FROM states s WHERE {MINE} AND s.band = {LEARNING} AND s.due <= :until),
           (SELECT count(*) FROM states s WHERE {MINE} AND s.band = {LEARNING} AND s.due <= :at),
           (SELECT count(*) FROM (SELECT 1 FROM states s WHERE {MINE} AND s.due <= :at LIMIT :most) d)"""  # noqa: S608
)
DUE_HIDDEN = _timed(  # CROSS JOIN keeps SQLite from walking over all states for a few hidden cards.
    f"SELECT count(CASE WHEN s.band = {LEARNING} THEN 1 END), count(*) FROM ({HIDDEN}) h CROSS JOIN states s "  # noqa: S608
    f"WHERE s.card_id = h.card_id AND {MINE} AND (s.due <= :at OR (s.band = {LEARNING} AND s.due <= :until))"
)
ANY_HIDDEN = _timed(f"SELECT 1 FROM ({HIDDEN}) h LIMIT 1")  # noqa: S608
LEARNING_NEXT = _avoiding(
    f"SELECT s.card_id FROM states s WHERE {MINE} AND s.band = {LEARNING} AND s.due <= :until {OPEN} "  # noqa: S608
    "AND s.card_id NOT IN :avoid ORDER BY s.due, s.card_id LIMIT 1"
)
ALL_DUE = _avoiding(
    f"SELECT s.card_id FROM states s WHERE {MINE} AND s.band > {LEARNING} AND s.due <= :at {OPEN} "  # noqa: S608
    "AND s.card_id NOT IN :avoid LIMIT :most"
)
BY_BAND = _avoiding(
    f"""
    WITH RECURSIVE b(n) AS (
        SELECT (SELECT s.band FROM states s WHERE {MINE} AND s.band > {LEARNING} ORDER BY s.band LIMIT 1)
        UNION ALL
        SELECT (SELECT s.band FROM states s WHERE {MINE} AND s.band > b.n ORDER BY s.band LIMIT 1)
        FROM b WHERE b.n IS NOT NULL)
    SELECT (SELECT s.card_id FROM states s WHERE {MINE} AND s.band = b.n AND s.due <= :at {OPEN}
            AND s.card_id NOT IN :avoid ORDER BY s.due LIMIT 1)
    FROM b WHERE b.n IS NOT NULL"""  # noqa: S608
)
NEXT_DUE = _timed(f"SELECT min(s.due) AS due FROM states s WHERE {MINE} AND s.due > :at {OPEN}").columns(  # noqa: S608
    column("due", UTCDateTime)
)
UNSEEN = _avoiding(
    """
    SELECT c.id FROM cards c JOIN notes n ON n.id = c.note_id AND n.deleted_at IS NULL
    WHERE c.deck_id = :deck AND c.position > :position AND c.id NOT IN :avoid
    AND NOT EXISTS (SELECT 1 FROM states s WHERE s.learner_id = :learner AND s.card_id = c.id AND s.modality = '')
    AND NOT EXISTS (SELECT 1 FROM standings st WHERE st.learner_id = :learner AND st.card_id = c.id
                    AND (st.suspended OR st.buried_until > :at))
    ORDER BY c.position LIMIT :most"""
)
FIRST_UNSEEN = text(
    """
    SELECT c.position FROM cards c WHERE c.deck_id = :deck AND c.position > :position
    AND NOT EXISTS (SELECT 1 FROM states s WHERE s.learner_id = :learner AND s.card_id = c.id AND s.modality = '')
    ORDER BY c.position LIMIT 1"""
)
TODAY = _timed(
    "SELECT r.state, count(*) FROM reviews r WHERE r.learner_id = :learner AND r.reviewed_at >= :since "
    "AND r.deck_id = :deck AND r.undone_at IS NULL AND r.rating > 0 GROUP BY r.state"
)
NOBODY = [-1]
Parameters = dict[str, Any]
