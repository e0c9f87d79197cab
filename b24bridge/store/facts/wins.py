"""How often people were in contact before a deal was won, on average over a portal. Not one client's own contacts."""

from datetime import date, datetime, time, timedelta, tzinfo

from sqlalchemy import Connection, and_, func, select

from b24bridge.core.ids import DEAL
from b24bridge.store.facts.elements import SUCCESS
from b24bridge.store.tables.mirror import activities, activity_bindings, elements

YEAR = timedelta(days=365)
PERSONAL = (1, 2, 4)  # meetings, calls, letters
ROBOT = 0


def touches_before_win(connection: Connection, portal_id: int, today: date, zone: tzinfo) -> float | None:
    """Return the mean number of completed meetings, calls and letters bound to a deal before it was won in the last 365 days.

    Deals to which none is bound say nothing: their contacts were noted elsewhere. None when there are no others.
    """
    since = datetime.combine(today, time(), zone) - YEAR
    e, a, bound = elements.c, activities.c, activity_bindings.c
    won = and_(e.type_id == DEAL, e.semantics == SUCCESS, e.gone_at.is_(None), e.moved_at >= since)
    about = and_(bound.portal_id == portal_id, bound.entity_type == DEAL, bound.entity_id == e.id)
    before = and_(
        a.portal_id == portal_id,
        a.id == bound.activity_id,
        a.gone_at.is_(None),
        a.is_completed,
        a.type_id.in_(PERSONAL),
        a.author_id.is_distinct_from(ROBOT),
        a.starts_at <= e.moved_at,
    )
    source = elements.join(activity_bindings, about).join(activities, before)
    here = select(func.count(), func.count(e.id.distinct())).select_from(source).where(e.portal_id == portal_id, won)
    touches, deals = connection.execute(here).one()
    return touches / deals if deals else None
