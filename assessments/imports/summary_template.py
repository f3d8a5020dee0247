"""A Word template that the office brings: it may use the known fields, and nothing else.

What a template may say is listed, not what it may not: fields, loops over known lists, conditions.
So a template can neither reach into the system nor keep it busy.
"""

import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from typing import IO, Any, TypeAlias

from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import Environment, TemplateError, TemplateSyntaxError, nodes

from assessments.exports_summary import rendered
from wenming.errors import DomainError

# None is a text; a list has one kind of member; a mapping has these names.
Shape: TypeAlias = "list[Any] | Mapping[str, Any] | None"
LINES: Shape = [None]
SOURCE = dict.fromkeys(("number", "label", "wording", "rows", "definition"))
FIELDS: Mapping[str, Shape] = {
    **dict.fromkeys(("title", "year", "next_year", "county", "office", "date")),
    "opening": LINES,
    "achievements": [{"number": None, "title": None, "lines": LINES}],
    "problems": LINES,
    "plan": LINES,
    "sources": [SOURCE],
}
# A summary without one of these would lose text that somebody signs.
NEEDED = ("title", "opening", "achievements", "problems", "plan")

MEGABYTE = 1024 * 1024
MOST_PARTS, MOST_PART, MOST_UNPACKED = 500, 5 * MEGABYTE, 20 * MEGABYTE
EXTERNAL = re.compile(rb"<[^>]*TargetMode=[\"']External[\"'][^>]*>")
FAULTY = "模板无法使用："


def check_template(file: IO[bytes]) -> None:
    """Raise DomainError, naming the field, unless the file can be filled."""
    file.seek(0)
    content = file.read()
    _check_package(content)
    try:
        sources = list(_sources(DocxTemplate(BytesIO(content))))
    except (PackageNotFoundError, KeyError, ValueError, SyntaxError) as error:
        raise _faulty("文件不是完整的 Word 文档，请在 Word 或 WPS 中另存后再上传。") from error
    used: set[str] = set()
    for source in sources:
        used |= _check_source(source)
    if lacking := [name for name in NEEDED if name not in used]:
        raise _faulty(f"缺少字段“{'”“'.join(lacking)}”，总结会缺内容。")
    try:
        rendered(BytesIO(content), SAMPLE)
    except (TemplateError, KeyError, ValueError, SyntaxError) as error:
        raise _faulty("填入内容后不成文档，请检查循环的开头和结尾是否各占一段。") from error


def _check_package(content: bytes) -> None:
    """Nothing that unpacks to a mountain, and nothing that is fetched from elsewhere."""
    with zipfile.ZipFile(BytesIO(content)) as package:
        entries = package.infolist()
        sizes = [entry.file_size for entry in entries]
        if len(entries) > MOST_PARTS or max(sizes) > MOST_PART or sum(sizes) > MOST_UNPACKED:
            raise _faulty("文件解开后太大，请删去图片等多余内容后再上传。")
        for entry in entries:
            if not entry.filename.endswith(".rels"):
                continue
            for link in EXTERNAL.findall(package.read(entry)):
                if b"/hyperlink" not in link:
                    raise _faulty("文件链接了外部的模板或图片，请断开链接后再上传。")


def _sources(document: Any) -> Iterator[str]:
    """Whatever docxtpl takes for a template: body, headers, footers, footnotes, properties."""
    document.render_init()
    yield document.patch_xml(document.get_xml())
    for uri in (document.HEADER_URI, document.FOOTER_URI):
        for _, part in document.get_headers_footers(uri):
            yield document.patch_xml(document.get_part_xml(part))
    for part in document.docx.part.package.parts:
        if part.content_type.endswith("footnotes+xml"):
            yield document.patch_xml(part.blob.decode("utf-8"))
    properties = document.docx.core_properties
    for name in ("author", "comments", "identifier", "language", "subject", "title"):
        yield getattr(properties, name)


def _check_source(source: str) -> set[str]:
    """The fields at the top that this part names."""
    try:
        tree = Environment(autoescape=True).parse(source)
    except TemplateSyntaxError as error:
        raise _faulty(_told(error)) from error
    return _Reader().read(tree)


def _told(error: TemplateSyntaxError) -> str:
    """Which field is broken, from the line on which the parser gave up."""
    lines = (error.source or "").splitlines()
    line = lines[error.lineno - 1] if error.lineno <= len(lines) else ""
    plain = re.sub(r"<[^>]*>", "", line)
    found = re.search(r"\{[{%].{0,60}", plain)
    return f"字段“{found[0] if found else plain[:60]}”没有写完整。"


class _Reader:
    """Walks a template and knows what every name in it stands for."""

    def __init__(self) -> None:
        self.used: set[str] = set()

    def read(self, tree: nodes.Template) -> set[str]:
        self._all(tree.body, dict(FIELDS))
        return self.used

    def _all(self, parts: Sequence[nodes.Node], scope: Mapping[str, Shape]) -> None:
        for part in parts:
            self._one(part, scope)

    def _one(self, part: nodes.Node, scope: Mapping[str, Shape]) -> None:
        if isinstance(part, nodes.TemplateData):
            return
        if isinstance(part, nodes.Output):
            self._all(part.nodes, scope)
        elif isinstance(part, nodes.For):
            self._loop(part, scope)
        elif isinstance(part, nodes.If):
            self._shape(part.test, scope)
            self._all([*part.body, *part.elif_, *part.else_], scope)
        elif self._shape(part, scope) is not None:
            raise _faulty(f"字段“{_name(part)}”是一组内容，要用循环逐个写出。")

    def _loop(self, loop: nodes.For, scope: Mapping[str, Shape]) -> None:
        shape = self._shape(loop.iter, scope)
        if not isinstance(shape, list) or not isinstance(loop.target, nodes.Name):
            raise _faulty(f"字段“{_name(loop.iter)}”不是一组内容，不能循环。")
        if loop.test is not None or loop.recursive or loop.else_:
            raise _faulty(f"循环“{_name(loop.iter)}”的写法不支持。")
        self._all(loop.body, {**scope, loop.target.name: shape[0]})

    def _shape(self, part: nodes.Node, scope: Mapping[str, Shape]) -> Shape:
        if isinstance(part, nodes.Name) and part.name in scope:
            if part.name in FIELDS:
                self.used.add(part.name)
            return scope[part.name]
        if isinstance(part, nodes.Getattr):
            shape = self._shape(part.node, scope)
            if isinstance(shape, Mapping) and part.attr in shape:
                return shape[part.attr]  # type: ignore[no-any-return]
        if isinstance(part, nodes.Name | nodes.Getattr):
            raise _faulty(f"没有字段“{_name(part)}”。可用的字段列在本页下方。")
        raise _faulty(f"写法“{_name(part)}”不支持，只能写字段名、循环和判断。")


def _name(part: nodes.Node) -> str:
    if isinstance(part, nodes.Name):
        return part.name
    if isinstance(part, nodes.Getattr):
        return f"{_name(part.node)}.{part.attr}"
    return next((_name(inner) for inner in part.iter_child_nodes()), type(part).__name__)


def _sample(shape: Shape) -> Any:
    if isinstance(shape, list):
        return [_sample(shape[0])] * 2
    if shape is None:
        return "样稿"
    return {name: _sample(inner) for name, inner in shape.items()}


def _faulty(what: str) -> DomainError:
    return DomainError(f"{FAULTY}{what}", field="file")


SAMPLE: dict[str, Any] = _sample(FIELDS)
# Field → what it stands for, as the page of the template tells it.
FIELD_NAMES: Mapping[str, str] = {
    "title": "标题",
    "year": "年度",
    "next_year": "下一年度",
    "county": "县名",
    "office": "落款单位",
    "date": "成文日期",
    "opening": "开头各段，逐段循环",
    "achievements": "六个部分，逐个循环：number 序号、title 标题、lines 各段",
    "problems": "存在的问题各段，逐段循环",
    "plan": "下一年工作打算各段，逐段循环",
    "sources": "数据来源，逐行循环：number、label、wording、rows、definition",
}
