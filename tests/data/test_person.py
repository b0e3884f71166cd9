from __future__ import annotations

import pytest

from data.person import key_of, proper


def test_a_name_has_one_spelling() -> None:
    assert proper("  A\uff44a ") == "Ada"
    assert proper("Zo\u0065\u0308") == "Zo\u00eb"


@pytest.mark.parametrize("name", ["", " \t ", "a\nb", "a\x7fb", "x" * 65])
def test_what_cannot_be_shown_is_no_name(name: str) -> None:
    with pytest.raises(ValueError, match="1 to 64 printable characters"):
        proper(name)


def test_upper_and_lower_case_are_one_when_names_are_compared() -> None:
    assert key_of(" STRASSE ") == key_of("straße") == "strasse"
    assert key_of("Ada") != key_of("Adah")
