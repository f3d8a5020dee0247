"""The county's map: who puts it in force, what is refused, what the list of districts shows."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from districts.actions.areas.maps import adopt_map, retire_map, use_map
from districts.models import CountyMap, District, MapShape, Township
from districts.results.areas.lists import township_grid
from districts.results.areas.maps import county_picture
from districts.roles import Role
from districts.workflow.areas import Tier
from tests.districts.areas.world import TODAY, make_area
from tests.factories import make_township, make_user
from wenming.audit.models import AuditEntry
from wenming.errors import Conflict, NotAllowed

pytestmark = pytest.mark.django_db
SQUARE = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.0, 0.0)]
URL = "districts:county-maps"


def adopt(*townships: Township, name: str = "边界.geojson", by: Any = None) -> CountyMap:
    borders = {township: [SQUARE] for township in townships}
    by = by or make_user(Role.OFFICE)
    return adopt_map(borders, name=name, note="演示", by=by, at=timezone.now())


def upload(*names: Any, filename: str = "边界.geojson", note: str = "县局") -> dict[str, Any]:
    features = [
        {"type": "Feature", "properties": {"name": name},
         "geometry": {"type": "Polygon", "coordinates": [SQUARE]}}
        for name in names
    ]  # fmt: skip
    content = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    return {"note": note, "file": SimpleUploadedFile(filename, content)}


@pytest.fixture
def office(client: Client) -> Client:
    client.force_login(make_user(Role.OFFICE))
    return client


def test_the_office_uploads_a_map_of_townships_as_the_register_names_them(office: Client) -> None:
    first, second = make_township("张堂镇"), make_township("刘茂（镇）")

    response = office.post(reverse(URL), upload("张堂镇", "刘茂 (镇)"))

    assert response.status_code == 302
    shapes = {shape.township: shape for shape in MapShape.objects.all()}
    assert set(shapes) == {first, second}
    assert shapes[first].rings == [[list(point) for point in SQUARE]]
    made = CountyMap.objects.in_force().get()
    assert (made.name, made.note, made.points) == ("边界.geojson", "县局", 10)
    entry = AuditEntry.objects.latest("pk")
    assert entry.verb == "countymap.adopt"


def test_every_fault_of_a_file_is_named_and_nothing_of_it_kept(office: Client) -> None:
    make_township("张堂镇")
    make_township("停用镇", is_active=False)

    names = ["张堂镇", "没有镇", "张堂 镇", "停用镇", ""]
    response = office.post(reverse(URL), upload(*names, note="写好的来源"))

    assert response.status_code == 422
    page = response.content.decode()
    for fault in ("“没有镇”不是在用的乡镇", "张堂镇在第 1 个图形已经有边界",
                  "“停用镇”不是在用的乡镇", "第 5 个图形：属性 name", "写好的来源"):  # fmt: skip
        assert fault in page
    assert not CountyMap.objects.exists()


@pytest.mark.parametrize("filename", ["边界.zip", "边界.shp"])
def test_another_kind_of_file_is_refused(office: Client, filename: str) -> None:
    response = office.post(reverse(URL), upload("张堂镇", filename=filename))

    assert "请选择扩展名为 .geojson" in response.content.decode()


def test_one_map_is_in_force_and_earlier_ones_can_be_taken_up_again() -> None:
    township, by, at = make_township(), make_user(Role.OFFICE), timezone.now()
    first, second = adopt(township, name="旧"), adopt(township, name="新")
    assert CountyMap.objects.in_force().get() == second

    use_map(first, by=by, at=at)
    assert CountyMap.objects.in_force().get() == first
    with pytest.raises(Conflict, match="正在使用"):
        use_map(first, by=by, at=at)

    retire_map(first, by=by, at=at)
    assert not CountyMap.objects.in_force().exists()
    with pytest.raises(Conflict, match="没有在用"):
        retire_map(first, by=by, at=at)
    assert CountyMap.objects.count() == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        CountyMap.objects.update(is_in_force=True)


def test_another_upload_in_the_meantime_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two at once: the second did not see the first in force when it took the old one down."""
    township = make_township()
    first, later = adopt(township, name="旧"), adopt(township, name="先")
    monkeypatch.setattr("districts.actions.areas.maps._take_down", lambda: "")

    with pytest.raises(Conflict, match="别的地图"):
        adopt(township, name="后")
    with pytest.raises(Conflict, match="别的地图"):
        use_map(first, by=make_user(Role.OFFICE), at=timezone.now())
    assert CountyMap.objects.in_force().get() == later


@pytest.mark.parametrize("role", [Role.LEADER, Role.ADMIN])
def test_only_the_office_keeps_the_map(role: Role) -> None:
    township, by, at = make_township(), make_user(role), timezone.now()
    made = adopt(township)

    with pytest.raises(NotAllowed):
        adopt(township, by=by)
    with pytest.raises(NotAllowed):
        retire_map(made, by=by, at=at)
    with pytest.raises(NotAllowed):
        use_map(made, by=by, at=at)


def test_the_map_counts_the_tier_that_was_asked_for() -> None:
    full, empty, undrawn = make_township("甲镇"), make_township("乙镇"), make_township("丙镇")
    for tier in (Tier.HIGH, Tier.HIGH, Tier.BETTER, Tier.ORDINARY):
        make_area(township=full, planned_tier=tier)
    make_area(township=undrawn)
    year = TODAY().year
    grid = township_grid(District.objects.all(), year, TODAY())
    assert county_picture(grid) is None

    adopt(full, empty)

    told = {}
    for view in ("", *Tier.values, "nonsense"):
        picture = county_picture(grid, view)
        assert picture is not None
        told[view] = {each.tile.name: each.count for each in picture.tiles}
        assert picture.undrawn == ["丙镇"]
        assert [row.name for row in picture.rows] == sorted(["甲镇", "乙镇", "丙镇"])
    assert told == {
        "": {"甲镇": 3, "乙镇": 0},
        Tier.HIGH: {"甲镇": 2, "乙镇": 0},
        Tier.BETTER: {"甲镇": 1, "乙镇": 0},
        Tier.ORDINARY: {"甲镇": 1, "乙镇": 0},
        "nonsense": {"甲镇": 3, "乙镇": 0},
    }


def test_the_list_shows_the_map_where_there_is_one(office: Client) -> None:
    area = make_area(planned_tier=Tier.BETTER)
    url = reverse("districts:area-list")
    assert "township-grid" in office.get(url).content.decode()

    adopt(area.township)

    page = office.get(url, {"map": Tier.BETTER}).content.decode()
    assert "township-grid" not in page
    assert f"scope=all&amp;township={area.township_id}&amp;tier=better" in page
    assert f'aria-label="{area.township.name}：较高标准 1 个"' in page
    assert "style=" not in page[page.index("<svg viewBox") : page.index("</figure>")]


def test_a_map_may_hang_alone_and_costs_the_same_with_many(
    office: Client, django_assert_num_queries: Any
) -> None:
    for count in (1, 3):
        adopt(*[make_township() for _ in range(count)])
        # session, user, standing | grid, shapes, townships | count, maps
        with django_assert_num_queries(8):
            assert office.get(reverse(URL)).status_code == 200
