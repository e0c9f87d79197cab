"""The words of the screens: catalogues read from `words/*.po` at start, plural forms, and who gets which language.

Not formats of dates and sums: those are `b24bridge.web.formats`.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

LANGUAGES = ("ru", "en")
DEFAULT = "en"


def language_of(asked: str) -> str:
    """Return the language we speak to somebody whose portal speaks `asked`: Russian, else English."""
    return asked.lower() if asked.lower() in LANGUAGES else DEFAULT


class Words:
    """The catalogue of one language. A key that it lacks is a bug, so asking for one raises KeyError."""

    def __init__(self, language: str, source: bytes) -> None:
        """Read a .po file; nothing is compiled beforehand, so what is in the tree is what is said."""
        catalog = read_po(BytesIO(source), locale=language)
        binary = BytesIO()
        write_mo(binary, catalog)
        binary.seek(0)
        self.language = language
        self._plurals = frozenset(message.id[0] for message in catalog if message.id and message.pluralizable)
        self.keys = self._plurals | {str(message.id) for message in catalog if message.id and not message.pluralizable}
        self._catalogue = Translations(binary)

    def __call__(self, key: str, /, **values: Any) -> str:
        """Return the words of a key with its variables filled in; the integer `n` chooses the form of a plural."""
        if key not in self.keys:
            raise KeyError(f"no words for {key!r} in {self.language}")
        if key in self._plurals:
            return self._catalogue.ngettext(key, key, values["n"]).format_map(values)
        return self._catalogue.gettext(key).format_map(values)

    def __contains__(self, key: str) -> bool:
        """Say whether the catalogue has that key."""
        return key in self.keys

    def first(self, *keys: str) -> str:
        """Return the words of the first of these keys that there is."""
        return self(next((key for key in keys if key in self.keys), keys[-1]))


@cache
def catalogues() -> Mapping[str, Words]:
    """Return the catalogue of every language."""
    folder = files("b24bridge.web") / "words"
    return {language: Words(language, (folder / f"{language}.po").read_bytes()) for language in LANGUAGES}
