"""Puts what pydantic found wrong into one sentence that names the key."""

from pydantic import ValidationError


def sentence(what: str, error: ValidationError) -> str:
    """One sentence on the first thing that is wrong with `what`, and how many more there are."""
    first, *more = error.errors(include_url=False, include_context=False)
    key = ".".join(str(part) for part in first["loc"])
    tail = f" ({len(more)} more)" if more else ""
    if not key:
        return f"{what}: {_plain(first['msg'])}{tail}."
    if first["type"] == "extra_forbidden":
        return f"{what}: the key '{key}' is not known: remove it, or correct its spelling{tail}."
    if first["type"] == "missing":
        return f"{what}: the key '{key}' is missing: add it{tail}."
    return f"{what}: the key '{key}' is wrong: {_plain(first['msg'])}{tail}."


def _plain(message: str) -> str:
    text = message.removeprefix("Value error, ").removeprefix("Assertion failed, ").strip().rstrip(".")
    return text[:1].lower() + text[1:]
