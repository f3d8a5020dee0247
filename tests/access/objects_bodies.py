"""A school whose rubric gives items to the department and the office, and names a stranger."""

from assessments.models import BodyMatch
from districts.models import UnitType
from tests.access.cast import Cast
from tests.assessments.bodies import body_tree
from tests.factories import make_assessment, make_rubric, make_unit


def add(cast: Cast) -> None:
    school = make_unit("县丙学校", type=UnitType.SCHOOL)
    rubric = make_rubric([UnitType.SCHOOL], rows=body_tree(cast.department1.name))
    assessment = make_assessment(school, cycle=cast.cycle)
    own = assessment.duties.get(department=cast.department1)
    match = BodyMatch.objects.get(cycle=cast.cycle, kind="")
    cast.objects |= {
        "marking": (rubric.pk, str(cast.department1.pk)),
        "marking-office": (rubric.pk, "office"),
        "marking-nonsense": (rubric.pk, "nonsense"),
        "duty": (own.pk,),
        "duty-release": (own.pk, "release"),
        "duty-restore": (own.pk, "restore"),
        "duty-nonsense": (own.pk, "nonsense"),
        "match": (match.pk,),
        "shared-item": (rubric.indicators.get(code="2").pk,),
    }
