"""What the home page says that waits."""

from domains.vocabulary.views import Answer, Draft, Turn
from tests.domains.vocabulary.conftest import ADMIN, LENA, MAX, School


def test_due_cards_wait_and_new_ones_do_not(school: School) -> None:
    service = school.service
    deck = service.create_deck(LENA, "Two", "es", "en")
    service.add_notes(LENA, deck.id, [Draft("pan", "bread"), Draft("sal", "salt")])
    assert service.waiting(LENA) == ""
    turn = service.next(LENA, deck.id)
    assert isinstance(turn, Turn)
    service.answer(LENA, turn.token, Answer(1))
    assert service.waiting(LENA) == "1 card is due now."
    assert service.waiting(MAX) == service.waiting(ADMIN) == ""
