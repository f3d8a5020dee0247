"""届期得分表: a sheet per type, each unit's years beside the term's total and rank."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal

from assessments.models import Term
from assessments.results.terms import Member, Part, term_members
from assessments.scoring import TermMode
from wenming.dates import cn_date, cn_datetime
from wenming.snapshots import one_snapshot
from wenming.xlsx import Column, Sheet, workbook

SIGNED = "制表：　　　　　　　　审核：　　　　　　　　县文明办（盖章）：　　　　　　　　日期："


def term_xlsx(term: Term, at: datetime) -> bytes:
    """The term as the page shows it, for signature."""
    with one_snapshot():
        years = list(term.years.all())
        types = list(term.unit_types.all())
        members = term_members(term)
    columns = [
        Column("位次", 8, "integer"),
        Column("单位", 34),
        *(Column(year_head(each.year, each.share, each.points), 13, "points2") for each in years),
        Column("届期得分", 12, "points2"),
        Column("备注", 34),
    ]
    return workbook(
        [
            Sheet(
                f"{term.name}{each.name}得分表",
                columns,
                _rows([member for member in members if member.unit_type == each.pk]),
                tab=each.name,
                under=f"{_settled(term)}　　制表时间：{cn_datetime(at)}",
                signatures=[SIGNED],
                landscape=True,
            )
            for each in types
        ]
    )


def year_head(year: int, share: Decimal | None, points: Decimal | None) -> str:
    """How a year's column is called: with its weight or its points."""
    if share is not None:
        return f"{year}年（{share.normalize():f}%）"
    return f"{year}年（{points.normalize():f} 分）" if points is not None else f"{year}年"


def _settled(term: Term) -> str:
    mode = TermMode(term.mode).word
    return f"合成方式：{mode}　　" + (
        f"{cn_date(term.frozen_at)}定案" if term.is_frozen else "暂定，尚未定案"
    )


def _rows(members: Sequence[Member]) -> Iterator[Sequence[object]]:
    for each in members:
        totals = [_number(part) for part in each.parts]
        yield (each.rank, each.unit, *totals, each.total, _remark(each))


def _number(part: Part) -> Decimal | None:
    return Decimal(part.total) if part.total else None


def _remark(member: Member) -> str:
    if member.missing:
        return "；".join(member.missing)
    if member.vetoed_in:
        return f"{member.vetoed_in}一票否决"
    return "含未归档年度，暂定" if member.is_provisional else ""
