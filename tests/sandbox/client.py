"""The least that a caller of a portal needs, and employees and items to work with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import requests

from b24sandbox.apps import Webhook
from b24sandbox.entities import CRM_TYPES
from b24sandbox.items import add_item
from b24sandbox.method import METHODS
from b24sandbox.portal import Portal
from b24sandbox.serve import Server
from b24sandbox.store import Row

SCOPES = frozenset(scope for method in METHODS.values() for scope in method.scopes)


@dataclass
class Caller:
    """Calls methods as JSON, by a webhook or with a token."""

    address: str
    path: str
    token: str | None = None

    @classmethod
    def by_webhook(cls, server: Server, user_id: int, scopes: frozenset[str] = SCOPES) -> Caller:
        key = f"key{user_id}{len(scopes)}"
        server.portal.webhooks[f"{user_id}/{key}"] = Webhook(user_id, key, scopes)
        return cls(server.address, f"/rest/{user_id}/{key}/")

    @classmethod
    def by_token(cls, server: Server, token: str) -> Caller:
        return cls(server.address, "/rest/", token)

    def ask(self, method: str, **params: Any) -> requests.Response:
        """The raw answer."""
        body = params | ({"auth": self.token} if self.token else {})
        return requests.post(f"{self.address}{self.path}{method}", json=body, timeout=10)

    def call(self, method: str, **params: Any) -> Any:
        """The result; an error fails the test."""
        answer = self.ask(method, **params)
        assert answer.status_code == 200, answer.text
        return answer.json()["result"]

    def refused(self, method: str, **params: Any) -> tuple[int, Any, str]:
        """Status, code and text of an error."""
        answer = self.ask(method, **params)
        body = answer.json()
        assert "error" in body, body
        return answer.status_code, body["error"], body["error_description"]


def hire(portal: Portal, user_id: int, **more: Any) -> Row:
    """Another employee."""
    row: Row = {"ID": user_id, "ACTIVE": True, "NAME": f"User {user_id}", "LAST_NAME": "Test", "UF_DEPARTMENT": [1]} | more
    portal.table("user").insert(row)
    return row


def company(caller: Caller, **fields: Any) -> int:
    """A company made through REST; its id."""
    item = caller.call("crm.item.add", entityTypeId=4, fields={"title": "Roga i kopyta", **fields})["item"]
    return int(item["id"])


def stock(portal: Portal, count: int) -> list[int]:
    """Many companies at once, past REST and its limits; their ids."""
    return [add_item(portal, CRM_TYPES[4], {"title": f"Company {number}"}, 1)["id"] for number in range(1, count + 1)]
