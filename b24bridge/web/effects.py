"""What pressing a button would do, in words, before it is pressed. Whether it may be pressed is the bridge's to know."""

from b24bridge.core.screens_buttons import Button
from b24bridge.web.formats import Formats
from b24bridge.web.words import Words


def effect_of(button: Button, words: Words, formats: Formats) -> str:
    """Return until when or with what consequence it works, and the tightest of its limits."""
    day = formats.day(button.until) if button.until else ""
    bound = formats.day(button.latest) if button.latest else ""
    key = f"act.{button.kind}.effect" if day else f"act.{button.kind}.effect.open"
    parts = [words(key, date=day)] if key in words else []
    parts += [words("act.bound", date=bound)] if bound else []
    if button.quota == "left" and button.left:
        parts.append(words("act.keep.left", n=button.left))
    return " ".join([*parts, *([words("act.keep.last")] if button.quota == "last" else [])])
