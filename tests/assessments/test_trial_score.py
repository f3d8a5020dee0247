"""`manage.py trial_score`: the published figures, the stable form, and no traceback ever."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.assessments.workbooks import Cells, file_of, item, make_book
from tests.test_layers import ROOT

KEYS = (
    "complete missing total exact base bonus deductions passed vetoed grade nodes warnings trail"
).split()


@pytest.fixture
def trial(tmp_path):
    """Runs the command on rows and answers: (exit status, the JSON object on its output)."""

    def run(rows: list[Cells], answers: Mapping[str, Any] | bytes, setup=(), **sheets):
        content = file_of(make_book(rows, [("名称", "试用"), *setup], **sheets)).getvalue()
        return run_command(tmp_path, content, answers)

    return run


def run_command(
    folder: Path, workbook: bytes, answers: Mapping[str, Any] | bytes
) -> tuple[int, dict[str, Any]]:
    rubric, file = folder / "rubric.xlsx", folder / "answers.json"
    rubric.write_bytes(workbook)
    file.write_bytes(answers if isinstance(answers, bytes) else json.dumps(answers).encode())
    return called(rubric, file)


def called(rubric: Path, answers: Path) -> tuple[int, dict[str, Any]]:
    output = StringIO()
    try:
        call_command("trial_score", str(rubric), str(answers), stdout=output)
    except SystemExit as leaving:
        return int(str(leaving.code)), json.loads(output.getvalue())
    return 0, json.loads(output.getvalue())


def one_item(points: object, rule: str, parameters: str = "") -> list[Cells]:
    return [item("1", points, rule, parameters)]


MIXED = [
    item("3", 3),
    item("3.1", 0.5, "达标"),
    item("3.2", 1, "次扣", "每次=0.5"),
    item("3.3", 0.5, "达标"),
    item("3.4", 1, "达标"),
]
COURTYARD = [
    item("1", 8),
    item("1.1", 3, "次扣", "每次=3"),
    item("1.2", 3, "次扣", "每次=3"),
    item("1.3", 1, "等级", "全部=1;七成=0;没有=0"),
    item("1.4", 1, "达标", 适用条件="有庭院"),
]


@pytest.mark.parametrize(
    ("rows", "answers", "node", "score"),
    [
        pytest.param(
            MIXED,
            {
                "3.1": {"met": True},
                "3.2": {"count": 1},
                "3.3": {"met": True},
                "3.4": {"met": False},
            },
            "3",
            "1.5",
            id="mixed-item",
        ),
        pytest.param(
            one_item(60, "次扣", "每次=20"), {"1": {"count": 2}}, "1", "20", id="60-less-2-x-20"
        ),
        pytest.param(
            one_item(2, "次扣", "每次=3"), {"1": {"count": 1}}, "1", "0", id="never-below-0"
        ),
        pytest.param(
            COURTYARD,
            {"1.1": {"count": 1}, "1.2": {"count": 1}, "1.3": {"level": "七成"}},
            "1",
            "1",
            id="no-courtyard-is-full-marks",
        ),
        *(
            pytest.param(
                one_item(8, "线性", "目标=80;每低=1;扣=1"),
                {"1": {"value": value}},
                "1",
                score,
                id=f"linear-{value}",
            )
            for value, score in [("77", "5"), ("60", "0"), ("85", "8")]
        ),
    ],
)
def test_the_worked_examples(trial, rows, answers, node, score):
    status, result = trial(rows, {"answers": answers})

    assert status == 0
    assert result["complete"] is True
    assert result["nodes"][node] == score
    assert result["exact"] == score


def test_a_bonus_stops_at_its_cap(trial):
    _, result = trial(
        one_item(100, "裁量"),
        {"answers": {"1": {"value": 90}}, "bonus": {"J1": {"count": 13}}},
        [("加分封顶", 10)],
        加分=[("J1", "荣誉", 20, "计数", "每次=1", None)],
    )

    assert (result["base"], result["bonus"], result["total"]) == ("90", "10", "100.00")


@pytest.mark.parametrize(
    ("field", "survey", "exact", "total"),
    [("91.24", "94.41", "91.7155", "91.72"), ("91.13", "90.23", "90.995", "91.00")],
)
def test_the_two_published_rows(trial, field, survey, exact, total):
    rows = [
        item("1", 100, 权重=85),
        item("1.1", 100, "裁量"),
        item("2", 100, 权重=15),
        item("2.1", 100, "比例", "满值=100"),
    ]

    status, result = trial(rows, {"answers": {"1.1": {"value": field}, "2.1": {"value": survey}}})

    assert status == 0
    assert (result["exact"], result["total"]) == (exact, total)
    assert result["nodes"] == {"1": field, "1.1": field, "2": survey, "2.1": survey}
    assert result["warnings"] == []
    assert any(exact in line and total in line for line in result["trail"])


TEN = [item("1", 10), item("1.1", 7, "裁量", "步长=0.5"), item("1.2", 3, "达标", 适用条件="有窗口")]
EXTRAS = {
    "加分": [("J1", "甲", 3, "计数", "每次=1", "同"), ("J2", "乙", 2, "达标", None, "同")],
    "扣分": [
        ("K1", "通报", 0.5, "按次", "是", "相加"),
        ("K2", "警告", None, "按次", "否", "平均"),
        ("K3", "迟报", 1, "一次", "否", "相加"),
    ],
    "否决": [("F1", "事故", 12, None, None, None)],
    "等次": [("优秀", 9, None), ("合格", 6, None)],
}
SETUP = [("满分", 10), ("身份基数", "新申报=10;复评=12"), ("合格线", 6)]
ANSWERS: dict[str, Any] = {
    "unit": {"attributes": ["有窗口"], "status": "复评"},
    "answers": {"1.1": {"value": 6.5}, "1.2": {"met": True}},
}


def test_every_key_of_a_complete_result(trial):
    answers = ANSWERS | {
        "bonus": {"J1": {"count": 1}, "J2": {"met": True}},
        "deductions": {
            "K1": {"count": 1, "concealed": True},
            "K2": {"values": ["3", 2]},
            "K3": {"count": 5},
        },
    }

    status, result = trial(TEN, answers, SETUP, **EXTRAS)

    assert status == 0
    assert list(result) == KEYS
    assert {key: result[key] for key in KEYS[:-1]} == {
        "complete": True,
        "missing": [],
        "total": "9.00",
        "exact": "9",
        "base": "11.5",
        "bonus": "2",
        "deductions": "4.5",
        "passed": True,
        "vetoed": False,
        "grade": "优秀",
        "nodes": {"1": "9.5", "1.1": "6.5", "1.2": "3"},
        "warnings": [],
    }
    assert all(isinstance(line, str) and line for line in result["trail"])


def test_a_veto_leaves_the_figures(trial):
    _, result = trial(TEN, ANSWERS | {"vetoes": ["F1"]}, SETUP, **EXTRAS)

    assert (result["total"], result["vetoed"], result["passed"]) == ("11.50", True, False)
    assert result["grade"] == "一票否决"


@pytest.mark.parametrize("vetoes", [[], ["F1"]])
def test_an_incomplete_result_is_no_failure(trial, vetoes):
    answers = {"unit": {"attributes": ["有窗口"]}, "answers": {"1.1": {"value": 6.5}}}

    status, result = trial(TEN, answers | {"vetoes": vetoes}, SETUP, **EXTRAS)

    assert status == 0
    assert (result["complete"], result["missing"]) == (False, ["1.2"])
    assert [result[key] for key in ("total", "exact", "passed", "grade")] == [None] * 4
    assert result["base"] == "6.5"


def test_what_does_not_apply_is_ignored_with_a_warning(trial):
    answers = {
        "unit": {"status": "新申报"},
        "answers": {"1.1": {"value": "7"}, "1.2": {"level": "not looked at"}},
    }

    status, result = trial(TEN, answers, SETUP, **EXTRAS)

    assert (status, result["total"]) == (0, "10.00")
    assert len(result["warnings"]) == 1
    assert "1.2" in result["warnings"][0]


def test_slips_of_the_rubric_are_warnings_of_the_result(trial):
    status, result = trial(one_item(60, "达标"), {"answers": {"1": {"met": True}}})

    assert status == 0
    assert [line for line in result["warnings"] if "少 40" in line]


def test_a_third_is_written_as_a_fraction(trial):
    rows = one_item(10, "比例", "满值=3")

    _, result = trial(rows, {"answers": {"1": {"value": 1}}})

    assert (result["exact"], result["total"]) == ("10/3", "3.33")


@pytest.mark.parametrize(
    ("part", "row"),
    [
        ({"answers": {"9.9": {"met": True}}}, "9.9"),
        ({"answers": {"1": {"met": True}}}, "1"),
        ({"answers": {"1.1": {"met": True}}}, "1.1"),
        ({"answers": {"1.1": {"value": "7.5"}}}, "1.1"),
        ({"answers": {"1.1": {"value": "6.3"}}}, "1.1"),
        ({"answers": {"1.1": {"value": True}}}, "1.1"),
        ({"answers": {"1.1": "6.5"}}, "1.1"),
        ({"bonus": {"J9": {"count": 1}}}, "J9"),
        ({"bonus": {"J1": {"count": -1}}}, "J1"),
        ({"deductions": {"K2": {"count": 1}}}, "K2"),
        ({"deductions": {"K1": {"count": 1.5}}}, "K1"),
        ({"vetoes": ["F9"]}, "F9"),
    ],
    ids=str,
)
def test_answers_that_do_not_fit_are_errors_with_their_code(trial, part, row):
    status, result = trial(TEN, part, SETUP, **EXTRAS)

    assert status == 1
    assert [(one["sheet"], one["row"]) for one in result["errors"]] == [("answers", row)]
    assert list(result["errors"][0]) == ["sheet", "row", "column", "message"]
    assert result["errors"][0]["message"]


def test_a_bad_workbook_and_bad_answers_are_reported_together(trial):
    status, result = trial(one_item("十", "达标"), b'{"a": 1, "a": 2}')

    assert status == 1
    assert [(one["sheet"], one["row"], one["column"]) for one in result["errors"]] == [
        ("细则", 2, "分值"),
        ("answers", "", ""),
    ]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "JSON"),
        (b"\x89PNG\r\n\x1a\n\xff", "UTF-8"),
        ('{"answers": {}}'.encode("utf-16"), "UTF-8"),
        (b"[" * 300_000, "嵌套"),
        (b'{"answers": {"1": {"value": NaN}}}', "NaN"),
        (b'{"answers": {"1": {"met": true}, "1": {"met": false}}}', "两次"),
        (b'{"answers": []}', "对象"),
        (b"{} {}", "JSON"),
        (b" " * (20 * 1024 * 1024 + 1), "超过"),
    ],
    ids="empty binary utf-16 nested NaN duplicate list two huge".split(),
)
def test_hostile_answers(trial, content, says):
    status, result = trial(one_item(10, "达标"), content)

    assert status == 1
    assert {one["sheet"] for one in result["errors"]} == {"answers"}
    assert says in result["errors"][0]["message"]


@pytest.mark.parametrize("name", ["nothing.xlsx", ".", "no\0name", "/dev/zero", "/proc/self/mem"])
def test_paths_that_lead_to_no_file(tmp_path, name):
    path = tmp_path / name

    status, result = called(path, path)

    assert status == 1
    assert [one["sheet"] for one in result["errors"]] == ["", "answers"]


def test_a_byte_order_mark_is_no_fault(trial):
    content = b"\xef\xbb\xbf" + json.dumps({"answers": {"1": {"met": True}}}).encode()

    status, _ = trial(one_item(10, "达标"), content)

    assert status == 0


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                "met value count amounts level sample failed ballots 优 1 1.1 J1".split()
            ),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)
EVERY_RULE = [
    item("1", 2, "达标"),
    item("2", 2, "裁量"),
    item("3", 2, "次扣", "每次=1"),
    item("4", 2, "区间扣", "最低=0.1;最高=0.5"),
    item("5", 2, "等级", "优=2;差=0"),
    item("6", 2, "抽样", "不合格=0"),
    item("7", 2, "票决", "优=2;差=0"),
]
PARTS = st.sampled_from(["unit", "answers", "bonus", "deductions", "vetoes"])
CODES = st.sampled_from([*"1234567", "J1", "K1", "F1", "type", "attributes"])


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answers=st.dictionaries(PARTS, json_values | st.dictionaries(CODES, json_values)))
def test_whatever_the_answers_say_there_is_one_json_object(trial, answers):
    status, result = trial(EVERY_RULE, answers, **EXTRAS)

    assert ("errors" in result) is (status == 1)


def test_as_a_program_in_a_poor_terminal_without_a_database(tmp_path):
    """As the office's scripts call it: the exit status, one object of UTF-8, nothing else."""
    rubric, answers = tmp_path / "细则.xlsx", tmp_path / "答案.json"
    rubric.write_bytes(file_of(make_book(one_item(100, "达标"))).getvalue())
    answers.write_text('{"answers": {"1": {"met": true}}}', encoding="utf-8")
    environment = {
        "PATH": os.environ["PATH"],
        "LC_ALL": "C",
        "PYTHONIOENCODING": "ascii",
        "WENMING_DATA": str(tmp_path / "data"),
        "DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing",
    }

    def run(*files: Path) -> "subprocess.CompletedProcess[bytes]":
        command = [sys.executable, str(ROOT / "manage.py"), "trial_score", *map(str, files)]
        return subprocess.run(  # noqa: S603
            command, env=environment, capture_output=True, check=False, timeout=60
        )

    good, bad = run(rubric, answers), run(answers, rubric)

    assert (good.returncode, good.stderr) == (0, b"")
    assert json.loads(good.stdout.decode("utf-8"))["total"] == "100.00"
    assert "四舍五入".encode() in good.stdout
    assert good.stdout.count(b"\n") == 1
    assert (bad.returncode, bad.stderr) == (1, b"")
    assert json.loads(bad.stdout)["errors"]
