"""The wire format of Protocol Buffers, read by a table of fields; nothing is generated and nothing is executed.

Format: Google, "Protocol Buffers: Encoding" (developers.google.com/protocol-buffers). Unknown fields are skipped.
"""

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5
BROKEN = "A message in the package is broken."


@dataclass(frozen=True)
class Field:
    """One field of a message: its name, its ``kind`` (int, bool, float, str, bytes, message) and what it is unset."""

    name: str
    kind: str = "int"
    many: bool = False
    default: Any = 0
    fields: "Schema | None" = None


Schema = Mapping[int, Field]


def read(data: bytes, schema: Schema) -> dict[str, Any]:
    """The fields of a message by name, those that are not set with their default.

    Raises:
        ValueError: it is no such message.
    """
    values: dict[str, Any] = {field.name: [] if field.many else field.default for field in schema.values()}
    for number, wire, value in _items(data):
        field = schema.get(number)
        if field is not None:
            _take(values, field, wire, value)
    return values


def _take(values: dict[str, Any], field: Field, wire: int, value: Any) -> None:
    if not field.many:
        values[field.name] = _value(field, wire, value)
    elif wire == BYTES and field.kind in ("int", "float"):
        values[field.name] += _packed(field, value)
    else:
        values[field.name].append(_value(field, wire, value))


def _items(data: bytes) -> Iterator[tuple[int, int, Any]]:
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        number, wire = key >> 3, key & 7
        if wire == VARINT:
            value, at = _varint(data, at)
            yield number, wire, value
            continue
        size = {FIXED64: 8, FIXED32: 4}.get(wire)
        if wire == BYTES:
            size, at = _varint(data, at)
        if size is None or at + size > len(data):
            raise ValueError(BROKEN)
        yield number, wire, data[at : at + size]
        at += size


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 70, 7):
        if at >= len(data):
            break
        byte, at = data[at], at + 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value & 0xFFFFFFFFFFFFFFFF, at
    raise ValueError(BROKEN)


def _value(field: Field, wire: int, value: Any) -> Any:
    if field.kind in ("int", "bool"):
        return _number(field, wire, value)
    if field.kind == "float":
        return _float(wire, value)
    if wire != BYTES:
        raise ValueError(BROKEN)
    if field.kind == "str":
        return value.decode("utf-8")
    return read(value, field.fields or {}) if field.kind == "message" else value


def _number(field: Field, wire: int, value: Any) -> int | bool:
    if wire != VARINT:
        raise ValueError(BROKEN)
    if field.kind == "bool":
        return bool(value)
    return int(value - (1 << 64) if value >= 1 << 63 else value)


def _float(wire: int, value: Any) -> float:
    """A float of 32 bits as the shortest decimal that gives it back, as JSON of the same number would show it."""
    if wire == FIXED32:
        return shortest(struct.unpack("<f", value)[0])
    if wire == FIXED64:
        return float(struct.unpack("<d", value)[0])
    raise ValueError(BROKEN)


def shortest(value: float) -> float:
    """The decimal with the fewest digits that is this number in 32 bits."""
    for digits in range(6, 10):
        text = f"{value:.{digits}g}"
        if struct.pack("<f", float(text)) == struct.pack("<f", value):
            return float(text)
    return value


def _packed(field: Field, data: bytes) -> list[Any]:
    if field.kind == "float":
        if len(data) % 4:
            raise ValueError(BROKEN)
        return [shortest(each) for (each,) in struct.iter_unpack("<f", data)]
    values, at = [], 0
    while at < len(data):
        value, at = _varint(data, at)
        values.append(_number(field, VARINT, value))
    return values
