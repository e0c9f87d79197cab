"""The portal's pages without a browser: each is drawn, in both languages, and what people type stays text."""

import html
import re
from collections import Counter
from pathlib import Path

import pytest

from b24sandbox import pages
from b24sandbox.app import create_app
from b24sandbox.pages.phrases import RUSSIAN
from tests.sandbox.pages.demo_portal import portal_of, send

SOURCES = Path(pages.__file__).parent
INLINE = re.compile(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE)


@pytest.mark.parametrize(
    ("name", "language", "each", "least"),
    [("demo", "ru", 10_000, 400), ("demo", "en", 5, 50), ("empty", "ru", 10_000, 14), ("empty", "en", 10_000, 14)],
)
def test_every_page_within_reach_is_drawn(name, language, each, least):
    """Following every link from the first page, each answers, and none carries a script or a style of its own.

    In the second language a few pages of each kind (`each`) do: what is on them was seen in the first.
    """
    web = create_app(portal_of(name)).test_client()
    web.get(f"/?lang={language}")
    waiting, seen, kinds = ["/"], set(), Counter()
    while waiting:
        path = waiting.pop()
        kind = re.sub(r"\d+", "#", path)
        if path in seen or kinds[kind] == each:
            continue
        seen.add(path)
        kinds[kind] += 1
        answer = web.get(path)
        assert answer.status_code in {200, 302}, path
        assert not INLINE.search(answer.text), path
        links = (html.unescape(link) for link in re.findall(r'href="(/[^"#]*)', answer.text))
        waiting += [link for link in links if not link.startswith("/_")]
    assert len(seen) > least


def test_pages_are_closed_to_other_sites(web):
    """A page loads nothing from elsewhere, and only the portal itself may frame it; an application's origin may be framed."""
    policy = web.get("/crm/company/list/").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    assert "frame-src 'self' http://127.0.0.1:9;" in policy


def test_every_sentence_has_a_translation_and_every_translation_a_sentence():
    """Sentences of the templates are all in the Russian table, and the table holds no others."""
    code = "\n".join(path.read_text() for path in SOURCES.glob("*.py") if path.name != "phrases.py")
    templates = "\n".join(path.read_text() for path in (SOURCES / "templates").glob("*.html"))
    asked = {next(filter(None, found)) for found in re.findall(r"""\b(?:t|text)\((?:"([^"]+)"|'([^']+)')""", templates + code)}
    assert asked <= set(RUSSIAN)
    everything = templates + code + (SOURCES.parent / "entities.py").read_text()
    assert [key for key in RUSSIAN if f'"{key}"' not in everything and f"'{key}'" not in everything] == []


def test_the_list_is_searched_and_paged(web, portal):
    """Search finds by name and by phone; a list of 120 has three pages, and a page beyond is the last."""
    phone = portal.table("company").rows[11]["fm"][0]["value"]
    for sought in ("каркас-дом", phone):
        page = web.get("/crm/company/list/", query_string={"q": sought}).text
        assert re.findall(r'<th scope="row"><a href="(.*?)"', page) == ["/crm/company/details/11/"]
    assert "101–120 из 120" in web.get("/crm/company/list/?page=9").text
    assert "1–50 из 120" in web.get("/crm/company/list/?page=x").text


def test_who_looks_is_chosen_once(web, portal):
    """The employee of the address is remembered by a cookie of the portal; a dismissed one gives way to the administrator."""
    chosen = re.compile(r'value="(\d+)" selected>')
    assert chosen.search(web.get("/company/").text)[1] == "1"
    web.get("/company/?as=6")
    assert chosen.search(web.get("/company/").text)[1] == "6"
    portal.table("user").change(6, {"ACTIVE": False})
    assert chosen.search(web.get("/company/").text)[1] == "1"


@pytest.mark.parametrize(
    "path", ["/crm/company/details/99999/", "/crm/quote/list/", "/company/personal/user/99/", "/marketplace/app/9/",
             "/company/personal/user/6/tasks/task/view/99999/"]
)  # fmt: skip
def test_what_is_not_there_is_not_found(web, path):
    """A card of nothing is a 404, not an error of the portal."""
    assert web.get(path).status_code == 404


def test_what_people_type_stays_text(web, portal):
    """Markup in names, comments and tasks is shown and never becomes part of the page."""
    evil = '<img src=x onerror="alert(1)">'
    portal.table("company").change(11, {"title": evil})
    send(web, "/_pages/act/4/11/comment", text=evil)
    send(web, "/_pages/act/4/11/task", title=evil, responsibleId="6", deadline="", text=evil)
    pages_ = ["/crm/company/details/11/", "/crm/company/list/", "/tasks/", f"/crm/company/list/?q={evil}"]
    for path in (*pages_, f"/company/personal/user/6/tasks/task/view/{portal.table('task').last_id}/"):
        page = web.get(path).text
        assert "<img" not in page, path
        assert "&lt;img" in page, path
