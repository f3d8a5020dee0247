"""The yearly notice is read from its printed words, written back, and every slip is named."""

from __future__ import annotations

from datetime import date

import pytest

from wenming.workdays.notice import NoticeError, read_notice, written_notice

PRINTED = """一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。"""
SHORT = """元旦：1月1日至1月3日放假，1月4日上班
春节：2月15日至2月23日放假，2月14日、2月28日上班
清明节：4月4日至4月6日放假"""


def test_the_printed_notice_is_read_and_written_back() -> None:
    days = read_notice(PRINTED, 2026)
    assert written_notice(days, 2026) == SHORT
    assert read_notice(SHORT, 2026) == days
    worked = [day.date for day in days if not day.is_holiday]
    assert worked == [date(2026, 1, 4), date(2026, 2, 14), date(2026, 2, 28)]
    assert sum(day.is_holiday for day in days) == 15


def test_new_year_may_begin_in_the_old_year() -> None:
    days = read_notice("元旦：2022年12月31日至2023年1月2日放假，与周末连休。", 2023)
    assert [day.date for day in days][:2] == [date(2022, 12, 31), date(2023, 1, 1)]
    assert written_notice(days, 2023) == "元旦：2022年12月31日至2023年1月2日放假"
    assert read_notice(written_notice(days, 2023), 2023) == days
    shortened = read_notice("国庆节：10月1日至3日、5日放假，9月28日、10月11日上班", 2025)
    assert [day.date.day for day in shortened] == [28, 1, 2, 3, 5, 11]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("各乡镇、各部门", "无法识别"),
        ("春节：放假九天", "没有日期"),
        ("春节：2月30日放假", "没有2月30日这一天"),
        ("春节：2月15日至3月15日放假", "一次最多 15 天"),
        ("春节：2月23日至15日放假", "起止日期不对"),
        ("春节：2月15日至23日放假，共8天", "却有 9 天"),
        ("春节：2月15日至23日放假，2月13日上班", "不是周末"),
        ("春节：2月15日至23日", "没有说明放假还是上班"),
        ("春节：15日放假", "没有写月份"),
        ("春节：2月15日至23日放假，2月15日上班", "出现了两次"),
        ("春节：2月14日上班", "没有放假的日期"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(line: str, fault: str) -> None:
    with pytest.raises(NoticeError, match=fault) as error:
        read_notice(f"元旦：1月1日放假\n\n{line}", 2026)
    assert error.value.faults[0].startswith("第 3 行：")


def test_every_fault_is_named_at_once() -> None:
    with pytest.raises(NoticeError) as error:
        read_notice("甲\n乙\n丙", 2026)
    assert len(error.value.faults) == 3
