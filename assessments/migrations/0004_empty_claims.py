from django.db import migrations


def make_claims(apps, schema_editor):
    """An empty claim for every bonus of units that were enrolled before claims existed.

    A closed year stays as it is: nothing was claimed in it.
    """
    Assessment = apps.get_model("assessments", "Assessment")
    BonusClaim = apps.get_model("assessments", "BonusClaim")
    Rubric = apps.get_model("assessments", "Rubric")
    rubrics = Rubric.objects.filter(frozen__isnull=False).values_list("pk", "frozen__bonuses")
    for rubric, bonuses in rubrics:
        enrolled = Assessment.objects.filter(rubric=rubric).exclude(cycle__status="archived")
        BonusClaim.objects.bulk_create(
            (
                BonusClaim(assessment_id=pk, code=bonus["code"])
                for pk in enrolled.values_list("pk", flat=True)
                for bonus in bonuses or ()
            ),
            batch_size=2000,
        )


class Migration(migrations.Migration):
    dependencies = [("assessments", "0003_extras")]

    operations = [migrations.RunPython(make_claims, migrations.RunPython.noop)]
