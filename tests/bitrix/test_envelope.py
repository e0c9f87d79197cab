"""The parser of answers: any bytes end as an answer, an error, or no usable answer."""

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from b24bridge.bitrix.envelope import Answer, Fault, Timing, UnusableAnswerError, load, parse, timing
from tests.reference import reference

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["error", "code", "x"]) | st.text(), inner, max_size=4)
    ),
    max_leaves=12,
)
KEYS = st.sampled_from(["result", "error", "error_description", "total", "next", "time"])


def outcome(status: int, body: bytes) -> Answer | Fault | None:
    try:
        return parse(status, body)
    except UnusableAnswerError:
        return None


@given(st.integers(100, 599), st.binary(max_size=200))
@example(200, b'{"result": 1' + b"0" * 5000 + b"}")
def test_any_bytes_are_judged(status: int, body: bytes):
    """Nothing that a server sends breaks the parser."""
    assert outcome(status, body) is None or isinstance(outcome(status, body), Answer | Fault)


@given(st.integers(100, 599), st.dictionaries(KEYS, JSON))
def test_any_object_is_judged(status: int, document: dict[str, object]):
    """Success is a result with 2xx and no error; an error is a code under `error` and no result."""
    found = outcome(status, json.dumps(document, allow_nan=True).encode())
    if isinstance(found, Answer):
        assert "error" not in document
        assert "result" in document
        assert 200 <= status <= 299
    if isinstance(found, Fault):
        assert "result" not in document


def test_every_documented_answer_is_one():
    """No sample of success is taken for anything else, however its method shapes the result."""
    folder = reference("bitrix24", "samples", "responses")
    samples = [*folder.glob("*.json"), *reference("bitrix24", "samples", "lists").glob("*.json")]
    assert len(samples) > 40
    assert {path.name: type(outcome(200, path.read_bytes())) for path in samples} == {path.name: Answer for path in samples}


@given(st.data())
def test_a_cut_off_answer_is_never_a_result(data: st.DataObject):
    """Whatever prefix of an answer arrives, it is not taken for the whole."""
    body = json.dumps({"result": {"items": [{"id": 1, "title": "Ю"}]}, "total": 12}).encode()
    assert outcome(200, body[: data.draw(st.integers(0, len(body) - 1))]) is None


def test_times_are_read_only_where_they_are_numbers():
    """Wrong shapes of the times leave the answer usable."""
    assert timing({"start": "1.5", "finish": None, "operating": {}, "operating_reset_at": "nan"}) == Timing(1.5)
    assert timing([]) is None
    assert Timing(finish=10, reset_at=5).reset_in == 0
    assert Timing(reset_at=5).reset_in is None


def test_a_byte_order_mark_is_no_json():
    """What PHP would not write is not believed."""
    with pytest.raises(UnusableAnswerError, match="no JSON"):
        load(b"\xef\xbb\xbf{}")
