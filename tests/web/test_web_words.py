"""Words: both catalogues say everything the reference lists, and no page says a key instead of a word."""

import re
from string import Formatter

import pytest

from b24bridge.core.screens import Mark, Step
from b24bridge.core.screens_decisions import Answered, Belonging
from b24bridge.core.screens_journal import Result
from b24bridge.core.screens_overview import Deed, Group
from b24bridge.core.statements import Said
from b24bridge.web.tones import COUNTED
from b24bridge.web.words import LANGUAGES, catalogues, language_of
from tests.reference import reference
from tests.web.web_answers import FULL

ROW = re.compile(r"^\| ([a-z]\w*(?:\.\w+)+(?: / \w+)*) \| (.*) \| (.*) \|$", re.MULTILINE)
# The reference has this name twice: a short state among others, and the sentence that explains it.
FORMS = {"ru": (101, 102, 105), "en": (1, 2)}
KNOWN_CLASSES = ("label", "task", "notify", "reassign", "outbound", "stage")
SHORT = {"Проверяем", "Checking"}


def rows_of_the_reference():
    """Each key of the reference's table with its Russian and English words."""
    for names, russian, english in ROW.findall((reference("ui") / "README.md").read_text().replace("\\|", "¦")):
        first, *others = names.split(" / ")
        prefix = first.rpartition(".")[0]
        keys = [first, *(f"{prefix}.{other}" for other in others)]
        words = zip(russian.split(" / "), english.split(" / "), strict=True) if others else [(russian, english)]
        yield from zip(keys, words, strict=True)


def said(catalogue, key, form, count):
    """A key's words in one plural form, with every variable shown as its name."""
    names = {name for _, name, _, _ in Formatter().parse(form) if name}
    values = {name: f"{{{name}}}" for name in names - {"n"}}
    n = FORMS[catalogue.language][count]
    text = catalogue(key, **values, n=n).replace("\u00a0", " ")
    return text.replace(str(n), "{n}") if "n" in names else text


def test_every_key_of_the_reference_is_in_both_catalogues_word_for_word():
    """The reference's texts are law: each of its keys says exactly that in each language, in each plural form."""
    rows = list(rows_of_the_reference())
    assert len(rows) > 200
    for key, words in rows:
        for language, text in zip(LANGUAGES, words, strict=True):
            name = f"{key}.short" if text in SHORT else key
            for count, form in enumerate(text.replace("**", "").split("¦")):
                assert said(catalogues()[language], name, form, count) == form, (key, language)


def test_both_catalogues_have_the_same_keys_and_the_same_variables():
    """A word that one language has and the other lacks would break a page for half of the people."""
    russian, english = (catalogues()[language] for language in LANGUAGES)
    assert russian.keys == english.keys


@pytest.mark.parametrize("prefix", ["next", "ahead", "findings.soon"])
def test_every_step_has_its_words(prefix):
    """Each step that may come next has its words wherever one is shown."""
    for step in Step.__args__:
        assert f"{prefix}.{step}" in catalogues()["ru"]


@pytest.mark.parametrize(
    ("prefix", "names"),
    [
        ("badge", Mark.__args__),
        ("mark", COUNTED),
        ("act", Said),
        ("plan.group", Group.__args__),
        ("overview.group", Group.__args__),
        ("robot", Deed.__args__),
        ("did", Deed.__args__),
        ("moves", Belonging.__args__),
        ("class", KNOWN_CLASSES),
        ("journal", set(Result.__args__) - {"unknown"}),
        ("plan.state", set(Answered.__args__) - {"waiting"}),
    ],
)
def test_everything_of_a_closed_list_has_its_words(prefix, names):
    """Each mark, button, group, deed and state that a screen may show has its words."""
    assert [name for name in names if f"{prefix}.{name}" not in catalogues()["ru"]] == []


def test_a_missing_word_is_an_error_and_never_shown():
    """Asking for a key that no catalogue has is a bug that stops, instead of a key on a screen."""
    with pytest.raises(KeyError, match=r"no\.such\.word"):
        catalogues()["ru"]("no.such.word")


@pytest.mark.parametrize(("asked", "spoken"), [("ru", "ru"), ("RU", "ru"), ("en", "en"), ("de", "en"), ("", "en")])
def test_everybody_is_spoken_to_in_one_of_two_languages(asked, spoken):
    """Russian portals hear Russian, all others English."""
    assert language_of(asked) == spoken


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_shows_a_key_or_something_inline(bridge, opened, page, web, language):
    """Pages hold words, not keys; no inline style, no inline script, no other host."""
    bridge.overviewed = FULL
    opened(language=language)
    pages = [opened(language=language), opened("/b24/install", language=language), web.get(f"/b24/app?LANG={language}")]
    pages += [page("overview"), page("health"), page("client", client="CO_5"), page("decisions"), page("settings")]
    pages += [page("decisions", ask="selected", key=["move101", "mail1"]), page("yaml", preview="1", text="language: ru")]
    pages += [page("journal", many="1"), page("journal", key="altair"), page("settings", preview="1")]
    pages.append(opened("/b24/widget/CRM_COMPANY_DETAIL_TAB", language=language, PLACEMENT_OPTIONS='{"ID":"5"}'))
    for answer in pages:
        text = re.sub(r"<[^>]+>", " ", answer.text.partition("<body")[2])
        assert not [word for word in re.findall(r"\b[a-z]+(?:\.[a-z_0-9]+)+\b", text) if word in catalogues()["ru"].keys]
        assert not re.search(r"\sstyle=|\son\w+=|<style|<script(?![^>]+src=)|javascript:", answer.text)
        assert set(re.findall(r'(?:src|href|action)="(https?://[^/"]+)', answer.text)) <= {"https://portal.bitrix24.com"}
