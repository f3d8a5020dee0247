"""Small forms that many pages have: a reason, a workbook."""

from django import forms

from wenming.text import CleanCharField


class NoteForm(forms.Form):
    """Why something is done; for the trail."""

    note = CleanCharField(label="说明", max_length=200, required=False)


class UploadForm(forms.Form):
    """One workbook."""

    file = forms.FileField(
        label="Excel 文件",
        error_messages={"required": "请选择要导入的 Excel 文件。", "empty": "这个文件是空的。"},
    )
