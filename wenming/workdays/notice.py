"""The yearly notice as text: read from the State Council's own words, written in the same form.

    春节：2月15日至23日放假，2月14日、28日上班

Remarks in brackets, numbering, 调休 and 与周末连休 are passed over; 共9天 is checked. Plain Python.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from wenming.workdays.rule import ONE_DAY, is_weekend

MOST_LINES, MOST_NAME, LONGEST = 40, 20, 15
FULL_WIDTH = str.maketrans("０１２３４５６７８９：（）　", "0123456789:() ")
BRACKETS = re.compile(r"\([^()]*\)")
NUMBERING = re.compile(r"^(?:[一二三四五六七八九十]+[、.]|\d+[、.])")
DAY = r"(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})日"
SPAN = re.compile(rf"{DAY}(?:(?:至|到|—|－|-|~){DAY})?", re.ASCII)
TOTAL = re.compile(r"共(\d{1,2})天", re.ASCII)
HOW = "请写成“春节：2月15日至23日放假，2月14日、28日上班”"


@dataclass(frozen=True, slots=True)
class NoticeDay:
    date: date
    is_holiday: bool
    name: str


class NoticeError(ValueError):
    """What is wrong in which lines; each a Chinese sentence."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("".join(faults))
        self.faults = faults


def read_notice(text: str, year: int) -> list[NoticeDay]:
    """The days that the notice for `year` names, by date; NoticeError with every fault at once."""
    days: dict[date, NoticeDay] = {}
    faults = []
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if len(lines) > MOST_LINES:
        raise NoticeError([f"最多 {MOST_LINES} 行。"])
    for number, line in lines:
        try:
            for day in _days_of_line(line, year):
                if day.date in days:
                    raise NoticeError([f"{day.date.month}月{day.date.day}日出现了两次。"])
                days[day.date] = day
        except NoticeError as error:
            faults += [f"第 {number} 行：{fault}" for fault in error.faults]
    if faults:
        raise NoticeError(faults)
    return [days[day] for day in sorted(days)]


def written_notice(days: Iterable[NoticeDay], year: int) -> str:
    """The days as text that `read_notice` reads back, one holiday a line."""
    named: dict[str, list[NoticeDay]] = {}
    for day in sorted(days, key=lambda day: day.date):
        named.setdefault(day.name, []).append(day)
    # a make-up day may come before its holiday; the holidays themselves give the order
    ordered = sorted(named.items(), key=lambda pair: _first_day_off(pair[1]))
    return "\n".join(f"{name}：{_in_words(of_one, year)}" for name, of_one in ordered)


def _first_day_off(days: list[NoticeDay]) -> date:
    return min((day.date for day in days if day.is_holiday), default=days[0].date)


def _in_words(days: list[NoticeDay], year: int) -> str:
    off = [day.date for day in days if day.is_holiday]
    worked = [day.date for day in days if not day.is_holiday]
    spans = "、".join(_span_in_words(first, last, year) for first, last in _spans(off))
    parts = [f"{spans}放假"] if spans else []
    if worked:
        parts.append("、".join(_day_in_words(day, year) for day in worked) + "上班")
    return "，".join(parts)


def _spans(days: list[date]) -> list[tuple[date, date]]:
    """Consecutive days as first and last."""
    spans: list[tuple[date, date]] = []
    for day in days:
        if spans and day - spans[-1][1] == ONE_DAY:
            spans[-1] = (spans[-1][0], day)
        else:
            spans.append((day, day))
    return spans


def _span_in_words(first: date, last: date, year: int) -> str:
    words = _day_in_words(first, year)
    return words if first == last else f"{words}至{_day_in_words(last, first.year)}"


def _day_in_words(day: date, year: int) -> str:
    prefix = "" if day.year == year else f"{day.year}年"
    return f"{prefix}{day.month}月{day.day}日"


def _days_of_line(line: str, year: int) -> Iterator[NoticeDay]:
    plain = BRACKETS.sub("", line.translate(FULL_WIDTH)).replace(" ", "")
    name, colon, rest = NUMBERING.sub("", plain).partition(":")
    if not colon or not name or len(name) > MOST_NAME:
        raise NoticeError([f"无法识别，{HOW}。"])
    found = 0
    for clause in re.split(r"[，,。；;]", rest):
        total = TOTAL.search(clause)
        if total and "日" not in clause:
            if int(total[1]) != found:
                raise NoticeError([f"写的是共 {total[1]} 天，日期却有 {found} 天。"])
        elif clause:
            days = list(_days_of_clause(clause, name, year))
            found += sum(day.is_holiday for day in days)
            yield from days
    if not found:
        raise NoticeError([f"没有放假的日期，{HOW}。"])


def _days_of_clause(clause: str, name: str, year: int) -> Iterator[NoticeDay]:
    is_holiday, is_worked = "放假" in clause, "上班" in clause
    if is_holiday is is_worked:
        if "连休" in clause and "日" not in clause:
            return
        raise NoticeError([f"“{clause[:20]}”没有说明放假还是上班，{HOW}。"])
    for first, last in _dates(clause, year):
        if (last - first).days >= LONGEST or last < first:
            raise NoticeError([f"“{clause[:20]}”的起止日期不对，一次最多 {LONGEST} 天。"])
        for n in range((last - first).days + 1):
            day = first + timedelta(days=n)
            if is_worked and not is_weekend(day):
                raise NoticeError([f"{day.month}月{day.day}日不是周末，不需要写上班。"])
            yield NoticeDay(day, is_holiday, name)


def _dates(clause: str, year: int) -> Iterator[tuple[date, date]]:
    """First and last day of each span; a day without its month has that of the day before it."""
    month = None
    for match in SPAN.finditer(clause):
        parts = [int(part) if part else None for part in match.groups()]
        first, month = _date(parts[:3], year, month, match[0])
        last = first
        if parts[5] is not None:
            last, month = _date(parts[3:], first.year, month, match[0])
        yield first, last
    if month is None:
        raise NoticeError([f"“{clause[:20]}”里没有日期，{HOW}。"])


def _date(parts: list[int | None], year: int, month: int | None, said: str) -> tuple[date, int]:
    own_year, own_month, day = parts
    at, of = own_year or year, own_month or month
    if of is None or day is None:
        raise NoticeError([f"“{said}”没有写月份。"])
    try:
        found = date(at, of, day)
    except ValueError as error:
        raise NoticeError([f"没有{said}这一天。"]) from error
    return found, of
