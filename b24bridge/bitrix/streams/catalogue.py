"""Which reader reads which stream, and which streams a portal may lack. The only file that knows all of them."""

from collections.abc import Callable, Mapping

from b24bridge.bitrix.streams import (
    absences,
    activity_list,
    calls,
    comments,
    companies,
    contacts,
    currencies,
    deals,
    departments,
    invoices,
    leads,
    orders,
    payments,
    people,
    shipments,
    stage_moves,
    statuses,
    task_list,
)
from b24bridge.bitrix.streams.site import Site, Source
from b24bridge.bitrix.streams.walk import Whole
from b24bridge.core.streams import Stream

SOURCES: Mapping[Stream, Callable[[Site], Source]] = {
    Stream.STATUSES: lambda site: Whole(read=site.read_stages, opens=((statuses.METHOD, {}),)),
    Stream.CURRENCIES: currencies.source,
    Stream.DEPARTMENTS: departments.source,
    Stream.PEOPLE: people.source,
    Stream.ABSENCES: absences.source,
    Stream.COMPANIES: companies.source,
    Stream.CONTACTS: contacts.source,
    Stream.LEADS: leads.source,
    Stream.DEALS: deals.source,
    Stream.INVOICES: invoices.source,
    Stream.ORDERS: orders.source,
    Stream.PAYMENTS: payments.source,
    Stream.SHIPMENTS: shipments.source,
    Stream.STAGE_MOVES: stage_moves.source,
    Stream.CALLS: calls.source,
    Stream.ACTIVITIES: activity_list.source,
    Stream.TASKS: task_list.source,
    Stream.COMMENTS: comments.source,
}
OPTIONAL = frozenset(
    {
        Stream.DEPARTMENTS,
        Stream.ABSENCES,
        Stream.LEADS,
        Stream.INVOICES,
        Stream.ORDERS,
        Stream.PAYMENTS,
        Stream.SHIPMENTS,
        Stream.CALLS,
        Stream.TASKS,
        Stream.COMMENTS,
    }
)
