"""Our words in the portal's dialects: no text of ours or of a client opens a mark, ends a header, or becomes HTML."""

import html
import re

from b24bridge.core.errors import Refused

LONGEST_TITLE = 250
BLANKS = re.compile(r"[\s\x00-\x1f\x7f\x85\u2028\u2029]+")
UNFILLED = re.compile(r"\{[a-z_.]+\}")
CLIENT = "{client}"


def filled(template: str, name: str) -> str:
    """Return a template with the client's name in it; whatever the name holds is text, not a template."""
    return template.replace(CLIENT, name)


def checked(template: str) -> str:
    """Return a template that leaves no gap when it is filled. Raises Refused for a name that we do not fill in."""
    gaps = [gap for gap in UNFILLED.findall(template) if gap != CLIENT]
    if gaps:
        raise Refused("crm.activity.add", "UNFILLED", f"the letter would go out with {gaps[0]} in it")
    return template


def one_line(text: str, longest: int = LONGEST_TITLE) -> str:
    """Return text as one line without control characters, for titles, subjects and names in headers."""
    return BLANKS.sub(" ", text).strip()[:longest].rstrip()


def bbcode(text: str) -> str:
    """Return text in which no bracket opens a BBCode mark; a task shows the references as brackets."""
    return text.replace("[", "&#91;").replace("]", "&#93;")


def plain_brackets(text: str) -> str:
    """Return text in which no bracket opens a BBCode mark, for places that show references as they are."""
    return text.replace("[", "(").replace("]", ")")


def as_html(text: str) -> str:
    """Return plain text as HTML: every sign as it is, and its lines."""
    return html.escape(text).replace("\r\n", "\n").replace("\n", "<br>\n")


def as_stored(text: str) -> str:
    """Return text as two readings of it compare: the portal may print it escaped, and trims what surrounds it."""
    return " ".join(html.unescape(text).split())
