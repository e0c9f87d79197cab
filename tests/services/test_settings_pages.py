"""Settings as people change them: looked at before, saved as a version, by administrators only, and written nowhere else."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from b24bridge.core.errors import ConfigError
from b24bridge.core.jobs import SCAN
from b24bridge.core.records import Department
from b24bridge.core.screens_settings import PORTAL_PAGE
from b24bridge.store.tables.ledger import actions, episodes, journal, plans, standings
from tests.records import co, deal, employee
from tests.services.office import ADMIN, ALL, MEMBER, NAME, Office, visitor
from tests.services.scripts import HEAD, IVAN


@pytest.fixture
def office(store) -> Office:
    """Return an office of all five assistants in which two clients are silent for 100 days and one for 65."""
    office = Office(store, rules=dict(ALL))
    office.choose(observe_days=0, keep_names="all")
    office.portal.put(employee(HEAD, 1, name="Olga"))
    for number, answer, owner in ((1, -100, IVAN), (2, -100, IVAN), (3, -65, HEAD)):
        office.company(number, answer, owner_id=owner, title=f"Client {number}")
    old = office.day(-300)
    office.portal.put(deal(1, company_id=3, amount=100_000, probability=50, created_at=old, updated_at=old))
    office.read()
    office.scan.run(office.installation)
    return office


def period(office: Office) -> int:
    return office.policies.policy(office.installation, office.clock.now()).settings[NAME].period


def written(office: Office) -> list[int]:
    """Return how many rows everything has that a look must not write to."""
    with office.store.reading() as connection:
        tables = (standings, episodes, actions, journal, plans)
        counts = [connection.scalar(select(func.count()).select_from(table)) or 0 for table in tables]
    return [*counts, len(office.settings.history(MEMBER)), len(office.jobs.all(MEMBER))]


# --- pages ---


@pytest.mark.parametrize("page", [*ALL, PORTAL_PAGE])
def test_every_assistant_and_the_portal_have_a_page(office, page):
    """With its fields, its modes, links to the others, and whether this visitor may edit."""
    view = office.pages.form(visitor(ADMIN), page)

    assert view.page == page
    assert view.fields
    assert bool(view.modes) is (page != PORTAL_PAGE)
    assert sorted(link.name for link in view.pages) == sorted([*ALL, PORTAL_PAGE])
    assert view.may_edit
    assert not office.pages.form(visitor(HEAD), page).may_edit


def test_there_is_no_other_page(office):
    """The web answers it as a page that does not exist."""
    with pytest.raises(KeyError):
        office.pages.form(visitor(ADMIN), "nobody")


def test_handing_over_by_itself_is_locked(office):
    """Auto is shown as locked, with how it is unlocked; a forged form does not get through."""
    (row,) = [row for row in office.pages.form(visitor(ADMIN), "client_release").modes if row.action_class == "reassign"]
    assert (row.mode, row.locked) == ("approve", ("auto",))
    assert "20" in row.unlocks.en

    with pytest.raises(ConfigError) as wrong:
        office.pages.save(visitor(ADMIN), "client_release", {"mode.reassign": "auto"})

    assert wrong.value.path == "mode.reassign"
    assert [each["author"] for each in office.settings.history(MEMBER)] == ["test"]


# --- looking ahead ---


def test_a_look_says_whom_a_change_would_add(office):
    """One client more, with its money, its manager and its task; what is in force stays what it was."""
    before = written(office)

    view = office.pages.look_ahead(visitor(ADMIN), NAME, {"period": 60})

    assert (view.now, view.then) == (2, 3)
    assert ([line.name for line in view.added], view.removed) == (["Client 3"], ())
    assert view.risk_then.amount > view.risk_now.amount
    assert (view.tasks_now, view.tasks_then) == (2, 3)
    assert [(each.name, each.now, each.then) for each in view.managers] == [("Olga", 0, 1)]
    assert [(each.name, each.new.en) for each in view.changes] == [(f"assistants.{NAME}.period", "60")]
    assert written(office) == before
    assert period(office) == 75


def test_a_look_says_whom_a_change_would_remove(office):
    """The other way round, and by name."""
    view = office.pages.look_ahead(visitor(ADMIN), NAME, {"period": 120})

    assert (view.now, view.then) == (2, 0)
    assert {line.client for line in view.removed} == {co(1), co(2)}
    assert view.added == ()


def test_a_look_that_changes_nothing_says_so(office):
    """The value in force is no change."""
    view = office.pages.look_ahead(visitor(ADMIN), NAME, {"period": 75})

    assert (view.now, view.then, view.changes, view.added, view.removed) == (2, 2, (), (), ())


def test_a_wrong_value_is_named_by_its_field(office):
    """When looked at it stands beside the field, when saved it is an error of that field; nothing is counted or kept."""
    view = office.pages.look_ahead(visitor(ADMIN), NAME, {"period": 5})
    assert list(view.errors) == ["period"]

    with pytest.raises(ConfigError) as wrong:
        office.pages.save(visitor(ADMIN), NAME, {"period": 5})

    assert (wrong.value.path, period(office)) == ("period", 75)


# --- saving ---


def test_what_was_saved_is_in_force_at_once(office):
    """A version with its changes; everybody is judged anew by it."""
    saved = office.pages.save(visitor(ADMIN, name="Anna"), NAME, {"period": 60, "mode.task": "approve"})

    assert (saved.version, saved.applies_on) == (2, office.today())
    assert {(each.name, each.old.en, each.new.en) for each in saved.changes} == {
        (f"assistants.{NAME}.period", "default", "60"),
        (f"assistants.{NAME}.mode.task", "default", "approve"),
    }
    assert period(office) == 60
    assert SCAN in {job.verb for job in office.jobs.due(MEMBER, office.clock.now())}
    assert office.rung == [MEMBER]


def test_a_value_set_back_to_its_default_leaves_no_trace(office):
    """What equals the default is not stored, so a later default reaches it."""
    office.pages.save(visitor(ADMIN), NAME, {"period": 60})

    office.pages.save(visitor(ADMIN), NAME, {"period": 75})

    assert "assistants" not in office.settings.load(MEMBER)


def test_one_page_leaves_the_others_alone(office):
    """What was set elsewhere stays as it was."""
    office.pages.save(visitor(ADMIN), PORTAL_PAGE, {"language": "en", "limits.tasks_a_day": 3})
    office.pages.save(visitor(ADMIN), NAME, {"period": 60})

    stored = office.settings.load(MEMBER)

    assert (stored["language"], stored["limits"], stored["assistants"]) == ("en", {"tasks_a_day": 3}, {NAME: {"period": 60}})


def test_the_history_names_who_changed_what(office):
    """Newest first, each against the one before it."""
    office.pages.save(visitor(ADMIN, name="Anna"), NAME, {"period": 60})
    office.pages.save(visitor(ADMIN, name="Boris"), NAME, {"period": 90})

    newest, former, *_ = office.pages.form(visitor(ADMIN), NAME).history

    assert (newest.author, former.author) == ("Boris", "Anna")
    (change,) = newest.changes
    assert (change.old.en, change.new.en) == ("60", "90")
    assert change.title.ru != change.name


@pytest.mark.parametrize("who", [HEAD, IVAN, 77])
def test_only_an_administrator_saves(office, who):
    """Whatever the way: a page or a file; and the stop or putting off the beginning, for who is no head either."""
    ways = [
        lambda: office.pages.save(visitor(who), NAME, {"period": 60}),
        lambda: office.pages.load(visitor(who), "language: en"),
    ]
    if who != HEAD:
        ways += [
            lambda: office.pages.change(visitor(who), kill_switch=True),
            lambda: office.pages.postpone(visitor(who), 7),
        ]
    before = written(office)
    for way in ways:
        with pytest.raises(PermissionError):
            way()

    assert written(office) == before


def test_a_head_stops_the_robot_and_lets_it_go_on(office):
    """Whoever answers for people need not look for an administrator when something goes wrong."""
    office.mirror.absorb(MEMBER, [Department(id=1, name="Sales", head_id=HEAD)], office.clock.now())
    office.pages.change(visitor(HEAD, name="Глава"), kill_switch=True)
    assert office.policies.horizon(office.installation).is_stopped

    office.pages.change(visitor(HEAD, name="Глава"), kill_switch=False)
    assert not office.policies.horizon(office.installation).is_stopped


@pytest.mark.parametrize(
    ("days", "until"),
    [(7, timedelta(days=21)), (0, timedelta(0)), (None, date(2999, 12, 31))],
    ids=["a week", "now", "for ever"],
)
def test_the_beginning_can_be_put_off(store, days, until):
    """By days from the day it was to be, to now, or until somebody says so."""
    office = Office(store, rules=dict(ALL))

    office.pages.postpone(visitor(ADMIN), days)

    day = until if isinstance(until, date) else office.today() + until
    assert office.settings.load(MEMBER)["observe_until"] == day.isoformat()


def test_a_file_is_looked_at_and_loaded(office):
    """What was exported, changed and brought back; a line that is wrong is named."""
    office.pages.save(visitor(ADMIN), NAME, {"period": 60})
    text = office.pages.export(visitor(ADMIN)).replace("60", "120")

    looked = office.pages.look_ahead_of_file(visitor(ADMIN), text)
    assert {line.client for line in looked.removed} >= {co(1), co(2)}
    assert period(office) == 60
    office.pages.load(visitor(ADMIN), text)
    assert period(office) == 120
    with pytest.raises(ConfigError) as wrong:
        office.pages.load(visitor(ADMIN), "language: ru\nnonsense: 1\n")
    assert wrong.value.line == 2
