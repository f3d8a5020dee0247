"""The inputs of one item's answer as HTML: the one definition for both forms.

Written here and not as a template: they stand forty times on a page, and a part that is included
forty times takes longer than everything else on it.
"""

from dataclasses import dataclass
from functools import lru_cache

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from assessments.scoring import AnswerKind

NOTHING = SafeString("")
CHECKED = SafeString(" checked")
DISABLED = SafeString(" disabled")


@dataclass(frozen=True, slots=True)
class Box:
    """One text box. `value` is what stands in it, typed wrongly or not."""

    name: str
    id: str
    label: str
    unit: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Button:
    """One button of a choice, with the points it gives; the one for "no answer" gives none."""

    option: str
    label: str
    points: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class AnswerInput:
    """Everything that is drawn for one item's answer. `key` makes its ids unique on the page, and
    `prefix` its field names where the items share one form."""

    key: str
    name: str
    kind: AnswerKind
    legend: str
    buttons: tuple[Button, ...] = ()
    boxes: tuple[Box, ...] = ()
    has_no_amounts: bool = False
    disabled: bool = False
    error: str = ""
    prefix: str = ""

    @property
    def html(self) -> SafeString:
        if self.buttons:
            return _choice(self)
        if self.kind is AnswerKind.COUNT:
            return format_html_join("", "{}", ((_stepper(self, box),) for box in self.boxes))
        return _figures(self)


@lru_cache(maxsize=256)
def ticks(names: tuple[str, ...], ticked: tuple[str, ...]) -> SafeString:
    """Boxes to tick, one for each name."""
    return format_html_join(
        "",
        '<label><input type="checkbox" name="methods" value="{}"{}> {}</label>',
        ((name, _if(name in ticked, CHECKED), name) for name in names),
    )


def _choice(shown: AnswerInput) -> SafeString:
    error = format_html(' aria-describedby="{}-error"', shown.key) if shown.error else NOTHING
    return format_html(
        '<fieldset class="choices-row{}"{}{}><legend class="sr-only">{}</legend>{}</fieldset>',
        " choices-text" if any(len(button.label) > 6 for button in shown.buttons) else "",
        _if(shown.disabled, DISABLED),
        error,
        shown.legend,
        _radios(shown.name, shown.buttons),
    )


@lru_cache(maxsize=1024)
def _radios(name: str, buttons: tuple[Button, ...]) -> SafeString:
    """The same few choices stand on every page, so they are written once."""
    return format_html_join(
        "",
        '<label class="choice"><input type="radio" name="{}" value="{}"{}>'
        "<span>{}{}</span></label>",
        (
            (name, button.option, _if(button.is_chosen, CHECKED), button.label, _worth(button))
            for button in buttons
        ),
    )


def _worth(button: Button) -> SafeString:
    return format_html(" <small>{} 分</small>", button.points) if button.points else NOTHING


def _stepper(shown: AnswerInput, box: Box) -> SafeString:
    named = f"{shown.legend}{box.label}"
    disabled = _if(shown.disabled, DISABLED)
    return format_html(
        '<div class="stepper-box" data-stepper>'
        '<button class="js-only" type="button" data-step="-1" aria-label="{}减一"{}>−</button>'
        '<input type="text" inputmode="numeric" autocomplete="off" name="{}" id="{}"'
        ' aria-label="{}" value="{}"{}{}>'
        '<button class="js-only" type="button" data-step="1" aria-label="{}加一"{}>＋</button>'
        '<span class="soft">{}</span></div>',
        *(named, disabled),
        *(box.name, box.id, named, box.value, disabled, _invalid(shown)),
        *(named, disabled),
        box.unit,
    )


def _figures(shown: AnswerInput) -> SafeString:
    none = NOTHING
    if shown.kind is AnswerKind.AMOUNTS:
        none = format_html(
            '<div class="ticks"><label><input type="checkbox" name="{}no_amounts" value="1"{}{}>'
            " 没有应扣的分</label></div>",
            shown.prefix,
            _if(shown.has_no_amounts, CHECKED),
            _if(shown.disabled, DISABLED),
        )
    boxes = format_html_join("", "{}", ((_figure(shown, box),) for box in shown.boxes))
    return format_html('{}<div class="answer-boxes">{}</div>', none, boxes)


def _figure(shown: AnswerInput, box: Box) -> SafeString:
    return format_html(
        '<label class="answer-box"><span>{}</span><span class="amount">'
        '<input type="text" inputmode="decimal" autocomplete="off" name="{}" id="{}" value="{}"'
        "{}{}>{}</span></label>",
        *(box.label, box.name, box.id, box.value, _if(shown.disabled, DISABLED), _invalid(shown)),
        format_html("<span>{}</span>", box.unit) if box.unit else NOTHING,
    )


def _invalid(shown: AnswerInput) -> SafeString:
    if not shown.error:
        return NOTHING
    return format_html(' aria-invalid="true" aria-describedby="{}-error"', shown.key)


def _if(is_so: bool, attribute: SafeString) -> SafeString:
    return attribute if is_so else NOTHING
