"""Every source attribute that the rule lists has its words, on the panel and in the card."""

from domains.chest import attributes
from tests.domains.chest.room import FOLDER


def test_there_are_as_many_as_the_rule_lists() -> None:
    counts = [len(each.attributes) for each in attributes.categories()]
    assert counts == [4, 4, 2, 4, 2, 4, 5, 4, 2]
    assert all(value.endswith(".") for each in attributes.categories() for _, value in each.attributes)


def test_the_card_holds_the_same_table() -> None:
    assert attributes.markdown() in (FOLDER / "CARD.md").read_text(encoding="utf-8")
