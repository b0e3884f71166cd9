"""The wire format, against Google's own implementation."""

import struct
from typing import Any

import pytest
from google.protobuf import (  # type: ignore[import-untyped]
    descriptor_pb2,
    descriptor_pool,
    message_factory,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from domains.vocabulary.packages.child.protobuf import Field, Schema, read, shortest

Kind = descriptor_pb2.FieldDescriptorProto
SCHEMA: Schema = {
    1: Field("number"),
    2: Field("text", "str", default=""),
    3: Field("flag", "bool", default=False),
    4: Field("weight", "float", default=0.0),
    5: Field("numbers", many=True),
    6: Field("weights", "float", many=True),
    7: Field("inner", "message", default=None, fields={1: Field("number")}),
    9: Field("raw", "bytes", default=b""),
    300: Field("far"),
}
TYPES = (Kind.TYPE_INT64, Kind.TYPE_STRING, Kind.TYPE_BOOL, Kind.TYPE_FLOAT, Kind.TYPE_INT64, Kind.TYPE_FLOAT)


def message() -> Any:
    file = descriptor_pb2.FileDescriptorProto(name="peer.proto", package="peer", syntax="proto3")
    inner, outer = file.message_type.add(name="Inner"), file.message_type.add(name="Outer")
    inner.field.add(name="number", number=1, type=Kind.TYPE_INT64, label=Kind.LABEL_OPTIONAL)
    kinds = dict(zip(range(1, 7), TYPES, strict=True)) | {
        7: Kind.TYPE_MESSAGE,
        9: Kind.TYPE_BYTES,
        300: Kind.TYPE_INT64,
    }
    for number, kind in kinds.items():
        field = outer.field.add(name=SCHEMA[number].name, number=number, type=kind)
        field.label = Kind.LABEL_REPEATED if SCHEMA[number].many else Kind.LABEL_OPTIONAL
        if kind == Kind.TYPE_MESSAGE:
            field.type_name = ".peer.Inner"
    outer.field.add(name="unknown", number=8, type=Kind.TYPE_FIXED64, label=Kind.LABEL_OPTIONAL)
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName("peer.Outer"))


def bits(value: Any) -> Any:
    """A float as it is kept in 32 bits."""
    if isinstance(value, list):
        return [bits(each) for each in value]
    return struct.pack("<f", value) if isinstance(value, float) else value


OUTER = message()
INT64 = st.integers(-(2**63), 2**63 - 1)
FLOAT = st.floats(width=32, allow_nan=False, allow_infinity=False)


@settings(max_examples=40, deadline=None)
@given(
    st.fixed_dictionaries(
        {
            "number": INT64,
            "text": st.text(),
            "flag": st.booleans(),
            "weight": FLOAT,
            "numbers": st.lists(INT64),
            "weights": st.lists(FLOAT),
            "raw": st.binary(),
            "far": INT64,
            "unknown": st.integers(0, 2**64 - 1),
        }
    ),
    st.one_of(st.none(), INT64),
)
def test_what_google_writes_is_read(values: dict[str, Any], inner: int | None) -> None:
    made = OUTER(**values)
    if inner is not None:
        made.inner.number = inner
    found = read(made.SerializeToString(), SCHEMA)
    assert found["inner"] == (None if inner is None else {"number": inner})
    assert {name: bits(found[name]) for name in values if name != "unknown"} == {
        name: bits(value) for name, value in values.items() if name != "unknown"
    }


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        read(data, SCHEMA)
    except ValueError:
        return


@pytest.mark.parametrize("data", [b"\x08", b"\x12\x05ab", b"\x0b", b"\xff" * 11, b"\x15\0\0", b"\x32\x03abc"])
def test_broken_messages_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"broken|codec"):
        read(data, SCHEMA)


@pytest.mark.parametrize("value", [0.87, 0.9, 1.3, 2.5, 1e-7, 12345.678])
def test_a_short_float_comes_back_as_it_was_written(value: float) -> None:
    made = OUTER(weight=value)
    assert read(made.SerializeToString(), SCHEMA)["weight"] == pytest.approx(value, rel=1e-6)
    assert shortest(read(made.SerializeToString(), SCHEMA)["weight"]) == value
