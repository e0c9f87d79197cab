"""Comparing and setting: taking back never overwrites what somebody else set, and gives back the rest."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from b24bridge.bitrix.effects.comparison import reversal, taken_back
from b24bridge.bitrix.effects.labels import money_text
from b24bridge.bitrix.effects.letters import is_address
from b24bridge.bitrix.effects.texts import as_html, checked, filled, one_line, plain_brackets
from b24bridge.core.errors import Refused
from b24bridge.core.ledger import Effect

VALUES = some.integers(0, 3)
ROWS = some.fixed_dictionaries(dict.fromkeys("abc", VALUES))
MEMBERS = some.lists(some.integers(1, 6), unique=True, max_size=5)


@given(before=ROWS, after=ROWS, now=ROWS)
@settings(max_examples=100)
def test_every_field_is_restored_or_named(before: dict[str, int], after: dict[str, int], now: dict[str, int]) -> None:
    """After taking back each field has its former value or is a conflict that keeps somebody's value; repeated it is over."""
    effect = Effect(object_id="1", before=before, after=after)
    wanted, conflicts = taken_back(effect, now)
    left = now | wanted
    named = {each.field: each.now for each in conflicts}
    for name, stood in now.items():
        assert left[name] == (stood if name in named else before[name])
        assert name not in named or (named[name] == stood and stood not in {before[name], after[name]})
    assert taken_back(effect, left)[0] == {}


@given(before=MEMBERS, ours=some.integers(1, 6), now=MEMBERS, is_on=some.booleans())
@settings(max_examples=100)
def test_members_of_others_stay(before: list[int], ours: int, now: list[int], is_on: bool) -> None:
    """Of a list only the member that we added goes, or the one that we removed comes; everybody else stays."""
    after = [*before, ours] if is_on and ours not in before else [each for each in before if is_on or each != ours]
    effect = Effect(object_id="1", before={"who": before}, after={"who": after})
    wanted, conflicts = taken_back(effect, {"who": now}, {"who"})
    left = wanted.get("who", now)
    assert conflicts == ()
    assert set(left) - {ours} == set(now) - {ours}
    assert (ours in left) is (ours in before if before != after else ours in now)


def test_a_reversal_is_a_change_like_any_other() -> None:
    """What was taken back bears both values, so it can be taken back too."""
    back = reversal("1", {"a": 2, "b": 3}, {"a": 1})
    assert (back.effect.before, back.effect.after) == ({"a": 2}, {"a": 1})


@pytest.mark.parametrize(
    ("printed", "kept"),
    [("1500.5|RUB", "1500.50|RUB"), (" 7 | EUR", "7.00|EUR"), ("", ""), ("мало|RUB", "мало|RUB"), ("12", "12")],
)
def test_sums_compare_as_sums(printed: str, kept: str) -> None:
    """A sum reads back the same however many digits the portal prints; what is no sum stays what it is."""
    assert money_text(printed) == kept


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("a@b.ru", True),
        ("a.b+c@x-y.example", True),
        ("", False),
        (None, False),
        ("a@b", False),
        ("a b@c.ru", False),
        ("a@b.ru\r\nBcc: x@y.ru", False),
        ("a@b.ru,x@y.ru", False),
        ("A <a@b.ru>", False),
        ("a@" + "b" * 300 + ".ru", False),
    ],
)
def test_only_one_plain_address_is_an_address(text: str | None, is_one: bool) -> None:
    """Nothing that could name a second recipient or open a header is taken for an address."""
    assert is_address(text) is is_one


def test_names_are_text_wherever_they_go() -> None:
    """A client called like markup, a header or a template is written as he is called."""
    assert filled("{client}!", "{client} & Co") == "{client} & Co!"
    assert as_html("<a> & \r\nb") == "&lt;a&gt; &amp; <br>\nb"
    assert one_line(" a\r\nb\x00\u2028c ") == "a b c"
    assert plain_brackets("[URL=x]") == "(URL=x)"
    with pytest.raises(Refused, match=r"\{sum\}"):
        checked("{client}, {sum}")
