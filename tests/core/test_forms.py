"""Bodies of requests: what PHP's brackets mean, and what is turned away."""

from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from b24bridge.core.errors import WebhookRejected
from b24bridge.core.forms import MAX_DEPTH, MAX_PAIRS, nested, pairs_of


def read(body: bytes):
    return nested(pairs_of(body))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"", {}),
        (b"&&", {}),
        (b"a", {"a": ""}),
        (b"a=", {"a": ""}),
        (b"a=b=c", {"a": "b=c"}),
        (b"a+b=c+d%2B", {"a b": "c d+"}),
        (b"data%5BFIELDS%5D%5BID%5D=5", {"data": {"FIELDS": {"ID": "5"}}}),
        (b"data[FIELDS][ID]=5&data[FIELDS][X]=6", {"data": {"FIELDS": {"ID": "5", "X": "6"}}}),
        (b"a[]=x&a[]=y", {"a": {"0": "x", "1": "y"}}),
        (b"a[7]=x&a[]=y", {"a": {"7": "x", "8": "y"}}),
        (b"a[][k]=x&a[][k]=y", {"a": {"0": {"k": "x"}, "1": {"k": "y"}}}),
        (b"a[0]=x", {"a": {"0": "x"}}),
        (b"a=1&a=2", {"a": "2"}),
        (b"a=%D0%B6", {"a": "ж"}),
        ("a=ж".encode(), {"a": "ж"}),
        (b"a[b]=1&a[%C2%B2]=2&a[]=3", {"a": {"b": "1", "²": "2", "0": "3"}}),
        (b"a[" + b"9" * 5000 + b"]=1&a[]=2", {"a": {"9" * 5000: "1", "0": "2"}}),
    ],
)
def test_brackets_nest_as_in_php(body, expected):
    """A body means what PHP would make of it."""
    assert read(body) == expected


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"=x", "broken_brackets"),
        (b"[a]=x", "broken_brackets"),
        (b"a[b=x", "broken_brackets"),
        (b"a[b]c=x", "broken_brackets"),
        (b"a[b]c]=x", "broken_brackets"),
        (b"a]=x", "broken_brackets"),
        (b"a[b[c]]=x", "broken_brackets"),
        (b"a=1&a[b]=2", "value_and_group"),
        (b"a[b]=2&a=1", "value_and_group"),
        (b"a[b]=2&a[b][c]=1", "value_and_group"),
        (b"a=%00", "unstorable_character"),
        (b"%00=a", "unstorable_character"),
        (b"a=%FF", "not_utf8"),
        (b"a=%ED%A0%80", "not_utf8"),
        (b"a" + b"[b]" * MAX_DEPTH + b"=1", "too_deep"),
        (b"a" + b"[" * 100_000 + b"]" * 100_000 + b"=1", "broken_brackets"),
        (b"a" + b"[b]" * 100_000 + b"=1", "too_deep"),
        (b"a=1&" * MAX_PAIRS + b"b=1", "too_many_pairs"),
    ],
)
def test_what_no_portal_sends_is_refused(body, reason):
    """Broken, deep, huge and unstorable bodies are refused with a countable reason, never with a crash."""
    with pytest.raises(WebhookRejected) as caught:
        read(body)
    assert (caught.value.reason, caught.value.status) == (reason, 400)


@pytest.mark.parametrize("pairs", [[("a", "\ud800")], [("\udfff", "a")], [("a", "b\0")]])
def test_pairs_decoded_elsewhere_are_checked_too(pairs):
    """Lone surrogates and U+0000 are refused even when somebody else decoded the body."""
    with pytest.raises(WebhookRejected, match="unstorable_character"):
        nested(pairs)


def test_limits_are_inclusive():
    """Eight levels and a thousand pairs are still read."""
    assert read(b"a" + b"[b]" * (MAX_DEPTH - 1) + b"=1")["a"]
    assert len(read(b"&".join(b"a%d=1" % n for n in range(MAX_PAIRS)))) == MAX_PAIRS
    with pytest.raises(WebhookRejected, match="too_many_pairs"):
        nested([(f"a{n}", "") for n in range(MAX_PAIRS + 1)])


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(body):
    """No bytes do anything but nest or be refused."""
    try:
        outcome = read(body)
    except WebhookRejected as error:
        outcome = error.status
    assert isinstance(outcome, dict) or outcome == 400


@given(
    st.dictionaries(
        st.from_regex(r"\A[A-Za-z_]{1,8}\Z"), st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
    )
)
def test_what_was_encoded_comes_back(values):
    """A flat form survives encoding and reading."""
    assert read(urlencode(values).encode()) == values
