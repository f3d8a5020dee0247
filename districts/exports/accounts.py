"""Initial passwords to hand out."""

from collections.abc import Iterable

from districts.exports.rows import numbered
from districts.models import PasswordSlip
from wenming.xlsx import Column, Sheet, workbook


def slips_xlsx(slips: Iterable[PasswordSlip], address: str) -> bytes:
    """Initial passwords to hand out; nobody can make this list again."""
    columns = [
        Column("序号", 6, "center"),
        Column("角色", 34),
        Column("姓名", 12),
        Column("用户名", 18),
        Column("初始密码", 18),
    ]
    rows = numbered(
        (
            "、".join(str(membership) for membership in slip.user.held),  # type: ignore[attr-defined]
            slip.user.name,
            slip.user.username,
            slip.password,
        )
        for slip in slips
    )
    return workbook([Sheet("账号清单", columns, rows, under=f"登录网址：{address}")])
