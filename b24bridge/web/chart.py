"""The chart of what protected a client, and until when: one bar per contact, today, and what comes next. Geometry only."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from babel.dates import format_date

from b24bridge.core.client_screen import ContactRow

WIDTH, LEFT, RIGHT = 860, 246, 850
TOP, LANE, BAR = 40, 28, 20
LATEST = 5
BACK, AHEAD = timedelta(days=122), timedelta(days=21)
ROOM_INSIDE, ROOM_FOR_WORDS, ROOM_FOR_MONTH, ROOM_FOR_FULL_MONTH = 80, 190, 44, 76
FIRST = date(1, 1, 1)


@dataclass(frozen=True, slots=True)
class Lane:
    """One contact: its bar from `start` to `end`, and where its words stand. A start that is None lies before the chart."""

    row: ContactRow
    y: int
    bar: int
    start: int | None
    end: int
    words_x: int
    words_anchor: str
    is_inside: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A day that is marked by an upright line, and where its words stand."""

    x: int
    anchor: str

    @property
    def words_x(self) -> int:
        """Return where the words begin or end."""
        return self.x + (5 if self.anchor == "start" else -5)


@dataclass(frozen=True, slots=True)
class Chart:
    """Where everything stands, in units of a drawing `WIDTH` wide and `height` high. `ahead` is what comes next."""

    lanes: tuple[Lane, ...]
    today: Line
    end: Line
    is_late: bool
    ahead: tuple[int, int] | None
    ticks: tuple[tuple[int, int, str], ...]
    bottom: int

    @property
    def height(self) -> int:
        """Return the height of the drawing, months included."""
        return self.bottom + 24


def draw_chart(
    today: date, contacts: Sequence[ContactRow], protected_until: date | None, next_on: date | None, language: str
) -> Chart | None:
    """Return the chart of the contacts that protected, oldest first; None when there are none or no end is known."""
    counted = sorted((row for row in contacts if row.until is not None), key=lambda row: row.at)
    if not counted or protected_until is None:
        return None
    scale = Scale.of(today, counted, protected_until, next_on)
    rows = _shown(counted, scale.first)
    lanes = tuple(_lane(row, TOP + LANE * number, scale) for number, row in enumerate(rows))
    is_ahead = next_on is not None and next_on > today
    bottom = TOP + LANE * (len(rows) + is_ahead) + 4
    return Chart(
        lanes=lanes,
        today=_line(scale.at(today)),
        end=_line(scale.at(protected_until)),
        is_late=protected_until < today,
        ahead=(scale.at(next_on), TOP + LANE * len(rows)) if next_on is not None and is_ahead else None,
        ticks=tuple(scale.months(language)),
        bottom=bottom,
    )


@dataclass(frozen=True, slots=True)
class Scale:
    """The days of the chart, from the first of a month to the last of one."""

    first: date
    last: date

    @classmethod
    def of(cls, today: date, rows: Sequence[ContactRow], protected_until: date, next_on: date | None) -> "Scale":
        """Cover the last answer or four months, and three weeks after the last day that matters."""
        answers = [row.at.date() for row in rows if row.evidence == "contact"]
        earliest = min(today - BACK, max(answers, default=today))
        latest = max(today, protected_until, next_on or today) + AHEAD
        return cls(earliest.replace(day=1), _next_month(latest) - timedelta(days=1))

    def at(self, day: date) -> int:
        """Return where a day stands; what lies outside stands at the edge."""
        share = (day - self.first).days / ((self.last - self.first).days + 1)
        return round(LEFT + min(max(share, 0), 1) * (RIGHT - LEFT))

    def months(self, language: str) -> Iterator[tuple[int, int, str]]:
        """Yield where months begin, where their names stand, and the names that have room."""
        width = (RIGHT - LEFT) * 30 / ((self.last - self.first).days + 1)
        every = max(ceil(ROOM_FOR_MONTH / width), 1)
        pattern = "LLLL" if width >= ROOM_FOR_FULL_MONTH else "LLL"
        month, number = self.first, 0
        while month <= self.last:
            following = _next_month(month)
            x, end = self.at(month), self.at(following)
            yield x, (x + end) // 2, "" if number % every else format_date(month, pattern, locale=language)
            month, number = following, number + 1


def _shown(counted: Sequence[ContactRow], first: date) -> list[ContactRow]:
    """Return the latest that protected since the chart's first day and the one that decides, by time."""
    latest = [row for row in counted if row.until is not None and row.until >= first][-LATEST:]
    return [row for row in counted if row.decides and row not in latest] + latest


def _lane(row: ContactRow, y: int, scale: Scale) -> Lane:
    day, until = row.at.date(), row.until or FIRST
    bar, end = scale.at(day), scale.at(until)
    is_inside, has_room_before = end - bar >= ROOM_INSIDE, bar - LEFT >= ROOM_INSIDE
    return Lane(
        row=row,
        y=y,
        bar=bar,
        start=bar if day >= scale.first else None,
        end=max(end, bar + 2),
        words_x=end - 8 if is_inside else bar - 12 if has_room_before else max(end, bar) + 12,
        words_anchor="end" if is_inside or has_room_before else "start",
        is_inside=is_inside,
    )


def _line(x: int) -> Line:
    return Line(x, "start" if x + ROOM_FOR_WORDS <= RIGHT else "end")


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
