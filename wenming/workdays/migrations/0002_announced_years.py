"""The holidays of 2025 and 2026 as announced (国办发明电〔2024〕12号、〔2025〕7号).

Other years stay empty: they are entered from their own notice.
"""

from datetime import date, timedelta

from django.db import migrations

# name, first day, last day, days worked instead
ANNOUNCED = {
    2025: (
        ("元旦", date(2025, 1, 1), date(2025, 1, 1), ()),
        ("春节", date(2025, 1, 28), date(2025, 2, 4), (date(2025, 1, 26), date(2025, 2, 8))),
        ("清明节", date(2025, 4, 4), date(2025, 4, 6), ()),
        ("劳动节", date(2025, 5, 1), date(2025, 5, 5), (date(2025, 4, 27),)),
        ("端午节", date(2025, 5, 31), date(2025, 6, 2), ()),
        (
            "国庆节、中秋节",
            date(2025, 10, 1),
            date(2025, 10, 8),
            (date(2025, 9, 28), date(2025, 10, 11)),
        ),
    ),
    2026: (
        ("元旦", date(2026, 1, 1), date(2026, 1, 3), (date(2026, 1, 4),)),
        ("春节", date(2026, 2, 15), date(2026, 2, 23), (date(2026, 2, 14), date(2026, 2, 28))),
        ("清明节", date(2026, 4, 4), date(2026, 4, 6), ()),
        ("劳动节", date(2026, 5, 1), date(2026, 5, 5), (date(2026, 5, 9),)),
        ("端午节", date(2026, 6, 19), date(2026, 6, 21), ()),
        ("中秋节", date(2026, 9, 25), date(2026, 9, 27), ()),
        (
            "国庆节",
            date(2026, 10, 1),
            date(2026, 10, 7),
            (date(2026, 9, 20), date(2026, 10, 10)),
        ),
    ),
}


def fill(apps, schema_editor):
    day_model = apps.get_model("workdays", "CalendarDay")
    for year, holidays in ANNOUNCED.items():
        rows = []
        for name, first, last, worked in holidays:
            length = (last - first).days + 1
            off = [first + timedelta(days=n) for n in range(length)]
            rows += [day_model(date=day, kind="holiday", name=name, year=year) for day in off]
            rows += [day_model(date=day, kind="work", name=name, year=year) for day in worked]
        day_model.objects.bulk_create(rows, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = (("workdays", "0001_initial"),)
    operations = (migrations.RunPython(fill, migrations.RunPython.noop),)
