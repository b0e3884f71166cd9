"""What kind of answer a question wants."""

import pytest

from core.architectures.wording import choices, is_closed


@pytest.mark.parametrize(
    ("question", "offered"),
    [
        ("Is this an AP or PA film?", ("ap", "pa")),
        ("Is the patient male or female?", ("male", "female")),
        ("Is the lesion on the left or the right side?", ("left", "right")),
        ("Is there a mass or a nodule?", None),
        ("Where is the lesion?", None),
        ("Do you see fluid or air?", None),
    ],
)
def test_choices(question: str, offered: tuple[str, str] | None) -> None:
    assert choices(question) == offered


@pytest.mark.parametrize(
    ("question", "closed"),
    [("Is the heart enlarged?", True), ("do you see a mass", True), ("What plane is this?", False),
     ("Is this an AP or PA film?", False), ("or", False), ("", False)],
)  # fmt: skip
def test_closed(question: str, closed: bool) -> None:
    assert is_closed(question) is closed
