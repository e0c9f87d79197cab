"""Who works there: a director, accounts and sales; ten people, two of them dismissed. A task made today is due on +6d."""

from __future__ import annotations

DIRECTION, ACCOUNTS, SALES = 1, 2, 3
DEPARTMENTS = (
    (DIRECTION, "Дирекция", None, 1),
    (ACCOUNTS, "Отдел сопровождения", DIRECTION, 10),
    (SALES, "Отдел проектов", DIRECTION, 20),
)

# id, first name, last name, post, department or departments, active
EMPLOYEES: tuple[tuple[int, str, str, str, int | list[int], bool], ...] = (
    (1, "Наталья", "Ордынцева", "Директор", DIRECTION, True),
    (9, "Фёдор", "Лунин", "Менеджер сопровождения", ACCOUNTS, False),
    (10, "Георгий", "Савинов", "Руководитель сопровождения", ACCOUNTS, True),
    (11, "Елена", "Тарханова", "Менеджер сопровождения", ACCOUNTS, True),
    (12, "Артур", "Вяземский", "Менеджер сопровождения и проектов", [SALES, ACCOUNTS], True),
    (13, "Полина", "Чижова", "Менеджер сопровождения", ACCOUNTS, True),
    (20, "Константин", "Берг", "Руководитель проектов", SALES, True),
    (21, "Юлия", "Мороз", "Менеджер проектов", SALES, True),
    (22, "Тимур", "Галеев", "Менеджер проектов", SALES, True),
    (23, "Олег", "Стрельцов", "Менеджер проектов", SALES, False),
)
# Nobody connected her telephony to the portal, and nobody his mailbox.
WITHOUT_TELEPHONY, WITHOUT_MAIL = 21, 22

# user, first day, last day, why. Friday is +1, then three days off; Tuesday is +5, Wednesday +6.
ABSENCES = (
    (13, -2, 8, "Больничный: весь срок задачи"),
    (12, -3, 1, "Командировка, до выходных"),
    (12, 5, 7, "Отпуск за свой счёт, сразу после выходных"),
    (20, -10, 10, "Отпуск"),
    (21, -1, 1, "Обучение: вернётся до срока задачи"),
    (22, 0, 5, "Командировка: вернётся в день срока задачи"),
)
