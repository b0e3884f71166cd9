"""Pictures by address: what is large goes to the browser once, not with every rerun."""

from __future__ import annotations

from streamlit import runtime


def address(content: bytes, kind: str, digest: str, place: str) -> str:
    """The address under which this session's browser can fetch the content.

    It must be asked for in every script run that still shows the content; Streamlit lets go of the rest.

    Args:
        content: The bytes.
        kind: Their MIME type.
        digest: Names the content; part of the address, so that two contents never share one.
        place: Names the place on the page; a new content there replaces the old.
    """
    return runtime.get_instance().media_file_mgr.add(content, kind, place, file_name=digest)
