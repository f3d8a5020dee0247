"""Whether what happened reaches a veto: 追溯月数 and 人数门槛, in one place.

The rubric workbook gives a veto a number of months to look back and a number of
people, and leaves open from where and how they count. Here:

* The look-back is counted in calendar months and ends with 31 December of the year that is
  assessed: 12 months are that year, 24 that year and the one before, 6 its second half. Both ends
  belong to it. Without a number the past has no bound.
* What happens after that year belongs to the next one, whatever the number of months.
* 人数门槛 is the least number of people that counts. Fewer do not veto, nor does an unknown number.
"""

from datetime import date

from assessments.scoring.tree import Veto

DECEMBER = 12


def look_back(veto: Veto, year: int) -> tuple[date | None, date]:
    """The first day (None: no bound) and the last day on which what happened counts."""
    last = date(year, DECEMBER, 31)
    if veto.months is None:
        return None, last
    months = year * 12 + DECEMBER - veto.months
    if months < 12:
        return None, last
    return date(months // 12, months % 12 + 1, 1), last


def why_not_counted(veto: Veto, *, year: int, occurred_on: date, heads: int | None) -> str:
    """Why a confirmed finding does not veto, as one short sentence; "" where it does."""
    first, last = look_back(veto, year)
    if occurred_on > last:
        return f"发生在 {year} 年度之后，不计入本年度"
    if first is not None and occurred_on < first:
        since = f"{first.year}年{first.month}月{first.day}日"
        return f"发生在追溯期（{since}起，{veto.months} 个月）之前"
    if veto.heads is not None and heads is None:
        return f"没有登记人数，人数门槛为 {veto.heads} 人"
    if veto.heads is not None and heads is not None and heads < veto.heads:
        return f"{heads} 人，未达到人数门槛 {veto.heads} 人"
    return ""
