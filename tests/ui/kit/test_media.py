from tests.ui.kit.drawn import draw


def script(first: bytes, second: bytes, digests: tuple[str, str]) -> None:
    import streamlit as st

    from ui.kit.media import address

    contents = zip((first, second), digests, strict=True)
    st.session_state["addresses"] = [address(each, "image/png", name, name) for each, name in contents]


def addresses(first: bytes, second: bytes, digests: tuple[str, str]) -> list[str]:
    run = draw(script, first=first, second=second, digests=digests)
    return list(run.session_state["addresses"])


def test_a_content_has_one_address_and_another_digest_another() -> None:
    one, other = addresses(b"film", b"film", ("a", "b"))
    assert "/media/" in one
    assert one != other
    assert addresses(b"film", b"film", ("a", "b")) == [one, other]


def test_large_contents_that_differ_in_the_middle_only_do_not_share_an_address() -> None:
    large = bytearray(6 * 1024 * 1024)
    changed = bytes(large)
    large[1_000_001] = 1
    one, other = addresses(bytes(large), changed, ("a", "b"))
    assert one != other
