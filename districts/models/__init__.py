"""Who and where, and what is done there in the year's fieldwork: one module per area."""

from districts.models.activities import Activity, ActivityKind, ActivityUse, CountedBy
from districts.models.attachments import Attachment, AttachmentKind
from districts.models.drafts import DRAFT_LIFETIME, ImportDraft, ImportKind, PasswordSlip
from districts.models.follow_ups import FollowUp, FollowUpKind
from districts.models.honours import Honour, HonourLevel, HonourState
from districts.models.leaders import Leader, QuantityKind
from districts.models.memberships import Membership
from districts.models.owners import (
    OFFICE_NAME,
    Confirmable,
    Correction,
    EntryQuerySet,
    Owned,
    OwnedQuerySet,
    Owner,
    about,
    has_owners,
    owned_by,
    owner_fields,
)
from districts.models.registers import (
    Contact,
    Department,
    RegisterQuerySet,
    RegisterRow,
    Township,
    Unit,
    UnitAttribute,
    UnitType,
    Village,
)
from districts.models.tasks import (
    Acceptance,
    MediaReport,
    Milestone,
    ProgressReport,
    ServiceTask,
    ServiceTaskQuerySet,
    SupervisionNote,
)

__all__ = [
    "DRAFT_LIFETIME",
    "OFFICE_NAME",
    "Acceptance",
    "Activity",
    "ActivityKind",
    "ActivityUse",
    "Attachment",
    "AttachmentKind",
    "Confirmable",
    "Contact",
    "Correction",
    "CountedBy",
    "Department",
    "EntryQuerySet",
    "FollowUp",
    "FollowUpKind",
    "Honour",
    "HonourLevel",
    "HonourState",
    "ImportDraft",
    "ImportKind",
    "Leader",
    "MediaReport",
    "Membership",
    "Milestone",
    "Owned",
    "OwnedQuerySet",
    "Owner",
    "PasswordSlip",
    "ProgressReport",
    "QuantityKind",
    "RegisterQuerySet",
    "RegisterRow",
    "ServiceTask",
    "ServiceTaskQuerySet",
    "SupervisionNote",
    "Township",
    "Unit",
    "UnitAttribute",
    "UnitType",
    "Village",
    "about",
    "has_owners",
    "owned_by",
    "owner_fields",
]
