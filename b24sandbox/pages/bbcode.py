"""BBCode of tasks, comments and notifications as safe HTML: everything is escaped, known tags become elements.

Not a full editor's dialect: a tag that is not known stays as it was written.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from markupsafe import Markup, escape

TOKEN = re.compile(r"\[(?P<close>/?)(?P<name>[a-z*]+)(?:=(?P<value>[^\]\n]*))?\]", re.IGNORECASE)
BARE_LINK = re.compile(r"https?://[^\s<>\[\]\"']*[^\s<>\[\]\"'.,;:!?)]")
PLAIN = {"b": "strong", "i": "em", "u": "u", "s": "s", "quote": "blockquote", "code": "code", "list": "ul", "p": "p"}
INVISIBLE = ("color", "size", "font", "left", "right", "center", "justify", "chat", "send", "put")
SILENT = {"br": Markup("<br>")} | dict.fromkeys(INVISIBLE, Markup(""))


def render(text: str | None) -> Markup:
    """The text as HTML; unclosed tags are closed at the end."""
    source, parts, place = text or "", list[Markup](), 0
    open_tags: list[str] = []
    for match in TOKEN.finditer(source):
        parts.append(_words(source[place : match.start()], open_tags))
        parts.append(_tag(match, source, open_tags))
        place = match.end()
    parts.append(_words(source[place:], open_tags))
    parts.extend(_closing(element) for element in reversed(open_tags))
    return Markup("").join(parts)


def plain(text: str | None) -> str:
    """The text without its tags."""
    return TOKEN.sub("", text or "")


def _words(text: str, open_tags: list[str]) -> Markup:
    if open_tags and open_tags[-1] == "ul" and not text.strip():
        return Markup("")
    shown, place = Markup(""), 0
    for match in () if "a" in open_tags else BARE_LINK.finditer(text):
        shown += _lines(text[place : match.start()]) + _anchor(match[0]) + escape(match[0]) + Markup("</a>")
        place = match.end()
    return shown + _lines(text[place:])


def _lines(text: str) -> Markup:
    return Markup("<br>").join(escape(line) for line in text.split("\n"))


def _tag(match: re.Match[str], source: str, open_tags: list[str]) -> Markup:
    name, value = match["name"].lower(), match["value"]
    element = "a" if name in {"url", "user"} else PLAIN.get(name)
    if name == "*" and "ul" in open_tags:
        return _item(open_tags)
    if element is None:
        return SILENT.get(name, escape(match[0]))
    if match["close"]:
        return _close(element, open_tags) or escape(match[0])
    if element == "a":
        return _open_link(match, value, source, open_tags)
    open_tags.append(element)
    return Markup("<{}>").format(element)


def _open_link(match: re.Match[str], value: str | None, source: str, open_tags: list[str]) -> Markup:
    if match["name"].lower() == "user":
        target = f"/company/personal/user/{value}/" if (value or "").isdigit() else ""
    else:
        target = value if value is not None else source[match.end() :].split("[", 1)[0]
    if "a" in open_tags or not _is_safe(target):
        return escape(match[0])
    open_tags.append("a")
    return _anchor(target)


def _anchor(target: str) -> Markup:
    outside = "" if target.startswith("/") else Markup(' target="_blank" rel="noopener noreferrer"')
    return Markup('<a href="{}"{}>').format(target, outside)


def _is_safe(target: str) -> bool:
    try:
        parts = urlsplit(target.strip())
    except ValueError:
        return False
    if not parts.scheme and not parts.netloc:
        return target.startswith("/") and not target.startswith(("//", "/\\"))
    return parts.scheme in {"http", "https"} and bool(parts.netloc)


def _item(open_tags: list[str]) -> Markup:
    ended = Markup("")
    while open_tags[-1] != "ul":
        ended += _closing(open_tags.pop())
    open_tags.append("li")
    return ended + Markup("<li>")


def _close(element: str, open_tags: list[str]) -> Markup | None:
    if element not in open_tags:
        return None
    ended = Markup("")
    while True:
        last = open_tags.pop()
        ended += _closing(last)
        if last == element:
            return ended


def _closing(element: str) -> Markup:
    return Markup("</{}>").format(element)
