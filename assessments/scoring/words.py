"""The fixed words of a rubric: an English code for the program, a Chinese word for the office."""

from enum import StrEnum
from typing import Self


class Word(StrEnum):
    """An enum whose members are written `NAME = code, Chinese word`."""

    word: str

    def __new__(cls, code: str, word: str = "") -> Self:
        member = str.__new__(cls, code)
        member._value_ = code
        member.word = word
        return member

    @classmethod
    def from_word(cls, word: str) -> Self:
        """The member that the office calls `word`; ValueError with the legal words otherwise."""
        for member in cls:
            if member.word == word:
                return member
        raise ValueError(f"“{word}”无法识别，应为：{'、'.join(member.word for member in cls)}")


class ScoringRule(Word):
    """给分方式: how one item earns its points."""

    MET = "met", "达标"
    DISCRETION = "discretion", "裁量"
    COUNT_DEDUCTION = "count_deduction", "次扣"
    RANGE_DEDUCTION = "range_deduction", "区间扣"
    COUNT = "count", "计数"
    LEVEL = "level", "等级"
    BANDS = "bands", "分段"
    LINEAR = "linear", "线性"
    RATIO = "ratio", "比例"
    SAMPLE = "sample", "抽样"
    BALLOT = "ballot", "票决"


class AnswerKind(Word):
    """What is recorded for an item, hence which inputs a form draws."""

    MET = "met", "是否达标"
    VALUE = "value", "数值"
    COUNT = "count", "次数"
    AMOUNTS = "amounts", "各次扣分"
    LEVEL = "level", "等级"
    SAMPLE = "sample", "抽查情况"
    BALLOTS = "ballots", "得票情况"


class NotApplicable(Word):
    """不适用处理: what becomes of an item that does not apply to a unit."""

    FULL = "full", "满分"
    SCALE = "scale", "折算"
    ZERO = "zero", "计零"


class Combine(Word):
    """How the scores of several scorers become the score of one item."""

    MEAN = "mean", "平均"
    MEDIAN = "median", "中位数"
    TRIMMED = "trimmed", "去掉一个最高分和一个最低分后平均"


class TermMode(Word):
    """How the totals of several years become the total of a term."""

    SUM = "sum", "相加"
    WEIGHTED = "weighted", "加权"
    MEAN = "mean", "平均"


METHODS = ("听汇报", "查资料", "实地查看", "测试", "问卷", "部门意见", "网上材料")
"""考核方式; an item may use several."""

EVIDENCE_KINDS = ("正式文件", "图片", "说明报告", "视频", "链接", "活动记录")
"""Kinds of evidence that an item can ask for."""
