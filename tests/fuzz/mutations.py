"""Input that is nearly right: bytes and JSON in which something was changed, as accidents and attackers change it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from hypothesis import strategies as st

SCALARS: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.sampled_from([0, -1, 1, 2**31, 2**53, 2**64, -(2**63), 10**30, 0.5, -0.0, 1e308, float("inf"), float("nan")]),
    st.sampled_from(
        ["", "\0", "\u202e", "\ud800", "😀", "../..", "'", '"', "`", "::error::", "x" * 5_000, "9" * 5_000]
    ),
    st.text(max_size=20),
)
"""Values of the wrong type, size or content."""

JSON: st.SearchStrategy[Any] = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
)
_PIECES = st.sampled_from(
    [
        *(b"", b"\0", b"\n", b"\r", b"\r\n", b"\t", b"\f", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\x80"),
        *(b"(" * 300, b"[" * 3_000, b"{" * 300, b"-" * 300, b"9" * 5_000, b'"""', b"'''", b"\\", b"#", b"@", b"@@"),
        *(b"def ", b"class ", b"lambda", b":", b";", b"async ", b"# coding: utf-7\n", b"# coding: nope\n", b"f'{"),
        *(b'"docs": [', b'{"id": "c1"', b"null", b"true", b"1e999", b"-", b"+", b" ", b"\xc2\x85", b"\xe2\x80\xa8"),
    ]
)


@st.composite
def mutated(draw: Callable[[st.SearchStrategy[Any]], Any], seeds: Sequence[bytes]) -> bytes:
    """One of the seeds after a few cuts, insertions, repetitions and changes."""
    data = bytearray(draw(st.sampled_from(list(seeds))))
    for _ in range(draw(st.integers(0, 5))):
        at, length = draw(st.integers(0, len(data))), draw(st.integers(0, 40))
        change = draw(st.integers(0, 4))
        if change == 0:
            del data[at : at + length]
        elif change == 1:
            data[at:at] = draw(_PIECES)
        elif change == 2:
            data[at:at] = data[at : at + length] * draw(st.integers(1, 30))
        elif change == 3 and at < len(data):
            data[at] = draw(st.integers(0, 255))
        else:
            data[at:at] = draw(st.binary(max_size=8))
    return bytes(data)


@st.composite
def altered(draw: Callable[[st.SearchStrategy[Any]], Any], seeds: Sequence[Any]) -> Any:  # noqa: ANN401 - any JSON
    """One of the seeds with some of its values replaced, taken away or wrapped."""
    value = json.loads(json.dumps(draw(st.sampled_from(list(seeds)))))
    for _ in range(draw(st.integers(1, 3))):
        value = _alter(draw, value)
    return value


def _alter(draw: Callable[[st.SearchStrategy[Any]], Any], value: Any) -> Any:  # noqa: ANN401 - any JSON
    """Walk down at random, and change what is there."""
    if not isinstance(value, dict | list) or not value or draw(st.integers(0, 5)) == 0:
        return draw(st.one_of(JSON, st.just([value]), st.just({"a": value})))
    key = draw(st.sampled_from(sorted(value) if isinstance(value, dict) else range(len(value))))
    if draw(st.integers(0, 6)) == 0:
        del value[key]
    else:
        value[key] = _alter(draw, value[key])
    return value
