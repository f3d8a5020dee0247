"""Every "may this user …?" of consultations: the office runs them, recipients answer."""

from districts.models import Consultation, Opinion
from districts.roles import Role, Standing
from districts.workflow.consultations import ConsultationStatus
from districts.workflow.steps import Actor


def can_see_consultations(standing: Standing) -> bool:
    """Who can be asked, the office, and leaders who read."""
    concerned = {Role.OFFICE, Role.LEADER, Role.TOWNSHIP, Role.DEPARTMENT}
    return bool(concerned & standing.roles)


def can_keep_consultations(standing: Standing) -> bool:
    return standing.is_office


def consultation_actors(standing: Standing, row: Consultation) -> frozenset[Actor]:
    return frozenset({Actor.OFFICE}) if standing.is_office else frozenset()


def can_edit_consultation(standing: Standing, row: Consultation) -> bool:
    """What has been sent out stays as it was sent."""
    return standing.is_office and row.status == ConsultationStatus.DRAFT


def can_revise(standing: Standing, row: Consultation) -> bool:
    """The final text is written, and opinions are judged, once nobody answers any more."""
    return standing.is_office and row.status == ConsultationStatus.CLOSED


def can_edit_consultation_files(standing: Standing, row: Consultation) -> bool:
    return can_edit_consultation(standing, row) or can_revise(standing, row)


def can_answer(standing: Standing, opinion: Opinion, row: Consultation) -> bool:
    """The recipient, as long as opinions are asked for; until then an answer may be changed."""
    return opinion.is_owned_by(standing) and row.status == ConsultationStatus.OPEN
