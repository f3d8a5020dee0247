"""What the summary of 2020 says of campaigns, found the way the pages find it."""

from datetime import date

from districts.models import Campaign, Consultation
from districts.policies import standing_of
from districts.results.campaigns import (
    AwardFilters,
    CampaignFilters,
    award_rows,
    campaign_figures,
    campaign_rows,
    levels_of,
)
from districts.results.consultations import consultation_rows, opinions_of
from districts.results.councils import council_coverage
from districts.results.exemplars import ExemplarFilters, exemplar_rows, put_forward_in
from wenming.accounts.models import User

RURAL = {"十星级文明户", "好媳妇好婆婆", "致富能手"}
URBAN = {"花园式单位", "文明规范药房", "绿色社区", "文明经营区", "百城万店无假货"}
EXEMPLARS = {"张堂文明片区", "国税行业文化", "华宁矿业诚信经营"}
ASKED = {"县教育局", "县文体局", "团县委", "县妇联"}


def check() -> None:
    """Eight campaigns with awards, three exemplars, councils spread, the draft's recipients."""
    office = User.objects.get(username="wangmin")
    standing = standing_of(office)
    campaigns = campaign_rows(office, standing, CampaignFilters(2020))
    found = {row.name: row for row in campaigns}

    assert found.keys() == RURAL | URBAN
    assert all(row.awarded == row.nominated > 0 for row in found.values())
    assert {name for name, row in found.items() if row.reviewed_by == "council"} == RURAL
    assert {name for name, row in found.items() if row.department} == URBAN
    figures = campaign_figures(campaigns)
    awards = award_rows(office, standing, AwardFilters(year=2020), date(2020, 12, 31))
    assert figures.awarded == awards.count() == sum(row.awarded for row in found.values())
    stars = levels_of(Campaign.objects.filter(pk=found["十星级文明户"].pk))
    assert [level.name for level in stars][::9] == ["十星级", "一星级"]
    assert stars[0].awarded > 0
    pool = exemplar_rows(office, standing, ExemplarFilters(2020))
    assert {row.name for row in pool} == {row.name for row in put_forward_in(2020)} == EXEMPLARS
    before, after = (
        council_coverage(office, standing, date(year, 12, 31)) for year in (2019, 2020)
    )
    assert after.having == before.having + after.founded > before.having
    assert after.having < after.villages
    draft = consultation_rows(office, standing, 2020, "未成年人思想道德建设").get()
    opinions = opinions_of(Consultation.objects.get(pk=draft.pk), office, standing)
    assert {one.owner_name for one in opinions.in_all} == ASKED
    assert draft.status == "issued"
