from domains.telemedicine.page.wording import assertion, clock, escaped, lasting, plural, size


def test_times_and_sizes_are_written_as_people_write_them() -> None:
    assert [clock(each) for each in (None, 0, 61.9, 3661)] == ["\N{EN DASH}", "0:00", "1:01", "1:01:01"]
    assert [lasting(each) for each in (1, 62, 200)] == ["about 5 seconds", "about 60 seconds", "about 3 minutes"]
    assert [size(each) for each in (2048, 3 * 1024**2)] == ["2 KiB", "3.0 MiB"]
    assert [plural(each, "visit") for each in (1, 2)] == ["1 visit", "2 visits"]


def test_what_people_said_is_shown_as_text() -> None:
    assert escaped("*a* [b](c)") == r"\*a\* \[b\]\(c\)"


def test_what_was_denied_is_said_so_in_a_word() -> None:
    assert assertion({"assertion": "absent"}) == ("absent", "green")
    assert assertion({"assertion": "present"}) == ("", "")
