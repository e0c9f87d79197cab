"""Handlers: what each event wants looked at, and that one broken handler silences no other."""

import pytest

from b24bridge.core.events import parse
from b24bridge.core.forms import pairs_of
from b24bridge.core.routing import Handler, discover, handles, route, topics
from b24bridge.core.streams import Hint, Stream
from tests.reference import reference

HANDLERS = discover("handlers")
UNDEFINED = {"FIELDS_BEFORE": "undefined", "FIELDS_AFTER": "undefined"}


def hints(topic, **data):
    routed = route(HANDLERS, topic, data)
    assert not routed.failures
    return list(routed.hints)


@pytest.mark.parametrize(
    ("sample", "expected"),
    [
        ("ONCRMCOMPANYADD", Hint(Stream.COMPANIES, 2917)),
        ("ONCRMCOMPANYUPDATE", Hint(Stream.COMPANIES, 2917)),
        ("ONCRMCOMPANYDELETE", Hint(Stream.COMPANIES, 2917, is_deleted=True)),
        ("ONCRMCONTACTUPDATE", Hint(Stream.CONTACTS, 82)),
        ("ONCRMLEADADD", Hint(Stream.LEADS, 1000983)),
        ("ONCRMDEALADD", Hint(Stream.DEALS, 6641)),
        ("ONCRMDEALMOVETOCATEGORY", Hint(Stream.DEALS, 6675)),
        ("ONCRMDYNAMICITEMADD", None),
        ("ONCRMDYNAMICITEMUPDATE.invoice31", Hint(Stream.INVOICES, 22)),
        ("ONCRMACTIVITYADD", Hint(Stream.ACTIVITIES, 999)),
        ("ONCRMTIMELINECOMMENTADD", Hint(Stream.COMMENTS, 999)),
        ("ONCRMTIMELINECOMMENTADD.src", Hint(Stream.COMMENTS, 999)),
        ("ONTASKADD", Hint(Stream.TASKS, 123)),
        ("ONTASKUPDATE", Hint(Stream.TASKS, 123)),
        ("ONTASKDELETE", Hint(Stream.TASKS, 123, is_deleted=True)),
        ("ONTASKCOMMENTADD", Hint(Stream.TASKS, 555)),
        ("ONTASKCOMMENTADD.newcard", Hint(Stream.TASKS, 555)),
        ("ONVOXIMPLANTCALLEND", Hint(Stream.ACTIVITIES, 7953)),
        ("ONSALEORDERSAVED", Hint(Stream.ORDERS, 300)),
        ("ONPAYMENTENTITYSAVED", Hint(Stream.PAYMENTS, 300)),
        ("ONUSERADD", None),
        ("ONAPPUNINSTALL", None),
    ],
)
def test_event_names_the_row_to_look_at(sample, expected):
    """Each documented event leads to exactly the row it is about."""
    event = parse(pairs_of(reference("bitrix24", "samples", "events", f"{sample}.form").read_bytes().strip()))
    assert hints(event.topic, **event.data) == ([expected] if expected else [])


def test_deleted_invoice_is_known_to_be_gone():
    """Both names of the event of a deleted invoice say that it is gone."""
    for topic in ("ONCRMDYNAMICITEMDELETE", "ONCRMDYNAMICITEMDELETE_31"):
        assert hints(topic, FIELDS={"ID": "4", "ENTITY_TYPE_ID": "31"}) == [Hint(Stream.INVOICES, 4, is_deleted=True)]


@pytest.mark.parametrize(
    ("topic", "stream"),
    [
        ("ONORDERDELETED", Stream.ORDERS),
        ("ONPAYMENTDELETED", Stream.PAYMENTS),
        ("ONSHIPMENTDELETED", Stream.SHIPMENTS),
    ],
)
def test_what_a_shop_deleted_is_known_to_be_gone(topic, stream):
    """The shop's events say it in another form than those of the CRM."""
    assert hints(topic, FIELDS={"ID": "300"}) == [Hint(stream, 300, is_deleted=True)]


def test_deleted_task_comment_leaves_its_task():
    """A deleted comment does not make its task look deleted."""
    data = UNDEFINED | {"FIELDS_BEFORE": {"ID": "1", "TASK_ID": "7"}}
    assert hints("ONTASKCOMMENTDELETE", **data) == [Hint(Stream.TASKS, 7)]


def test_call_without_activity_wants_nothing():
    """A call that left no activity names no client, so nothing is looked at."""
    assert hints("ONVOXIMPLANTCALLEND", CALL_ID="x", CRM_ACTIVITY_ID="") == []


def test_topics_to_bind_are_the_portal_s_own_names():
    """Every topic is in upper case and none is about the application itself."""
    wanted = topics(HANDLERS)
    assert len(wanted) == len(set(wanted)) == 38
    assert not [topic for topic in wanted if topic != topic.upper() or topic.startswith("ONAPP")]


def test_one_broken_handler_silences_no_other():
    """The hints of the others are kept, and the failure bears its handler's name."""

    @handles("ONX")
    def broken(topic, data):
        raise KeyError("ID")

    fine = Handler("fine", frozenset({"ONX"}), lambda topic, data: [Hint(Stream.DEALS, 1), Hint(Stream.DEALS, 1)])
    routed = route([broken, fine, fine], "onx", {})
    assert routed.hints == (Hint(Stream.DEALS, 1),)
    assert [type(error) for error in routed.failures.values()] == [KeyError]
    assert next(iter(routed.failures)).endswith("broken")


def test_handlers_come_in_the_order_of_their_files():
    """The order does not depend on the machine."""
    assert [handler.name for handler in HANDLERS] == [handler.name for handler in discover("handlers")]
    modules = [handler.name.split(".")[1] for handler in HANDLERS]
    assert modules == sorted(modules)
