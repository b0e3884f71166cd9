"""A form drawn from a JSON schema: one widget for each property, with its description, bounds and default."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

LONG_TEXT = 200


def fields(schema: Mapping[str, Any], values: Mapping[str, Any], key: str) -> dict[str, Any]:
    """Draw a widget for each property of an object schema and return what they hold.

    Args:
        schema: A JSON schema of type object, as pydantic writes it.
        values: What stands now, by property.
        key: Prefix that keeps the widgets of two forms apart.
    """
    drawn = {}
    for name, raw in schema.get("properties", {}).items():
        rule = _resolved(raw, schema)
        drawn[name] = _field(name, rule, values.get(name, rule.get("default")), f"{key}.{name}")
    return drawn


def _resolved(rule: Mapping[str, Any], schema: Mapping[str, Any]) -> dict[str, Any]:
    reference = rule.get("$ref") or next((r["$ref"] for r in rule.get("allOf", ()) if "$ref" in r), None)
    if reference is None:
        return dict(rule)
    return {**schema["$defs"][reference.rsplit("/", 1)[-1]], **rule}


def _field(name: str, rule: Mapping[str, Any], value: Any, key: str) -> Any:
    label = rule.get("title", name.replace("_", " ").capitalize())
    about = rule.get("description")
    if "enum" in rule:
        options = list(rule["enum"])
        return st.selectbox(label, options, index=options.index(value), help=about, key=key)
    kind = rule.get("type")
    if kind == "boolean":
        return st.toggle(label, value=bool(value), help=about, key=key)
    if kind in ("integer", "number"):
        return _number(label, rule, value, key)
    if kind == "string" and rule.get("maxLength", 0) > LONG_TEXT:
        return st.text_area(label, value=value or "", help=about, max_chars=rule["maxLength"], key=key)
    if kind == "string":
        return st.text_input(label, value=value or "", help=about, max_chars=rule.get("maxLength"), key=key)
    raise ValueError(f"The setting '{name}' has a type that the form cannot draw: {kind}.")


def _number(label: str, rule: Mapping[str, Any], value: Any, key: str) -> float | int:
    cast: type[int] | type[float] = int if rule["type"] == "integer" else float
    low, high = rule.get("minimum"), rule.get("maximum")
    return st.number_input(
        label,
        value=cast(value),
        min_value=None if low is None else cast(low),
        max_value=None if high is None else cast(high),
        step=1 if cast is int else 0.05,
        help=rule.get("description"),
        key=key,
    )
