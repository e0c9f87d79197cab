"""One small portal twice: in memory, and as a sandbox behind HTTP; and what people do there."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from b24bridge.core.streams import Stream
from tests.contracts.portal_records import CARD, COMMENT, COMPANY_12, NOW, RECORDS
from tests.doubles_portal import PortalDouble
from tests.sandboxed import Sandboxed


class DoubleWorld:
    """The portal in memory."""

    def __init__(self) -> None:
        self.portal = PortalDouble(now=NOW)
        for records in RECORDS.values():
            self.portal.put(*records)
        self.portal.put(COMMENT)

    def visit(self) -> PortalDouble:
        """Return the portal as the use cases have it."""
        return self.portal

    def rename(self, title: str) -> None:
        """Let a person change the company."""
        self.portal.now += timedelta(minutes=30)
        self.portal.put(replace(COMPANY_12, title=title, updated_at=self.portal.now))

    def delete_company(self) -> None:
        """Let a person delete the company."""
        self.portal.drop(Stream.COMPANIES, 12)

    def give_task(self, task: str, person: int) -> None:
        """Let a person hand a task to somebody."""
        self.portal.put(replace(self.portal.rows[Stream.TASKS][int(task)], responsible_id=person))

    def give_deal(self, person: int) -> None:
        """Let a person hand the deal to somebody."""
        self.portal.put(replace(self.portal.rows[Stream.DEALS][5], owner_id=person))

    def labels(self) -> set[str]:
        """Return the labels on the company's card."""
        return set(self.portal.labels[CARD])

    def title_of(self, task: str) -> str:
        """Return a task's title."""
        return self.portal.titles[task]

    def notices(self) -> list[tuple[int, str]]:
        """Return whom we notified of what."""
        return list(self.portal.notices.values())

    def reasons(self) -> list[str]:
        """Return the lines we left in the company's timeline."""
        return [text for client, text in self.portal.reasons if client == CARD]

    def bound(self) -> set[tuple[str, str]]:
        """Return what of ours is bound where: events and placements with their addresses."""
        return self.portal.bound


class SandboxWorld:
    """The portal behind HTTP. Each visit is a new adapter, as each worker's is."""

    def __init__(self, site: Sandboxed) -> None:
        self.site = site

    def visit(self) -> Any:
        """Return the portal as the use cases have it."""
        return self.site.bridge(keep_names="all")

    def rename(self, title: str) -> None:
        """Let a person change the company."""
        self.site.portal.clock.advance(1800)
        self._as_person("crm.item.update", {"entityTypeId": 4, "id": 12, "fields": {"title": title}})

    def delete_company(self) -> None:
        """Let a person delete the company."""
        self._as_person("crm.item.delete", {"entityTypeId": 4, "id": 12})

    def give_task(self, task: str, person: int) -> None:
        """Let a person hand a task to somebody."""
        self.site.act("update_task", taskId=int(task), responsibleId=person)

    def give_deal(self, person: int) -> None:
        """Let a person hand the deal to somebody."""
        self.site.act("update", entityTypeId=2, entityId=5, fields={"assignedById": person})

    def _as_person(self, method: str, params: dict[str, Any]) -> None:
        self.site.client().write(method, params)

    def labels(self) -> set[str]:
        """Return the labels on the company's card."""
        company = next(row for row in self.site.rows("company") if row["id"] == 12)
        fields = [row for row in self.site.rows("userfield") if row["FIELD_NAME"] == "UF_CRM_B24B_STATE"]
        names = {int(item["ID"]): item["XML_ID"] for field in fields for item in field["LIST"]}
        return {names[int(number)] for number in company.get("ufCrmB24bState") or ()}

    def title_of(self, task: str) -> str:
        """Return a task's title."""
        return next(str(row["title"]) for row in self.site.rows("task") if str(row["id"]) == task)

    def notices(self) -> list[tuple[int, str]]:
        """Return whom we notified of what."""
        return [(row["userId"], row["message"]) for row in self.site.rows("notification")]

    def reasons(self) -> list[str]:
        """Return the lines we left in the company's timeline."""
        return [row["text"] for row in self.site.rows("logmessage") if (row["entityTypeId"], row["entityId"]) == (4, 12)]

    def bound(self) -> set[tuple[str, str]]:
        """Return what of ours is bound where: events and placements with their addresses."""
        app = self.site.portal.apps["local.1"]
        return {(one.event, one.url) for one in app.handlers} | {(one.placement, one.url) for one in app.widgets}
