"""Ratings that an answer suggests: 1 again, 2 hard, 3 good, 4 easy."""

from domains.vocabulary.views import Question

AGAIN, HARD, GOOD, EASY = 1, 2, 3, 4
CHOOSING_MS, TYPING_MS, LETTER_MS = 2_000, 1_500, 300


def easy_or_good(question: Question, duration_ms: int | None) -> int:
    """Easy where a right answer took hardly longer than reading and moving; good where the time is not known."""
    if duration_ms is None or duration_ms <= 0:
        return GOOD
    typing = TYPING_MS + LETTER_MS * len(question.answer)
    return EASY if duration_ms <= (CHOOSING_MS if question.options else typing) else GOOD
