"""The Django admin of the dictionaries, for administrator and office."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from districts.models import FacilityKind, PairingRequirement, QuantityKind, UnitAttribute, UnitType
from districts.office_admin import PolicyAdmin

__all__ = [
    "FacilityKindAdmin",
    "PairingRequirementAdmin",
    "PolicyAdmin",
    "QuantityKindAdmin",
    "UnitAttributeAdmin",
    "UnitTypeAdmin",
]


@admin.register(UnitType)
class UnitTypeAdmin(PolicyAdmin):
    list_display = ("name", "code", "position")
    ordering = ("position", "code")

    def get_readonly_fields(self, request: HttpRequest, obj: Any | None = None) -> tuple[str, ...]:
        """The code names the type in rubrics and workbooks: it never changes."""
        return ("code",) if obj else ()


@admin.register(UnitAttribute)
class UnitAttributeAdmin(PolicyAdmin):
    list_display = ("name", "note")
    search_fields = ("name",)


@admin.register(QuantityKind)
class QuantityKindAdmin(PolicyAdmin):
    list_display = ("name", "unit", "is_money", "decimals", "usual", "is_active")
    search_fields = ("name",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any | None = None) -> tuple[str, ...]:
        """What was counted in one unit must not turn into another by an edit."""
        return ("unit", "is_money") if obj else ()


@admin.register(FacilityKind)
class FacilityKindAdmin(PolicyAdmin):
    list_display = ("name", "group", "position", "is_active")
    search_fields = ("name",)


@admin.register(PairingRequirement)
class PairingRequirementAdmin(PolicyAdmin):
    list_display = ("year", "group", "title", "position")
    list_filter = ("year",)
    search_fields = ("title",)
