"""Calls, letters, meetings, messages, comments and tasks of a client as rows of activity, call, comment and task."""

from __future__ import annotations

from b24sandbox.seeds.demo.rows import CONTACT, DEAL, File, Row, at, first_contact, later, owner_key
from b24sandbox.seeds.demo.story import Call, Client, Letter, Meeting, Message, Note, Task

MEETING, CALL, MAIL, OTHER = "1", "2", "4", "6"
KINDS: dict[str, tuple[str, str, str]] = {
    # kind: provider, its type, direction
    "chat": ("IMOPENLINES_SESSION", "1", "1"),
    "form": ("CRM_WEBFORM", "WEBFORM", "1"),
    "sms": ("CRM_SMS", "SMS", "2"),
    "todo": ("CRM_TODO", "TODO", "0"),
    "app": ("REST_APP", "CARD", "2"),
    "bridge": ("CONFIGURABLE_REST_APP", "CONFIGURABLE", "2"),
}
APPS = {"app": "reports", "bridge": "b24bridge"}  # kind: the ORIGINATOR_ID that an application leaves
NAMES = {
    "chat": "Диалог в открытой линии",
    "form": "Заполнена форма на сайте",
    "sms": "SMS клиенту",
    "todo": "Дело",
    "app": "Карточка стороннего приложения",
    "bridge": "Забытый клиент: карточка прошлой установки",
}


def add_call(file: File, client: Client, call: Call) -> None:
    """An activity, and a row of telephony unless it was typed in by hand."""
    end = later(call.at, call.talk)
    missed = call.incoming and call.talk == 0
    row = _activity(file, client, CALL, call.on)
    row |= {
        "PROVIDER_ID": "VOXIMPLANT_CALL",
        "PROVIDER_TYPE_ID": "CALL",
        "SUBJECT": "Входящий звонок" if call.incoming else "Исходящий звонок",
        "DIRECTION": "1" if call.incoming else "2",
        "COMPLETED": "N" if missed else "Y",
        "STATUS": "1" if missed else "2",
        "SETTINGS": {"MISSED_CALL": True} if missed else [],
    }
    row |= _times(at(call.day, call.at), at(call.day, end), created=None if call.entered is None else at(call.entered, call.at))
    file.add("activity", row)
    if call.by_phone and call.entered is None:
        _add_telephony(file, client, call, row["ID"])


def _add_telephony(file: File, client: Client, call: Call, activity: str) -> None:
    kind, number = ("CONTACT", client.id) if client.person else ("COMPANY", client.id)
    if call.on == "contact":
        kind, number = "CONTACT", first_contact(client) or client.id
    linked = call.on != "deal"
    file.add(
        "call",
        {
            "ID": activity,
            "PORTAL_USER_ID": str(client.owner),
            "PORTAL_NUMBER": "reg1",
            "PHONE_NUMBER": f"+7000{client.id:07d}",
            "CALL_ID": f"demo.{activity}",
            "CALL_CATEGORY": "external",
            "CALL_DURATION": str(call.talk),
            "CALL_START_DATE": at(call.day, call.at),
            "CALL_FAILED_CODE": "200" if call.talk else "304",
            "CRM_ENTITY_TYPE": kind if linked else None,
            "CRM_ENTITY_ID": str(number) if linked else None,
            "CRM_ACTIVITY_ID": activity,
            "CALL_TYPE": "2" if call.incoming else "1",
        },
    )


def add_letter(file: File, client: Client, letter: Letter) -> None:
    """An e-mail; mass mail is sent by nobody and carries the sender's mark."""
    row = _activity(file, client, MAIL)
    row |= {
        "PROVIDER_ID": "CRM_EMAIL",
        "PROVIDER_TYPE_ID": "EMAIL",
        "SUBJECT": letter.subject,
        "DIRECTION": "1" if letter.incoming else "2",
    }
    if letter.robot or letter.mailing:
        row |= {"AUTHOR_ID": "0", "EDITOR_ID": "0"}
    if letter.mailing:
        row |= {"ORIGINATOR_ID": "SENDER", "ORIGIN_ID": f"mailing-{letter.day}", "RESPONSIBLE_ID": "1"}
    moment = at(letter.day, letter.at)
    file.add("activity", row | _times(moment, moment))


def add_meeting(file: File, client: Client, meeting: Meeting) -> None:
    """A meeting of an hour at eleven; planned ones are not completed."""
    row = _activity(file, client, MEETING)
    row |= {"PROVIDER_ID": "CRM_MEETING", "PROVIDER_TYPE_ID": "MEETING", "SUBJECT": "Встреча в офисе клиента", "DIRECTION": "0"}
    row |= {} if meeting.done else {"COMPLETED": "N", "STATUS": "1"}
    created = at(meeting.entered, "10:15")
    file.add("activity", row | _times(at(meeting.day, "11:00"), at(meeting.day, "12:00"), created=created))


def add_message(file: File, client: Client, message: Message) -> None:
    """A chat, a web form, an SMS, a finished to-do, or the card of an application in the name of the administrator."""
    provider, provider_type, direction = KINDS[message.kind]
    row = _activity(file, client, OTHER)
    row |= {
        "PROVIDER_ID": provider,
        "PROVIDER_TYPE_ID": provider_type,
        "SUBJECT": NAMES[message.kind],
        "DESCRIPTION": message.text,
        "DIRECTION": direction,
    }
    if message.kind in APPS:
        row |= {"ORIGINATOR_ID": APPS[message.kind], "ORIGIN_ID": f"card-{client.id}", "AUTHOR_ID": "1", "EDITOR_ID": "1"}
    moment = at(message.day, "13:10")
    file.add("activity", row | _times(moment, moment))


def _activity(file: File, client: Client, kind: str, bound: str = "client") -> Row:
    number = file.next_id("activity", client.id)
    bindings = _bindings(client, bound)
    return {
        "ID": str(number),
        "OWNER_TYPE_ID": bindings[0]["OWNER_TYPE_ID"],
        "OWNER_ID": bindings[0]["OWNER_ID"],
        "TYPE_ID": kind,
        "BINDINGS": bindings,
        "COMPLETED": "Y",
        "STATUS": "2",
        "RESPONSIBLE_ID": str(client.owner),
        "AUTHOR_ID": str(client.owner),
        "EDITOR_ID": str(client.owner),
        "PRIORITY": "2",
        "DESCRIPTION": "",
        "ORIGINATOR_ID": None,
        "ORIGIN_ID": None,
        "SETTINGS": [],
    }


def _bindings(client: Client, bound: str) -> list[Row]:
    """What an activity hangs on: the client with its first contact, or only a contact, or only the first deal."""
    contact = first_contact(client)
    pairs = [owner_key(client)] + ([(CONTACT, contact)] if contact else [])
    if bound == "contact" and contact:
        pairs = [(CONTACT, contact)]
    if bound == "deal":
        pairs = [(DEAL, client.id * 100 + 1)]
    return [{"OWNER_TYPE_ID": str(kind), "OWNER_ID": str(number)} for kind, number in pairs]


def _times(start: str, end: str, created: str | None = None) -> Row:
    entered = created or start
    return {"CREATED": entered, "LAST_UPDATED": entered, "START_TIME": start, "END_TIME": end, "DEADLINE": start}


def add_note(file: File, client: Client, note: Note) -> None:
    """A comment in the client's timeline."""
    file.add(
        "comment",
        {
            "ID": str(file.next_id("comment", client.id)),
            "ENTITY_ID": str(client.id),
            "ENTITY_TYPE": "contact" if client.person else "company",
            "CREATED": at(note.day, note.at),
            "COMMENT": note.text,
            "AUTHOR_ID": str(client.owner if note.author is None else note.author),
        },
    )


def add_task(file: File, client: Client, task: Task) -> None:
    """A task and, if its deadline was moved, the history of it."""
    number = file.next_id("task", client.id)
    responsible = str(task.responsible or client.owner)
    own = f"{'C' if client.person else 'CO'}_{client.id}"
    bound = {"client": own, "contact": f"C_{first_contact(client)}", "deal": f"D_{client.id * 100 + 1}"}[task.bound]
    created = at(task.created, "10:40")
    file.add(
        "task",
        {
            "id": str(number),
            "title": task.title,
            "description": "",
            "status": task.status,
            "priority": "1",
            "deadline": None if task.deadline is None else at(task.deadline, "18:00"),
            "createdDate": created,
            "changedDate": at(task.moved[-1][0], "09:50") if task.moved else created,
            "createdBy": responsible,
            "responsibleId": responsible,
            "closedDate": None if task.deadline is None or task.status != "5" else at(task.deadline, "17:00"),
            "ufCrmTask": [bound],
            "tags": [],
        },
    )
    for day, before, after in task.moved:
        file.add(
            "taskhistory",
            {
                "id": file.next_id("taskhistory", number, 10),
                "taskId": number,
                "createdDate": at(day, "09:50"),
                "field": "DEADLINE",
                "value": {"from": at(before, "18:00"), "to": at(after, "18:00")},
                "user": {"id": int(responsible)},
            },
        )
