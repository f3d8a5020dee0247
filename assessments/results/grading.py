"""等次 over the list of a type: by bound and by quota. Reads; writes nothing."""

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import QuerySet

from assessments.models import Assessment, Rubric
from assessments.scoring import Grade, Standing, award_grades

Grades = Mapping[int, Sequence[Grade]]


def grades_of(assessments: "QuerySet[Assessment]") -> Grades:
    """The 等次 of every rubric version that these units have, by rubric; {} where none has any.

    One query, two where there are grades.
    """
    used = Rubric.objects.filter(pk__in=assessments.order_by().values("rubric"))
    graded = [pk for pk, grades in used.values_list("pk", "frozen__grades") if grades]
    if not graded:
        return {}
    return {pk: rubric.spec.grades for pk, rubric in used.in_bulk(graded).items()}


def due_grades(members: Iterable[Assessment], grades: Grades) -> dict[int, str]:
    """The grade that each unit of one type should have, "" where it has none.

    A quota is a share of the whole type. Where units of one type have different versions of the
    rubric, each is graded by its own, in the same list.
    """
    members = list(members)
    standings = [Standing(each.pk, each.total, each.is_vetoed) for each in members]
    versions = {each.rubric_id for each in members}
    awarded = {pk: award_grades(grades.get(pk, ()), standings) for pk in versions}
    return {each.pk: awarded[each.rubric_id][each.pk] or "" for each in members}
