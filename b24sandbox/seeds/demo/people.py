"""Who works there: two departments, eight employees, three absences. The director is the portal's administrator."""

from __future__ import annotations

from collections.abc import Sequence

from b24sandbox.seeds.demo.rows import File, Row

DEPARTMENTS = ((1, "Отдел оптовых продаж", None, 1), (2, "Отдел региональных продаж", 1, 5))

# id, first name, last name, post, department, active
EMPLOYEES = (
    (1, "Марина", "Белова", "Коммерческий директор", 1, True),
    (2, "Пётр", "Иванов", "Старший менеджер по продажам", 1, True),
    (3, "Анна", "Соколова", "Менеджер по продажам", 1, True),
    (4, "Дмитрий", "Гусев", "Менеджер по продажам", 1, True),
    (5, "Ольга", "Ермакова", "Руководитель отдела", 2, True),
    (6, "Роман", "Зайцев", "Менеджер по продажам", 2, True),
    (7, "Вера", "Крылова", "Менеджер по продажам", 2, True),
    (8, "Игорь", "Панов", "Менеджер по продажам", 2, False),
)

# user, first day, last day, why; a task made today is due in three working days, on +3d
ABSENCES = (
    (5, -4, 11, "Отпуск"),
    (4, -3, 6, "Больничный"),
    (3, -3, 1, "Командировка: вернётся до срока задачи"),
)


Departments = Sequence[tuple[int, str, int | None, int]]
Employees = Sequence[tuple[int, str, str, str, int | list[int], bool]]
Absences = Sequence[tuple[int, int, int, str]]


def add_people(
    file: File,
    departments: Departments = DEPARTMENTS,
    employees: Employees = EMPLOYEES,
    absences: Absences = ABSENCES,
    domain: str = "severkrep.example",
) -> None:
    """Departments with heads, employees, absences; the first employee is the administrator."""
    for department, name, parent, head in departments:
        row: Row = {"ID": str(department), "NAME": name, "SORT": department * 100, "UF_HEAD": str(head)}
        file.add("department", row | ({"PARENT": str(parent)} if parent else {}))
    for employee, name, last_name, post, place, active in employees:
        file.add(
            "user",
            {
                "ID": str(employee),
                "ACTIVE": active,
                "NAME": name,
                "LAST_NAME": last_name,
                "EMAIL": f"user{employee}@{domain}",
                "DATE_REGISTER": "@-1200d 10:00",
                "TIME_ZONE": "",
                "IS_ONLINE": "N",
                "WORK_POSITION": post,
                "WORK_PHONE": f"+7000555{employee:04d}",
                "UF_DEPARTMENT": place if isinstance(place, list) else [place],
                "USER_TYPE": "employee",
                "ADMIN": employee == 1,
            },
        )
    for number, (employee, first, last, why) in enumerate(absences, 1):
        file.add("absence", {"id": number, "userId": employee, "from": f"@{first:+d}d", "to": f"@{last:+d}d", "name": why})
