"""Uploading the map of the county."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from districts.imports.maps import borders_in
from districts.models import Township
from wenming.errors import DomainError
from wenming.files.storing import clean_filename
from wenming.geojson import MAX_BYTES, Ring, shortened
from wenming.text import CleanCharField

EXTENSIONS = ("geojson", "json")


class MapForm(forms.Form):
    """A GeoJSON file and where it is from. `borders` holds what it says once it is valid."""

    note = CleanCharField(
        label="边界来源",
        max_length=200,
        help_text="谁在哪一年提供的，例如“县自然资源局 2020 年行政区划”。",
    )
    file = forms.FileField(
        label="GeoJSON 文件",
        error_messages={"required": "请选择 GeoJSON 文件。", "empty": "这个文件是空的。"},
    )
    borders: dict[Township, list[Ring]]

    def clean_file(self) -> UploadedFile[bytes]:
        """Every fault of the file at once; nothing is kept of a file with one."""
        upload: UploadedFile[bytes] = self.cleaned_data["file"]
        try:
            self.file_name, extension = clean_filename(upload.name or "")
        except DomainError as refusal:
            raise ValidationError(refusal.message) from refusal
        if extension not in EXTENSIONS:
            raise ValidationError("请选择扩展名为 .geojson 或 .json 的文件。")
        self.borders, faults = borders_in(upload.read(MAX_BYTES + 1))
        if faults:
            raise ValidationError(shortened(faults))
        return upload
