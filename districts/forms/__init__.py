"""Turn what was typed into typed values; nothing is written here."""

from districts.forms.accounts import AccountForm, RoleForm
from districts.forms.common import NoteForm, UploadForm
from districts.forms.contacts import ContactForm, ContactFormSet, ContactLines
from districts.forms.fields import NameField, PhoneField, offer
from districts.forms.registers import (
    MOST_PEOPLE,
    DepartmentForm,
    LeaderForm,
    RegisterForm,
    StateForm,
    TownshipForm,
    UnitForm,
    VillageForm,
    initial_of,
)

__all__ = [
    "MOST_PEOPLE",
    "AccountForm",
    "ContactForm",
    "ContactFormSet",
    "ContactLines",
    "DepartmentForm",
    "LeaderForm",
    "NameField",
    "NoteForm",
    "PhoneField",
    "RegisterForm",
    "RoleForm",
    "StateForm",
    "TownshipForm",
    "UnitForm",
    "UploadForm",
    "VillageForm",
    "initial_of",
    "offer",
]
