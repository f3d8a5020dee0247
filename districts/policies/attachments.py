"""Which records carry files, and who may add to them or take away. Each area adds its lines."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from districts.models import (
    Activity,
    AttachmentKind,
    Campaign,
    CommunityCentre,
    Consultation,
    Contribution,
    CoordinationMeeting,
    CultureProgramme,
    District,
    DistrictProject,
    EventSeries,
    Exemplar,
    FollowUp,
    Inspection,
    Nomination,
    Pairing,
    ProgrammeProduct,
    ProgressReport,
    PublicityBoard,
    ResponsibilityLetter,
    ServiceTask,
)
from districts.policies import (
    areas,
    campaigns,
    consultations,
    culture,
    exemplars,
    fieldwork,
    pairings,
    tasks,
)
from districts.roles import EntryStatus, FollowUpStatus, Standing
from districts.workflow.campaigns import CampaignStatus, NominationStatus
from districts.workflow.consultations import ConsultationStatus
from districts.workflow.tasks import TaskStatus

May = Callable[[Standing, Any], bool]


@dataclass(frozen=True, slots=True)
class Files:
    """`may_edit` asks of one record; `is_draft` tells whether nobody else has seen it yet, so
    that a file taken away is gone for good. `kinds` are offered in this order.
    """

    model: type[Model]
    may_edit: May
    is_draft: Callable[[Any], bool]
    kinds: tuple[AttachmentKind, ...]


FILES: Mapping[str, Files] = {
    str(files.model._meta.model_name): files
    for files in (
        Files(
            Consultation,
            consultations.can_edit_consultation_files,
            lambda row: row.status == ConsultationStatus.DRAFT,
            (AttachmentKind.DOCUMENT,),
        ),
        Files(
            Campaign,
            campaigns.can_edit_campaign_files,
            lambda row: row.status == CampaignStatus.PREPARING,
            (AttachmentKind.DOCUMENT, AttachmentKind.PHOTO),
        ),
        Files(
            Nomination,
            campaigns.can_edit_nomination_files,
            lambda row: row.status == NominationStatus.DRAFT,
            (AttachmentKind.PROOF, AttachmentKind.PHOTO),
        ),
        Files(
            Exemplar,
            exemplars.can_keep_exemplars,
            lambda row: False,
            (AttachmentKind.PHOTO, AttachmentKind.DOCUMENT),
        ),
        Files(
            Activity,
            fieldwork.can_edit_activity_files,
            lambda row: row.status == EntryStatus.DRAFT,
            (AttachmentKind.PHOTO, AttachmentKind.PROOF, AttachmentKind.DOCUMENT),
        ),
        Files(
            EventSeries,
            culture.can_keep_culture,
            lambda row: False,
            (AttachmentKind.PHOTO, AttachmentKind.DOCUMENT),
        ),
        Files(
            CommunityCentre,
            culture.can_keep_centre,
            lambda row: False,
            (AttachmentKind.PHOTO, AttachmentKind.DOCUMENT),
        ),
        Files(
            PublicityBoard,
            fieldwork.can_edit_activity_files,
            lambda row: row.status == EntryStatus.DRAFT,
            (AttachmentKind.PHOTO, AttachmentKind.PROOF, AttachmentKind.DOCUMENT),
        ),
        Files(
            CultureProgramme,
            culture.can_keep_culture,
            lambda row: False,
            (AttachmentKind.PHOTO, AttachmentKind.DOCUMENT),
        ),
        Files(
            ProgrammeProduct,
            culture.can_keep_product,
            lambda row: False,
            (AttachmentKind.DOCUMENT,),
        ),
        Files(
            FollowUp,
            fieldwork.can_prove_follow_up,
            lambda row: row.status == FollowUpStatus.OPEN and row.reported_at is None,
            (AttachmentKind.AFTER, AttachmentKind.BEFORE, AttachmentKind.PROOF),
        ),
        Files(
            District,
            areas.can_edit_area_files,
            lambda row: False,
            (AttachmentKind.PHOTO, AttachmentKind.PROOF, AttachmentKind.DOCUMENT),
        ),
        Files(
            DistrictProject,
            areas.can_edit_project_files,
            lambda row: row.status == EntryStatus.DRAFT,
            (AttachmentKind.AFTER, AttachmentKind.BEFORE, AttachmentKind.PROOF),
        ),
        Files(
            Inspection,
            areas.can_edit_inspection,
            lambda row: False,
            (AttachmentKind.PHOTO, AttachmentKind.SCAN),
        ),
        Files(
            ServiceTask,
            tasks.can_edit_task_files,
            lambda row: row.status == TaskStatus.DRAFT,
            (AttachmentKind.PROOF, AttachmentKind.BEFORE, AttachmentKind.AFTER),
        ),
        Files(
            ProgressReport,
            tasks.can_edit_report_photos,
            lambda row: False,
            (AttachmentKind.PHOTO,),
        ),
        Files(
            Pairing,
            pairings.can_edit_pairing_files,
            lambda row: False,
            (AttachmentKind.PHOTO, AttachmentKind.BEFORE, AttachmentKind.AFTER),
        ),
        Files(
            Contribution,
            pairings.can_edit_contribution_files,
            lambda row: row.status == EntryStatus.DRAFT,
            (AttachmentKind.PROOF, AttachmentKind.PHOTO),
        ),
        Files(
            ResponsibilityLetter,
            pairings.can_edit_letter_files,
            lambda row: False,
            (AttachmentKind.SCAN,),
        ),
        Files(
            CoordinationMeeting,
            pairings.can_edit_meeting,
            lambda row: False,
            (AttachmentKind.DOCUMENT, AttachmentKind.PHOTO),
        ),
    )
}


def files_of(row: Model) -> Files:
    """The rules of this record's files; a KeyError means that its model carries none."""
    return FILES[str(row._meta.model_name)]
