"""Finds what was done to the trail behind the system's back.

Every entry is sealed with a key that is not in the database, over its content and the seal before
it; the head seals how long the chain is. So an edit, a swap, an insertion, a gap, a cut at the end
and a chain computed anew without the key all show.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from hmac import compare_digest

from django.conf import settings
from django.utils.module_loading import import_string

from wenming.audit.models import FIRST_HASH, AuditEntry, AuditHead

MOST_FAULTS = 50
CHUNK = 2000


@dataclass(slots=True)
class Verdict:
    """How many entries were read, where the chain ends, and what is wrong (at most 50 lines)."""

    entries: int = 0
    head: str = ""
    faults: list[str] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        return not self.faults


def verify_trail(*, anchor: str = "") -> Verdict:
    """Read the whole trail once, in constant memory.

    `anchor` is a head that was noted earlier ("120:3fa4…"): a database put back to an older copy
    is sound in itself, but no longer has it.
    """
    verdict = Verdict()
    last = _check_chain(verdict, anchor)
    _check_head(verdict, last)
    for name in settings.TRAIL_CHECKS:
        verdict.faults += list(_first(import_string(name)()))
    return verdict


def _check_chain(verdict: Verdict, anchor: str) -> tuple[int, str]:
    """Follow the chain; the number and hash of its last entry."""
    number, previous = 0, FIRST_HASH
    anchored_at, _, anchored_hash = anchor.partition(":")
    has_anchor = not anchor
    for entry in AuditEntry.objects.order_by("pk").iterator(chunk_size=CHUNK):
        verdict.entries += 1
        for fault in _faults_of(entry, number, previous):
            if len(verdict.faults) < MOST_FAULTS:
                verdict.faults.append(fault)
        number, previous = entry.pk, entry.hash
        if str(number) == anchored_at:
            has_anchor = compare_digest(entry.hash.encode(), anchored_hash.encode())
    if not has_anchor:
        verdict.faults.append(f"找不到此前记下的校验点 {anchored_at}：数据库可能被换成了旧的副本。")
    return number, previous


def _faults_of(entry: AuditEntry, number: int, previous: str) -> Iterator[str]:
    if entry.pk != number + 1:
        yield f"第 {number + 1} 至 {entry.pk - 1} 条记录不见了。"
    elif entry.previous_hash != previous:
        yield f"第 {entry.pk} 条与前一条接不上：记录被调换、插入或改动过。"
    if not compare_digest(entry.hash.encode(), entry.computed_hash().encode()):
        yield f"第 {entry.pk} 条的内容与封签不符：被改动过，或者不是系统写入的。"


def _check_head(verdict: Verdict, last: tuple[int, str]) -> None:
    head = AuditHead.objects.first() or AuditHead()
    verdict.head = str(head)
    if head.sequence and not compare_digest(head.mac.encode(), head.computed_mac().encode()):
        verdict.faults.append("链尾的封签不符：链尾被改动过，或者校验密钥已更换。")
    if (head.sequence, head.hash) != last:
        verdict.faults.append(
            f"记录到第 {last[0]} 条为止，链尾却是第 {head.sequence} 条：末尾被删除或添加过。"
        )


def _first(faults: Iterator[str]) -> Iterator[str]:
    for number, fault in enumerate(faults):
        if number == MOST_FAULTS:
            return
        yield fault
