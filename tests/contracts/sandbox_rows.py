"""The rows of the small portal of `portal_worlds`, as a portal file."""

from tests.sandboxed import line


def when(day: int, hour: int = 12, month: int = 11) -> str:
    """Return a moment of 2026 as the portal writes it."""
    return f"2026-{month:02}-{day:02}T{hour:02}:00:00+03:00"


STAGED = {"assignedById": 1, "createdTime": when(1), "updatedTime": when(9), "movedTime": when(9)}
NOTE = "Договорились о поставке [B]до[/B] 5 декабря"
LINES = [
    line("portal", time_zone="Europe/Moscow", currency="RUB", plan="standard", now="2026-11-22T12:00:00+03:00"),
    line("department", ID=1, NAME="Продажи", UF_HEAD=1),
    line("department", ID=2, NAME="Юг", PARENT=1),
    line("user", ID=1, ACTIVE=True, ADMIN=True, NAME="Марина", LAST_NAME="Белова", UF_DEPARTMENT=[1]),
    line("user", ID=2, ACTIVE=False, NAME="Игорь", LAST_NAME="", UF_DEPARTMENT=[1, 2]),
    line("absence", id=1, userId=1, **{"from": "2026-11-25", "to": "2026-11-27"}),
    line("status", ID=1, ENTITY_ID="STATUS", STATUS_ID="NEW", NAME="Новый", SORT=10, SEMANTICS=None),
    line("status", ID=2, ENTITY_ID="DEAL_STAGE", STATUS_ID="NEW", NAME="Новая", SORT=10, SEMANTICS=None),
    line("status", ID=3, ENTITY_ID="DEAL_STAGE_3", STATUS_ID="C3:WON", NAME="Ура", SORT=20, SEMANTICS="S", CATEGORY_ID=3),
    line("status", ID=4, ENTITY_ID="SMART_INVOICE_STAGE_3", STATUS_ID="DT31_3:P", NAME="Оплачен", SORT=30, SEMANTICS="S"),
    line("status", ID=5, ENTITY_ID="COMPANY_TYPE", STATUS_ID="CUSTOMER", NAME="Клиент", SORT=10),
    line("category", id=3, name="Опт", entityTypeId=2),
    line("category", id=3, name="Счета", entityTypeId=31, isDefault="Y"),
    line("currency", CURRENCY="RUB", AMOUNT_CNT=1, AMOUNT=1, BASE="Y"),
    line("currency", CURRENCY="KZT", AMOUNT_CNT=100, AMOUNT=19.65, BASE="N"),
    line(
        "company", id=12, title="Ромашка [Юг]", assignedById=1, typeId="CUSTOMER",
        createdTime=when(1, month=3), updatedTime=when(1),
    ),
    line("company", id=13, title="Мы", assignedById=2, isMyCompany="Y", createdTime=when(2), updatedTime=when(2)),
    line(
        "contact", id=7, name="Анна", lastName="Ли", assignedById=1, companyId=13, companyIds=[13, 12],
        createdTime=when(3), updatedTime=when(3),
    ),
    line("lead", id=4, title="Лид", stageId="NEW", opportunity=0, currencyId="RUB", movedBy=0, **STAGED),
    line(
        "deal", id=5, title="Сделка", categoryId=3, stageId="C3:WON", opportunity=1500.5, currencyId="KZT", companyId=12,
        contactId=7, contactIds=[7], begindate="2026-11-01", closedate="2026-11-09", probability=100, isRecurring="Y",
        movedBy=1, createdBy=2, originatorId="1C", **STAGED,
    ),
    line(
        "invoice", id=9, title="Счёт", categoryId=3, stageId="DT31_3:P", opportunity=700, currencyId="RUB", companyId=12,
        begindate="2026-11-01", closedate="2026-11-15", movedBy=1, createdBy=0, accountNumber="С-9", parentId2=5, **STAGED,
    ),
    line(
        "order", id=21, accountNumber="21/А", price=950.5, currency="KZT", payed="Y", deducted="Y", canceled="N",
        companyId=13, responsibleId=1, userId=1, dateInsert=when(3), dateUpdate=when(9), externalOrder="Y", clients=[
            {"entityTypeId": 3, "entityId": 7, "isPrimary": "Y"}, {"entityTypeId": 4, "entityId": 13, "isPrimary": "N"},
            {"entityTypeId": 4, "entityId": 12, "isPrimary": "Y"},
        ],
    ),
    line("order", id=22, accountNumber="22", price=700, currency="RUB", canceled="Y", dateInsert=when(4)),
    line(
        "payment", id=71, entityTypeId=14, entityId=21, orderId=21, sum=950.5, currency="KZT", paid="Y", datePaid=when(8),
        dateBill=when(3), datePayBefore=when(13), id1c="a1",
    ),
    line("payment", id=72, entityTypeId=31, entityId=9, orderId=22, sum=400, currency="RUB", paid="Y", datePaid=when(6)),
    line("payment", id=73, entityTypeId=31, entityId=9, sum=300, currency="RUB", paid="N", reasonMarked="Не та сумма"),
    line("payment", id=74, orderId=21, sum=50, currency="KZT", paid="Y", datePaid=when(9), isReturn="Y", marked="Y"),
    line("shipment", id=81, orderId=21, deducted="Y", dateInsert=when(4), dateDeducted=when(7)),
    line("shipment", id=82, orderId=21, deducted="N", dateInsert=when(4)),
    line(
        "stagehistory", ID=1, entityTypeId=1, TYPE_ID=1, OWNER_ID=4, CREATED_TIME=when(1),
        STATUS_ID="NEW", STATUS_SEMANTIC_ID="P",
    ),
    line(
        "stagehistory", ID=2, entityTypeId=2, TYPE_ID=3, OWNER_ID=5, CREATED_TIME=when(9), CATEGORY_ID=3,
        STAGE_ID="C3:WON", STAGE_SEMANTIC_ID="S",
    ),
    line(
        "stagehistory", ID=3, entityTypeId=31, TYPE_ID=3, OWNER_ID=9, CREATED_TIME=when(9), CATEGORY_ID=3,
        STAGE_ID="DT31_3:P", STAGE_SEMANTIC_ID="S",
    ),
    line(
        "activity", ID=51, OWNER_TYPE_ID=3, OWNER_ID=7, TYPE_ID=2, PROVIDER_ID="VOXIMPLANT_CALL", SUBJECT="Звонок", DIRECTION=1,
        COMPLETED="Y", CREATED=when(20), LAST_UPDATED=when(20), START_TIME=when(20), END_TIME=when(20, 13),
        AUTHOR_ID=1, RESPONSIBLE_ID=1, BINDINGS=[{"OWNER_TYPE_ID": 3, "OWNER_ID": 7}],
    ),
    line(
        "activity", ID=52, OWNER_TYPE_ID=4, OWNER_ID=12, TYPE_ID=1, PROVIDER_ID="CRM_MEETING", SUBJECT="Встреча", DIRECTION=0,
        COMPLETED="N", CREATED=when(21), LAST_UPDATED=when(21), START_TIME=when(30), END_TIME=when(30, 13), DEADLINE=when(30),
        AUTHOR_ID=0, RESPONSIBLE_ID=1, BINDINGS=[{"OWNER_TYPE_ID": 4, "OWNER_ID": 12}, {"OWNER_TYPE_ID": 4, "OWNER_ID": 13}],
    ),
    line(
        "activity", ID=53, OWNER_TYPE_ID=2, OWNER_ID=5, TYPE_ID=6, PROVIDER_ID="CRM_TODO", SUBJECT="Дело", DIRECTION=0,
        DESCRIPTION="[B]Узнать[/B] про склад", COMPLETED="Y", CREATED=when(19), LAST_UPDATED=when(19),
        ORIGINATOR_ID="b24bridge", AUTHOR_ID=1, RESPONSIBLE_ID=1, BINDINGS=[{"OWNER_TYPE_ID": 2, "OWNER_ID": 5}],
    ),
    line("call", ID=90, CRM_ACTIVITY_ID=51, CALL_DURATION=0, CALL_FAILED_CODE="304", CALL_START_DATE=when(20), CALL_TYPE=2),
    line("call", ID=91, CALL_DURATION=95, CALL_FAILED_CODE="200", CALL_START_DATE=when(20), CALL_TYPE=2),
    line("comment", ID=3, ENTITY_TYPE="company", ENTITY_ID=12, COMMENT=NOTE, AUTHOR_ID=1, CREATED=when(20)),
    line(
        "task", id=301, title="Перезвонить", responsibleId=1, createdBy=1, status=2, createdDate=when(10), changedDate=when(18),
        deadline=when(5, 18, month=12), ufCrmTask=["CO_12", "D_5"],
    ),
    line(
        "task", id=302, title="Наша", responsibleId=1, createdBy=1, status=5, createdDate=when(1), changedDate=when(2),
        ufCrmTask=["CO_12"], tags=["b24b:abcdefghijkl"], xmlId="b24b:abcdefghijklmnopqrstuvwxyz",
    ),
    *(
        line("taskhistory", id=id_, taskId=301, createdDate=when(day), field=name, value={"from": old, "to": new}, userId=1)
        for id_, day, name, old, new in (
            (1, 10, "NEW", None, None),
            (2, 11, "DEADLINE", None, when(15)),
            (3, 12, "DEADLINE", when(15), when(20)),
            (4, 13, "DEADLINE", when(20), when(19)),
            (5, 17, "TITLE", "Позвонить", "Перезвонить"),
            (6, 18, "DEADLINE", when(19), when(5, 18, month=12)),
        )
    ),
]  # fmt: skip
