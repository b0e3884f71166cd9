"""Packages of the first scheduler (up to Anki 2.0), told as the second and third do.

That scheduler had three answers while learning (2 was Good, 3 was Easy), and knew no relearning: a lapsed card stayed
in review while it went through its steps. Anki makes the same two changes when it upgrades a collection.
"""

from dataclasses import replace

from domains.vocabulary.packages import anki
from domains.vocabulary.packages.anki import Card, Package, Review

STEPS = (1, 3)
LEARNED_IN = (0, 2)


def upgrade(package: Package) -> None:
    """Bring a package to the second scheduler; one that is there already stays as it is."""
    version = anki.whole(package.conf.get("schedVer", 1 if package.version == 11 else 2))
    if version < 2:
        package.reviews = [_review(review) for review in package.reviews]
        package.cards = [_card(card) for card in package.cards]


def _review(review: Review) -> Review:
    return replace(review, ease=review.ease + 1) if review.type in LEARNED_IN and review.ease in (2, 3) else review


def _card(card: Card) -> Card:
    if card.type == anki.REVIEW and card.queue in STEPS and not card.odid:
        return replace(card, type=anki.RELEARNING)
    return card
