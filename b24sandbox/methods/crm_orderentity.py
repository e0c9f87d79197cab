"""crm.orderentity.list: which order hangs on which deal or invoice (api-reference/crm/universal/order-entity/)."""

from __future__ import annotations

from operator import itemgetter

from b24sandbox.fields.table import fields
from b24sandbox.filters import Grammar, compile_filter
from b24sandbox.lists import PAGE
from b24sandbox.method import Call, method
from b24sandbox.params import integer, listing, mapping
from b24sandbox.result import Result
from b24sandbox.sale_links import links

FIELDS = fields("""
    orderId integer
    ownerId integer
    ownerTypeId integer
""")
PARAMS = {"select": "array", "filter": "object", "order": "object", "start": "integer"}


@method("crm.orderentity.list", "crm", PARAMS, is_exact=True)
def crm_orderentity_list(call: Call) -> Result:
    """A page of links, by owner unless another order is asked for; all of them with start=-1."""
    unknown = Grammar(FIELDS.get, "", call.portal.zone, {}, lambda one: call.breach(f"{call.method}: unknown field {one!r}"))
    criteria = compile_filter(mapping(call.params.get("filter")), unknown)
    wanted = criteria.equals.get("orderId")
    found = [row for row in links(call.portal, [int(str(one)) for one in wanted] if wanted else None) if criteria.matches(row)]
    for name, way in reversed(mapping(call.params.get("order")).items()):
        if name in FIELDS:
            found.sort(key=itemgetter(name), reverse=str(way).lower() == "desc")
    chosen = [name for name in FIELDS if name in listing(call.params.get("select"))] or list(FIELDS)
    shown = [{name: row[name] for name in chosen} for row in found]
    start = integer(call.params.get("start"), 0) or 0
    if start < 0:
        return Result({"orderEntity": shown}, None, None)
    following = start + PAGE if start + PAGE < len(shown) else None
    return Result({"orderEntity": shown[start : start + PAGE]}, len(shown), following)
