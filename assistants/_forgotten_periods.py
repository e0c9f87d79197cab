"""By which rule a client's period goes: its deal's stage or funnel, its size, its type, or the portal's own (4.1, S-17)."""

from assistants._forgotten_settings import Settings
from b24bridge.core.facts import ClientFact, OpenDeal


def rule_of(fact: ClientFact, settings: Settings, segment: int | None) -> tuple[str, int | None]:
    """Return the name of the rule (stage, funnel, size, type, portal) and its days; None: such clients are not watched.

    `segment` is the client's size, None where periods do not go by it. A deal in a waiting stage goes first, then the funnel
    of the largest deal, the size, the type, and the portal's own period.
    """
    waiting = _waiting(fact, settings)
    if waiting is not None:
        return "stage", settings.waiting_stages[waiting.stage_id]
    largest = max(fact.deals, key=lambda deal: (deal.amount.amount, deal.id), default=None)
    by_funnel = settings.period_by_category.get(_funnel(largest.stage_id)) if largest else None
    if by_funnel is not None:
        return "funnel", by_funnel
    if segment is not None:
        return "size", settings.period_of(segment)
    by_type = settings.period_by_type.get(fact.company_type or "")
    return ("portal", settings.period) if by_type is None else ("type", by_type)


def _waiting(fact: ClientFact, settings: Settings) -> OpenDeal | None:
    """Return the open deal in a waiting stage, that with the most days if there are several."""
    days = settings.waiting_stages
    waiting = [deal for deal in fact.deals if deal.stage_id in days]
    return max(waiting, key=lambda deal: (days[deal.stage_id], deal.id), default=None)


def _funnel(stage_id: str) -> int:
    """Return the funnel of a stage such as C5:NEW; stages of the first one bear none (api-reference/crm/data-types.md)."""
    head, _, name = stage_id.partition(":")
    return int(head[1:]) if name and head[1:].isdigit() else 0
