"""Forms of the year's summary: a paragraph, a sentence, a note, an example, a template."""

from django import forms

from assessments.models.summaries import MOST_LINE, MOST_NOTE, MOST_PARAGRAPH
from assessments.roles import ACHIEVEMENTS, NoteKind
from wenming.text import CleanCharField

FIRST_YEAR, LAST_YEAR = 2000, 2099


class VersionForm(forms.Form):
    """An act on what was on screen."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)


class BeginForm(forms.Form):
    """Which year's summary is begun."""

    year = forms.IntegerField(label="年度", min_value=FIRST_YEAR, max_value=LAST_YEAR)


class ParagraphForm(VersionForm):
    text = CleanCharField(
        label="段落内容",
        max_length=MOST_PARAGRAPH,
        single_line=False,
        required=False,
        help_text="每行印成一个自然段；全部删去，这一段就不印。",
    )


class SentenceForm(VersionForm):
    text = CleanCharField(
        label="句式",
        max_length=2000,
        single_line=False,
        help_text="数据写成 {{ 字段名 }}，生成时换成当年的数。",
    )


class NoteForm(forms.Form):
    kind = forms.ChoiceField(label="类别", choices=NoteKind.choices)
    text = CleanCharField(
        label="内容",
        max_length=MOST_NOTE,
        single_line=False,
        help_text="写一条；印出时自动加上“一是”“二是”。",
    )


class NoteEditForm(VersionForm):
    text = CleanCharField(label="内容", max_length=MOST_NOTE, single_line=False)


class HighlightForm(VersionForm):
    """The line that tells of the record; the year stands in the address."""

    section = forms.ChoiceField(
        label="写入总结的部分", choices=[(part.value, part.label) for part in ACHIEVEMENTS]
    )
    line = CleanCharField(
        label="事例",
        max_length=MOST_LINE,
        single_line=False,
        help_text="一两句话，单独成段印在这一部分的后面。",
    )

    def clean_line(self) -> str:
        return " ".join(str(self.cleaned_data["line"]).split())
