"""What screens show: figures, lists and one client, cut to what the visitor may see, whatever he asks for."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import asdict
from datetime import timedelta

import pytest

from b24bridge.core.errors import UnknownPortal
from b24bridge.core.installations import Status
from b24bridge.core.records import Department
from b24bridge.core.screens import Filters
from b24bridge.services import cleared
from b24bridge.services.show import Show
from b24bridge.store.session import open_store
from tests.records import co, comment, deal, employee, task
from tests.services.office import ADMIN, MEMBER, NAME, Office, visitor
from tests.verdicts import skip

HEAD, IVAN, OLGA = 3, 5, 6
EVERYTHING = Filters(limit=1000)


def fill(office: Office) -> Show:
    """Give Ivan of the north forgotten clients, Olga of the south too, and others who are well; return what shows them."""
    office.choose(observe_days=0, keep_names="all")
    north = Department(id=2, name="Север", parent_id=1, head_id=HEAD)
    office.portal.put(Department(id=1, name="Все", parent_id=None, head_id=ADMIN), north)
    office.portal.put(Department(id=4, name="Юг", parent_id=1, head_id=None))
    office.portal.put(employee(ADMIN, 1), employee(HEAD, 2))
    office.portal.put(employee(IVAN, 2, name="Иван Норд"), employee(OLGA, 4, name="Ольга Зюйд"))
    office.company(1, title="Кедр", owner_id=IVAN)
    office.company(2, title="Ель", owner_id=IVAN)
    office.company(3, title="Пихта", owner_id=OLGA)
    office.company(4, -1, title="Липа", owner_id=IVAN)
    office.company(5, -70, title="Дуб", owner_id=OLGA)
    office.company(6, None, title="Вяз", created_at=None, owner_id=IVAN)
    office.company(7, title="Ничья", owner_id=None)
    old = office.day(-300)
    office.portal.put(deal(1, company_id=1, amount=100_000, probability=50, created_at=old, updated_at=old))
    office.portal.put(deal(2, company_id=3, amount=300_000, probability=50, created_at=old, updated_at=old))
    office.read()
    office.scan.run(office.installation)
    return office.show


@pytest.fixture
def live(office) -> Show:
    """Return the screens of an office in which the test may go on."""
    return fill(office)


@pytest.fixture(scope="module")
def show(migrated_sqlite, tmp_path_factory) -> Iterator[Show]:
    """Return the screens of an office that stays as it is."""
    store = open_store(f"sqlite:///{shutil.copy(migrated_sqlite, tmp_path_factory.mktemp('show') / 'bridge.sqlite3')}")
    yield fill(Office(store))
    store.close()


def names(view) -> list[str]:
    return [row.name for row in view.rows]


# --- who sees what ---


@pytest.mark.parametrize(
    ("who", "seen"),
    [(ADMIN, ["Пихта", "Кедр", "Ель"]), (HEAD, ["Кедр", "Ель"]), (IVAN, ["Кедр", "Ель"]), (OLGA, ["Пихта"]), (77, [])],
    ids=["administrator", "head", "Ivan", "Olga", "stranger"],
)
def test_the_list_is_cut_to_the_visitor(show, who, seen):
    """By money, largest first; figures, tabs and totals count the same clients and no others."""
    view = show.findings(visitor(who), NAME, EVERYTHING)

    assert names(view) == seen
    assert (view.total, view.figures.clients, view.tabs[0].count) == (len(seen),) * 3


FILTERS = [
    EVERYTHING,
    Filters(owner_id=OLGA),
    Filters(department_id=4),
    Filters(department_id=1),
    Filters(text="пихта"),
    Filters(text="CO_3"),
    Filters(mark="warned"),
    Filters(mark="forgotten", at_least=1),
    Filters(text="ничья"),
]


@pytest.mark.parametrize("filters", FILTERS, ids=str)
def test_no_filter_shows_an_employee_anothers_client(show, filters):
    """Whatever Ivan asks for, nothing of Olga's clients, nor of one that is nobody's, is in what he gets."""
    told = json.dumps(asdict(show.findings(visitor(IVAN), NAME, filters)), default=str, ensure_ascii=False)

    assert [word for word in ("Пихта", "Дуб", "Ничья", "Ольга", "300000", "15000") if word in told] == []


@pytest.mark.parametrize("department_id", [None, 1, 2, 4, 99])
def test_no_department_shows_an_employee_anothers_client(show, department_id):
    """Nor does the overview of any department."""
    told = json.dumps(asdict(show.overview(visitor(IVAN), department_id)), default=str, ensure_ascii=False)

    assert [word for word in ("Пихта", "Дуб", "Ничья", "Ольга", "15000") if word in told] == []


@pytest.mark.parametrize(("number", "who"), [(1, {ADMIN, HEAD, IVAN}), (3, {ADMIN, OLGA}), (7, {ADMIN}), (99, set())])
def test_a_card_is_shown_to_whom_it_concerns(show, number, who):
    """To everybody else it does not exist, as one that really does not."""
    assert {each for each in (ADMIN, HEAD, IVAN, OLGA, 77) if show.client(visitor(each), co(number))} == who


def test_a_new_owner_sees_his_client_after_the_next_judgement(live, office):
    """And the old one does not any more."""
    office.company(1, title="Кедр", owner_id=OLGA, updated_at=office.clock.now())
    office.clock.advance(400)
    office.read()
    office.scan.run(office.installation)

    assert live.client(visitor(IVAN), co(1)) is None
    assert live.client(visitor(OLGA), co(1)) is not None


@pytest.mark.parametrize("status", [Status.UNINSTALLED, None])
def test_a_portal_that_removed_us_shows_nothing(live, office, status):
    """A frame that is still open learns that it is over."""
    if status:
        office.installations.set_status(MEMBER, status)
    else:
        office.mirror.erase(MEMBER)

    for ask in (lambda: live.overview(visitor(ADMIN), None), lambda: live.findings(visitor(ADMIN), NAME, EVERYTHING)):
        with pytest.raises(UnknownPortal):
            ask()


# --- what is shown ---


@pytest.mark.parametrize(
    ("filters", "seen"),
    [
        (Filters(owner_id=OLGA), ["Пихта"]),
        (Filters(department_id=2), ["Кедр", "Ель"]),
        (Filters(department_id=1), ["Пихта", "Кедр", "Ель"]),
        (Filters(text="еЛЬ"), ["Ель"]),
        (Filters(at_least=5000), ["Пихта", "Кедр"]),
        (Filters(at_least=5001), ["Пихта"]),
        (Filters(mark="forgotten"), ["Пихта", "Кедр", "Ель"]),
        (Filters(mark="snoozed"), []),
        (Filters(mark="warned"), ["Дуб"]),
        (Filters(limit=1), ["Пихта"]),
    ],
    ids=str,
)
def test_filters_choose_among_what_may_be_seen(show, filters, seen):
    """By owner, department with all below it, part of the name, money, and mark."""
    assert names(show.findings(visitor(ADMIN), NAME, filters)) == seen


def test_figures_stay_whole_whatever_is_filtered(show):
    """The numbers above the list are of everything that may be seen."""
    whole = show.findings(visitor(ADMIN), NAME, EVERYTHING)
    some = show.findings(visitor(ADMIN), NAME, Filters(owner_id=OLGA, limit=1))

    assert some.figures == whole.figures
    assert (some.total, whole.total) == (1, 3)
    assert some.unjudged == whole.unjudged == 1


def test_the_figures_say_how_it_stands(show):
    """Money, clients, their mean silence, the rule, and who follows soon."""
    figures = show.findings(visitor(ADMIN), NAME, EVERYTHING).figures

    assert (figures.risk.amount, figures.risk.currency) == (20_000, "RUB")
    assert (figures.clients, figures.mean_silence, figures.rule_days) == (3, 100, 75)
    assert (figures.soon, figures.snoozed, figures.new) == (1, 0, 0)


def test_nothing_to_show_is_no_error(show):
    """Without clients there is no mean and no sum."""
    figures = show.findings(visitor(77), NAME, EVERYTHING).figures

    assert (figures.clients, figures.risk, figures.mean_silence, figures.rule_days) == (0, None, None, None)


def test_a_finding_says_what_it_is_about(live, office):
    """Name, mark with its days, owner, open deals, money, and when the task is due."""
    row = live.findings(visitor(IVAN), NAME, EVERYTHING).rows[0]

    assert (row.client, row.name, row.owner_name, row.open_deals) == (co(1), "Кедр", "Иван Норд", 1)
    assert (row.badge.mark, row.badge.n, row.silent_days) == ("forgotten", 100, 100)
    assert row.next_what == "task_due"
    assert row.next_on > office.today()


def test_choices_are_those_that_lead_to_something(show):
    """Owners of findings by name; departments for who sees everybody."""
    view = show.findings(visitor(ADMIN), NAME, EVERYTHING)

    assert [choice.name for choice in view.owners] == ["Иван Норд", "Ольга Зюйд"]
    assert {choice.name for choice in view.departments} == {"Все", "Север", "Юг"}
    assert show.findings(visitor(HEAD), NAME, EVERYTHING).departments == ()


def test_an_unknown_assistant_is_a_key_error(show):
    """The web answers it as a page that does not exist."""
    with pytest.raises(KeyError):
        show.findings(visitor(ADMIN), "nobody", EVERYTHING)


@pytest.mark.parametrize(("department_id", "clients", "risk"), [(None, 7, 20_000), (2, 4, 5_000), (4, 2, 15_000)])
def test_the_overview_counts_a_department(show, department_id, clients, risk):
    """Clients, money and the first findings are of the department that was asked for."""
    view = show.overview(visitor(ADMIN), department_id)

    assert (view.clients, view.risk.amount) == (clients, risk)
    assert (view.assistants[0].assistant, view.assistants[0].mode) == (NAME, "auto")
    assert view.assistants[0].clients == len(view.first)


def test_the_overview_shows_the_ten_largest(live, office):
    """However many there are."""
    for number in range(20, 35):
        office.company(number, title=f"C{number}", owner_id=IVAN)
    new = [*office.portal.look("companies", range(20, 35)), *office.portal.look("activities", range(200, 350, 10))]
    office.mirror.absorb(MEMBER, new, office.clock.now())
    office.scan.run(office.installation)

    view = live.overview(visitor(ADMIN), None)

    assert (len(view.first), view.first[0].name, view.assistants[0].clients) == (10, "Пихта", 18)


def test_who_was_unmarked_lately_is_counted(live, office):
    """One client answered and lost its label: one is cleared, for its owner and not for another."""
    office.send()
    office.clock.advance(3600)
    office.portal.now = office.clock.now()
    office.meeting(99, co(1), 0)
    office.read()
    office.scan.run(office.installation)
    office.send()

    assert live.findings(visitor(IVAN), NAME, EVERYTHING).figures.cleared == 1
    assert live.findings(visitor(OLGA), NAME, EVERYTHING).figures.cleared == 0
    assert live.overview(visitor(ADMIN), None).assistants[0].cleared == 1


def test_when_too_much_happened_nothing_is_claimed(live, office, monkeypatch):
    """A week that the journal's newest lines do not reach back over is not counted."""
    office.send()
    monkeypatch.setattr(cleared, "LINES", 2)

    assert live.findings(visitor(IVAN), NAME, EVERYTHING).figures.cleared is None


# --- one client ---


def test_a_card_tells_what_protects(live, office):
    """Contacts with their people and how long each protects; the one that decides is marked."""
    card = live.client(visitor(IVAN), co(1))

    assert card.answered_on == (office.clock.now() - timedelta(days=100)).date()
    assert card.protected_until == card.answered_on + timedelta(days=75)
    assert [(row.channel, row.actor) for row in card.contacts if row.decides] == [("meeting", "Иван Норд")]
    assert (card.sums.share, card.sums.pipeline.amount, card.profile.deals.amount) == (10, 50_000, 100_000)


def test_a_card_lists_plans_too(live, office):
    """A task ahead protects and is listed with its number; a comment is listed with what it earns."""
    at = office.clock.now()
    office.portal.put(task(8, co(1), responsible_id=IVAN, updated_at=at, created_at=at, deadline=at + timedelta(days=4)))
    office.portal.put(comment(1, co(1), "договорились о встрече на выставке", created_at=at, author_id=IVAN))
    office.mirror.absorb(MEMBER, [*office.portal.look("tasks", [8]), *office.portal.comments([co(1)])], at)
    office.scan.run(office.installation, [co(1)])

    rows = {row.channel: row for row in live.client(visitor(IVAN), co(1)).contacts}

    assert (rows["task"].number, rows["task"].actor, rows["task"].evidence) == (8, "Иван Норд", "plan")
    assert rows["comment"].until > office.today()


def test_a_card_of_a_deleted_client_keeps_its_verdict(live, office):
    """What was said of it stays readable for whom it concerned."""
    office.mirror.forget(MEMBER, "companies", [4], office.clock.now())
    office.scan.run(office.installation, [co(4)])

    card = live.client(visitor(ADMIN), co(4))

    assert card is not None
    assert card.finding.badge.mark in ("unwatched", "calm")


def test_an_unknown_past_is_shown_as_such(show):
    """A client without any date has a card that says so and no money that nobody counted."""
    card = show.client(visitor(IVAN), co(6))

    assert (card.finding.badge.mark, card.answered_on, card.contacts) == ("unknown", None, ())


def test_a_plan_that_is_gone_by_now_is_left_out(live, office):
    """The portal has no such task any more; what was judged of it is not shown as if it were there."""
    at = office.clock.now()
    office.portal.put(task(8, co(1), responsible_id=IVAN, updated_at=at, created_at=at, deadline=at + timedelta(days=4)))
    office.mirror.absorb(MEMBER, office.portal.look("tasks", [8]), at)
    office.scan.run(office.installation, [co(1)])
    office.mirror.forget(MEMBER, "tasks", [8], at)

    assert "task" not in {row.channel for row in live.client(visitor(IVAN), co(1)).contacts}


def test_a_verdict_of_an_older_version_shows_what_it_has(live, office):
    """Facts that it did not keep, or kept otherwise, are left out and break nothing."""
    facts = {"revenue": "much", "deals": "many", "touches": [3], "silent_days": True, "by": "x"}
    old = skip(co(1), state="WARNED", facts=facts, owner_id=IVAN)
    office.tell(old)

    card = live.client(visitor(IVAN), co(1))

    assert (card.sums, card.profile.bought, card.profile.deals, card.contacts) == (None, None, None, ())
    assert card.finding.silent_days is None
