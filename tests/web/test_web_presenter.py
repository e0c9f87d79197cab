"""What templates ask: which part of a sentence is bold, and what a mark is called."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from b24bridge.core.decisions import Because
from b24bridge.core.screens import Mark
from b24bridge.web.formats import Formats
from b24bridge.web.presenter import Presenter
from b24bridge.web.tones import LISTED, TONES
from b24bridge.web.words import catalogues


def presenter(language):
    today = date(2026, 11, 23)
    return Presenter(catalogues()[language], Formats(language, ZoneInfo("UTC"), today, datetime(2026, 11, 23, tzinfo=UTC)))


@pytest.mark.parametrize(
    ("language", "sentence", "bold"),
    [
        (
            "ru",
            "Клиент отвечал 2 сентября, 82 дня назад. Правило — 75\u00a0дней. До 20 ноября.",
            ["2 сентября", "75\u00a0дней"],
        ),
        ("en", "The client answered on 2 September, 82 days ago. The rule is 75 days.", ["2 September", "75 days"]),
        ("ru", "Нет ни одной даты контакта.", []),
    ],
)
def test_the_first_date_and_the_rule_stand_out(language, sentence, bold):
    """In a reason the day of the last answer and the rule are bold, and nothing else."""
    marked = str(presenter(language).reason(Because(sentence, sentence)))
    assert [part.partition("</b>")[0] for part in marked.split("<b>")[1:]] == bold


def test_a_reason_is_text_whatever_it_holds():
    """A reason quotes people's words, so nothing in it is markup."""
    text = "<img src=x onerror=alert(1)> 2 сентября"
    assert str(presenter("ru").reason(Because(text, text))) == "&lt;img src=x onerror=alert(1)&gt; <b>2 сентября</b>"


def test_every_mark_has_a_tone_and_those_of_the_filter_are_marks():
    """No badge is without its colour, and the filter offers marks only."""
    assert set(TONES) == set(Mark.__args__)
    assert set(LISTED) <= set(Mark.__args__)


@pytest.mark.parametrize(("seconds", "words"), [(8, "8 с"), (60, "1 мин"), (372, "6 мин 12 с")])
def test_talks_are_said_in_minutes_and_seconds(seconds, words):
    """How long a talk was is said as people say it."""
    assert presenter("ru").talk(seconds) == words
