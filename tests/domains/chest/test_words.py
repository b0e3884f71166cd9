import json

from domains.chest import words


def test_one_line_drops_what_no_database_takes() -> None:
    assert words.one_line(" Do\x00e,\nJa\ud800ne\u202e ", 256) == "Doe,Jane"
    assert words.one_line("x" * 300, 256) == "x" * 256


def test_plain_keeps_lines_and_tabs() -> None:
    assert words.plain("one\n\ttwo\x00\ud800\x1b ") == "one\n\ttwo"


def test_facts_become_json_that_every_database_takes() -> None:
    facts = {
        "spacing": (0.2, float("nan")),
        "name": "a\\u0000\x00b",
        "rows": 7,
        "deep": {"k\x00": [float("inf"), True, None]},
    }
    cleaned = words.facts(facts)
    assert cleaned == {"spacing": [0.2, None], "name": "a\\u0000b", "rows": 7, "deep": {"k": [None, True, None]}}
    assert json.loads(json.dumps(cleaned, allow_nan=False)) == cleaned
