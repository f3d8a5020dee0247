"""`trial_score`: what an imagined unit would get under a rubric workbook. Needs no database.

Prints one JSON object whatever happens: the score (exit status 0, also for an incomplete one) or
`{"errors": […]}` (exit status 1).
"""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Mapping
from io import BytesIO, TextIOWrapper
from typing import Any

from django.core.management.base import BaseCommand

from assessments.imports.rubric_workbook import Reading, place_and_message, read_rubric
from assessments.scoring import AnswersError, Problem, RubricRows, load_answers, run_trial

LARGEST_WORKBOOK = 10 * 1024 * 1024
LARGEST_ANSWERS = 20 * 1024 * 1024
ANSWERS = "answers"


class Unreadable(Exception):
    """A file that cannot be read, in a sentence for the user."""


class Command(BaseCommand):
    help = "试算：按细则工作簿和答案文件给一个设想的单位打分，输出 JSON"
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("rubric", metavar="RUBRIC.xlsx", help="细则工作簿")
        parser.add_argument("answers", metavar="ANSWERS.json", help="答案文件")

    def handle(self, *args: Any, **options: Any) -> None:
        reading = _read_workbook(options["rubric"])
        problems = [*reading.errors]
        result: dict[str, Any] | None = None
        try:
            answers = _read_answers(options["answers"])
            if reading.spec is not None:
                result = run_trial(reading.spec, answers)
        except AnswersError as refusal:
            problems += refusal.problems
        if result is None:
            self._print({"errors": [problem.as_dict() for problem in problems]})
            sys.exit(1)
        doubts = [place_and_message(problem) for problem in reading.warnings]
        self._print(result | {"warnings": [*doubts, *result["warnings"]]})

    def _print(self, answer: Mapping[str, Any]) -> None:
        """UTF-8 whatever the terminal's language is: a program reads this."""
        target = getattr(self.stdout, "_out", None)
        if isinstance(target, TextIOWrapper):
            target.reconfigure(encoding="utf-8")
        self.stdout.write(json.dumps(answer, ensure_ascii=False))


def _read_workbook(path: str) -> Reading:
    try:
        content = _read(path, LARGEST_WORKBOOK, "细则工作簿")
    except Unreadable as refusal:
        return Reading(RubricRows(settings={}), None, (Problem("", str(refusal)),), ())
    return read_rubric(BytesIO(content))


def _read_answers(path: str) -> Mapping[str, Any]:
    try:
        return load_answers(_read(path, LARGEST_ANSWERS, "答案文件").decode("utf-8-sig"))
    except UnicodeDecodeError:
        message = "答案文件不是 UTF-8 编码的文字，请另存为 UTF-8 编码。"
    except Unreadable as refusal:
        message = str(refusal)
    raise AnswersError([Problem("", message, ANSWERS, "")])


def _read(path: str, most: int, subject: str) -> bytes:
    """The whole file; never more than `most` bytes of what may be an endless device."""
    try:
        with open(path, "rb") as file:
            content = file.read(most + 1)
    except FileNotFoundError:
        raise Unreadable(f"{subject}：找不到这个文件。") from None
    except IsADirectoryError:
        raise Unreadable(f"{subject}：这是一个文件夹，应为文件。") from None
    except (OSError, ValueError):
        raise Unreadable(f"{subject}：文件无法打开，请检查路径和权限。") from None
    if len(content) > most:
        raise Unreadable(f"{subject}：文件超过 {most // (1024 * 1024)} MB。")
    return content
