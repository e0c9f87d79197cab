"""Settings of portals: the newest version is in force, and every one says who saved it and when."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from b24bridge.store.portal_settings import SqlSettings
from tests.doubles import MemorySettings
from tests.threads import in_threads

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def settings(backend):
    return MemorySettings() if backend is None else SqlSettings(backend)


def test_nothing_was_set(settings):
    """A portal that set nothing has nothing, known or not."""
    assert (settings.load("one"), settings.load("unheard of"), list(settings.history("one"))) == ({}, {}, [])


def test_newest_is_in_force(settings):
    """What was saved last is loaded, whole, for the portal that saved it."""
    values = {"язык": "ru", "assistants": {"a": {"days": 30, "mode": None, "cities": ["Омск"], "rate": 0.5, "on": True}}}
    assert settings.save("one", {"x": 1}, "anna", NOON) == 1
    assert settings.save("one", values, "boris", NOON) == 2
    assert settings.save("two", {}, "anna", NOON) == 1
    assert (settings.load("one"), settings.load("two")) == (values, {})


def test_history(settings):
    """Every version is kept, newest first, with its author and its moment in UTC."""
    settings.save("one", {"x": 1}, "anna", NOON.astimezone(timezone(timedelta(hours=5))))
    settings.save("one", {"x": 2}, "boris", NOON + timedelta(hours=1))
    assert list(settings.history("one")) == [
        {"version": 2, "author": "boris", "saved_at": "2026-11-22T13:00:00+00:00", "settings": {"x": 2}},
        {"version": 1, "author": "anna", "saved_at": "2026-11-22T12:00:00+00:00", "settings": {"x": 1}},
    ]


def test_saving_at_once(settings):
    """People who save at once get a version each."""
    versions = in_threads(6, lambda which: settings.save("one", {"by": which}, str(which), NOON))
    assert sorted(versions) == [1, 2, 3, 4, 5, 6]
