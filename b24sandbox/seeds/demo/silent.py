"""Clients whose manager has let them go: what once protected them has run out. One way of falling silent each.

Beside each touch stands the day it protects to: a two-way contact 75 days, a note, a letter or a stage move 30, an
attempt 7, and nothing longer than 180 days after the last two-way contact.
"""

from __future__ import annotations

from b24sandbox.seeds.demo.story import Call, Client, Letter, Meeting, Note, Task, hold, won, working

SILENT = (
    Client(
        2,
        "Верхнеозёрский стройдвор",
        2,
        -700,
        "A call long ago (-25) and a big book: forgotten and lapsed at once",
        (won(-190, 420_000), won(-150, 380_000), Call(-100)),
    ),
    Client(
        3,
        "Мебельный цех «Дубравушка»",
        3,
        -420,
        "A meeting (-20); a colleague's task for the future protects nobody else's client",
        (Meeting(-95, entered=-99), won(-170, 96_000), Task(-12, 12, responsible=2, title="Собрать образцы для выставки")),
    ),
    Client(
        4,
        "Завод теплиц «Зелёный пролёт»",
        7,
        -650,
        "The client's own letter (-35) answered by ours (-80)",
        (
            won(-260, 150_000),
            won(-210, 160_000),
            won(-160, 155_000),
            Letter(-110, incoming=True, subject="Вопрос по оцинкованным болтам"),
            Letter(-110, subject="Ответ по болтам", at="15:00"),
        ),
    ),
    Client(
        5,
        "Ремонтная бригада Тычкова",
        6,
        -170,
        "Only our letters (-120, -90, -30), never an answer; the ceiling stands at +10",
        (Letter(-150), Letter(-120), Letter(-60)),
    ),
    Client(6, "Склад «Пятый причал»", 2, -300, "No touch ever: judged by its creation (-225)", ()),
    Client(
        7,
        "Кровельщики Лугового",
        4,
        -510,
        "A note (-20) prolonged the call (-45) and has run out",
        (won(-200, 610_000), Call(-120), Note(-50, "Снабженец в отпуске, вернуться к разговору про саморезы в октябре")),
    ),
    Client(
        8,
        "Ангар-Проект Заречинск",
        6,
        -380,
        "Two notes count (-30, -15), the third (+10) does not",
        (
            Call(-130),
            working(-128, 75_000),
            Note(-60, "Ждут решения учредителей по второму ангару"),
            Note(-45, "Главный инженер сменился, новый пока не отвечает"),
            Note(-20, "Слышал от конкурентов, что стройка продолжается"),
        ),
    ),
    Client(
        9,
        "Вагонное депо Мшинское",
        2,
        -640,
        "After the call (-25) a try of 12 seconds (-3): tries protect a week",
        (won(-230, 1_450_000), Call(-100), Call(-10, talk=12)),
    ),
    Client(
        12,
        "Лифтовая служба «Подъём»",
        7,
        -720,
        "A task far ahead protects 90 days from its creation (-5), the call less (-65)",
        (Call(-140), won(-175, 230_000), Task(-95, 60)),
    ),
    Client(
        17,
        "Судоремонт «Белая баржа»",
        5,
        -880,
        "The head's own client, and she is on leave (call -8); seven letters are no note",
        (won(-240, 2_100_000), Call(-83), Note(-7, "Звонил.")),
    ),
    Client(
        18,
        "Комбинат «Северный бетон»",
        2,
        -900,
        "Notes cannot hold a client beyond 180 days after the last call (note +10, ceiling -10)",
        (
            won(-300, 890_000),
            won(-250, 910_000),
            Call(-190),
            Note(-40, "Пишут в мессенджер, просят не звонить до конца сезона"),
            Note(-20, "Встретил их директора на выставке, обещал заказ зимой"),
        ),
    ),
    Client(
        19,
        "Агрохолдинг «Дальние поля»",
        6,
        -760,
        "A task (+11) cannot either (ceiling -5)",
        (Call(-185), won(-290, 1_250_000), Task(-10, 10)),
    ),
    Client(
        20,
        "Электромонтаж Рябинина",
        7,
        -350,
        "A call of -120 typed in at -100 counts from the day it was typed in (-25)",
        (Call(-120, entered=-100), working(-118, 64_000)),
    ),
    Client(
        23,
        "Окна и двери Прибрежный",
        3,
        -430,
        "The hold ended yesterday (call -21)",
        (Call(-96), won(-180, 128_000)),
        extra=hold(-1, "Переезд производства"),
    ),
    Client(28, "Яхт-верфь «Норд-киль»", 3, -600, "The last protected day was yesterday", (Call(-76), won(-210, 740_000))),
    Client(
        3001,
        "Тарас Огородников",
        2,
        -410,
        "A person without company is a client too (call -33)",
        (Call(-108), won(-205, 58_000)),
        person=True,
    ),
    Client(3002, "Нина Журавкина", 7, -250, "A person nobody ever contacted: by creation (-175)", (), person=True),
)
