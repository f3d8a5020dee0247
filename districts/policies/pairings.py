"""Every "may this user …?" of the pairings (结对共建)."""

from districts.models import Contribution, CoordinationMeeting, Pairing, ResponsibilityLetter
from districts.policies.fieldwork import can_correct, can_edit_entry
from districts.roles import Role, Standing
from districts.workflow.pairings import LetterStatus, PairingStatus
from districts.workflow.steps import Actor

CONCERNED = frozenset({Role.OFFICE, Role.LEADER, Role.TOWNSHIP, Role.UNIT})


def can_see_pairings(standing: Standing) -> bool:
    """For whom the pages of pairings exist at all."""
    return bool(CONCERNED & standing.roles)


def can_keep_pairings(standing: Standing) -> bool:
    """The office plans pairings, letters and meetings."""
    return standing.is_office


def office_alone(standing: Standing, row: object) -> frozenset[Actor]:
    """Every step of a pairing or a letter is the office's."""
    return frozenset({Actor.OFFICE} if standing.is_office else ())


def is_helper(standing: Standing, pairing: Pairing) -> bool:
    return pairing.unit_id in standing.unit_ids


def can_contribute(standing: Standing, pairing: Pairing) -> bool:
    """The unit reports what it gave, or the office for it; while the pairing lasts."""
    is_theirs = is_helper(standing, pairing) or standing.is_office
    return is_theirs and pairing.status == PairingStatus.ACTIVE


def can_tick(standing: Standing, pairing: Pairing) -> bool:
    """The checklist is filled in by those who give."""
    return can_contribute(standing, pairing)


def can_tell_progress(standing: Standing, pairing: Pairing) -> bool:
    """The village's side is told by its township; `village` must be loaded."""
    is_theirs = pairing.village.township_id in standing.township_ids or standing.is_office
    return is_theirs and pairing.status == PairingStatus.ACTIVE


def can_edit_pairing_files(standing: Standing, pairing: Pairing) -> bool:
    """Photos come from both sides."""
    return can_contribute(standing, pairing) or can_tell_progress(standing, pairing)


def can_edit_contribution_files(standing: Standing, row: Contribution) -> bool:
    """As the entry itself; the office may also add proof to what is confirmed."""
    return can_edit_entry(standing, row) or can_correct(standing, row)


def can_edit_letter(standing: Standing, letter: ResponsibilityLetter) -> bool:
    return standing.is_office and letter.status == LetterStatus.DRAFT


def can_edit_letter_files(standing: Standing, letter: ResponsibilityLetter) -> bool:
    """Whoever signs sends the scan while the letter waits for it; the office may for them."""
    if letter.status != LetterStatus.ISSUED:
        return False
    return standing.is_office or is_party(standing, letter)


def is_party(standing: Standing, letter: ResponsibilityLetter) -> bool:
    if letter.pairing is not None:
        return letter.pairing.unit_id in standing.unit_ids
    return letter.township_id in standing.township_ids


def can_edit_meeting(standing: Standing, meeting: CoordinationMeeting) -> bool:
    return standing.is_office
