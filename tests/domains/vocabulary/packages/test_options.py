"""Options that both have are mapped, within our bounds; the rest goes back as it was."""

from domains.vocabulary.packages import options
from domains.vocabulary.packages.exporting.decks import default_options

BASE = default_options(1, "Default")


def test_what_maps() -> None:
    assert options.settings(BASE, {}) == {
        "new_per_day": 20,
        "reviews_per_day": 200,
        "leech_lapses": 8,
        "desired_retention": 0.9,
        "bury_siblings": False,
    }


def test_values_are_brought_within_our_bounds() -> None:
    wild = BASE | {
        "new": {"perDay": 10**6},
        "rev": {"perDay": -5},
        "lapse": {"leechFails": 0},
        "desiredRetention": 0.99,
    }
    found = options.settings(wild, {})
    assert (found["new_per_day"], found["reviews_per_day"], found["leech_lapses"]) == (500, 1, 2)
    assert found["desired_retention"] == 0.97


def test_what_is_no_number_is_left_out() -> None:
    assert options.settings({"new": {"perDay": "many"}, "rev": 5, "desiredRetention": None}, {}) == {}


def test_a_deck_of_its_own_mind_goes_before_its_options() -> None:
    found = options.settings(BASE, {"newLimit": 3, "reviewLimit": 9, "desiredRetention": 85})
    assert (found["new_per_day"], found["reviews_per_day"], found["desired_retention"]) == (3, 9, 0.85)


def test_unchanged_settings_change_nothing() -> None:
    deck = {"newLimit": None, "name": "x"}
    assert options.changed(BASE, deck, options.settings(BASE, deck)) == (BASE, deck)
    wild = BASE | {"new": {"perDay": 10**6}}
    assert options.changed(wild, deck, options.settings(wild, deck))[0] == wild


def test_changed_settings_are_written_where_anki_looks() -> None:
    deck = {"newLimit": 3, "desiredRetention": 85}
    ours = options.settings(BASE, deck) | {"new_per_day": 12, "desired_retention": 0.8, "bury_siblings": True}
    kept, changed = options.changed(BASE, deck, ours)
    assert (kept["new"]["perDay"], changed["newLimit"]) == (12, 12)
    assert (kept["desiredRetention"], changed["desiredRetention"]) == (0.8, 80)
    assert kept["new"]["bury"] and kept["rev"]["bury"]
    assert options.settings(kept, changed) == ours
