"""Evidence: what is taken, how often it is stored, who may fetch it, what goes when it goes."""

from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from assessments.actions.reports import add_evidence
from assessments.models import Evidence
from assessments.policies import calendar_of
from assessments.results import evidence as quota
from assessments.results.reports import report_sheet
from assessments.roles import ReportStatus
from assessments.scoring import ItemRow
from districts.roles import Role
from tests.assessments.self_checks import (
    make_evidence,
    make_report,
    mark_of,
    reporter_of,
    save,
    sign_in,
)
from tests.factories import make_cycle, make_rubric, make_team, make_user
from wenming.files.models import StoredFile

pytestmark = pytest.mark.django_db


def picture(colour="red", name="宣传栏全景.jpg"):
    content = BytesIO()
    Image.new("RGB", (60, 40), colour).save(content, "JPEG")
    return SimpleUploadedFile(name, content.getvalue(), "image/jpeg")


def missing(report):
    calendar = calendar_of(report.assessment.cycle, timezone.now())
    return report_sheet(report, calendar).rows[0].missing


def upload(client, report, *files, **data):
    url = reverse("assessments:evidence-list", args=[report.pk])
    return client.post(url, {"files": files, **data})


def test_files_are_put_behind_the_item_they_are_uploaded_for(client):
    report = make_report()
    sign_in(client, reporter_of(report))
    mark = mark_of(report, "1.2")

    response = upload(client, report, picture(), picture("blue", "会议.jpg"), mark=mark.pk)

    assert response["Location"] == f"{report.get_absolute_url()}#m{mark.pk}"
    assert [file.title for file in mark.evidence.all()] == ["宣传栏全景", "会议"]
    assert {file.kind for file in mark.evidence.all()} == {"图片"}


def test_one_file_serves_many_items_and_is_stored_once(client):
    """The identical file for a second item is recognised by its content."""
    report = make_report()
    sign_in(client, reporter_of(report))
    first, second, third = (mark_of(report, code) for code in ("1.1", "1.2", "2.1"))

    upload(client, report, picture(), mark=first.pk)
    upload(client, report, picture(name="另一个名字.jpg"), mark=second.pk)
    evidence = Evidence.objects.get()
    url = reverse("assessments:self-mark-evidence", args=[third.pk])
    client.post(url, {"evidence": [evidence.pk]})

    assert set(evidence.marks.all()) == {first, second, third}
    assert StoredFile.objects.count() == 1


def test_a_bad_file_is_named_and_the_good_ones_are_kept(client):
    report = make_report()
    sign_in(client, reporter_of(report))
    page = SimpleUploadedFile("假图.jpg", b"<html></html>", "image/jpeg")
    program = SimpleUploadedFile("a.pdf.exe", b"MZ", "application/pdf")

    response = upload(client, report, page, picture(), program)

    html = response.content.decode()
    assert response.status_code == 422
    assert "有 2 处没有上传成功" in html
    assert "不能上传“.exe”文件" in html
    assert report.assessment.evidence.count() == 1


def test_an_upload_without_a_file_says_so(client):
    report = make_report()
    sign_in(client, reporter_of(report))

    response = upload(client, report)

    assert response.status_code == 422
    assert "没有选择文件" in response.content.decode()


@pytest.mark.parametrize("limit", ["files", "bytes"])
def test_the_quota_is_said_and_kept(client, limit):
    report = make_report()
    sign_in(client, reporter_of(report))
    if limit == "files":
        for _ in range(quota.MOST_FILES):
            make_evidence(report.assessment)
    else:
        make_evidence(report.assessment, size=quota.MOST_BYTES - 10)
    before = report.assessment.evidence.count()

    response = upload(client, report, picture())

    says = "最多 300 份" if limit == "files" else "最多 1024 MB"
    assert response.status_code == 422
    assert says in response.content.decode()
    assert report.assessment.evidence.count() == before


@pytest.mark.parametrize("link", ["javascript:alert(1)", "ftp://a.cn", "www.a.cn", "//evil.cn"])
def test_only_web_addresses_are_taken_as_links(client, link):
    report = make_report()
    sign_in(client, reporter_of(report))
    url = reverse("assessments:evidence-link-add", args=[report.pk])

    response = client.post(url, {"link": link})

    assert response.status_code == 422
    assert f'value="{link}"' in response.content.decode()
    assert not Evidence.objects.exists()


def test_a_link_counts_as_its_kind(client):
    report = make_report()
    sign_in(client, reporter_of(report))
    mark = mark_of(report, "1.2")
    url = reverse("assessments:evidence-link-add", args=[report.pk])

    client.post(url, {"link": "https://www.example.cn/1", "title": "报道", "mark": mark.pk})

    assert [(file.kind, file.title) for file in mark.evidence.all()] == [("链接", "报道")]


def test_what_an_item_asks_for_is_counted_by_kind(client):
    rows = [ItemRow(code="1", title="阵地", points="100", rule="达标", evidence="图片>=2;字数<=10")]
    make_rubric(rows=rows)
    report = make_report()
    sign_in(client, reporter_of(report))
    mark = mark_of(report, "1")
    save(client, mark, met="true", statement="这一段说明超过了十个字")
    upload(client, report, picture(), mark=mark.pk)

    assert missing(report) == ["图片还差 1 份", "说明 11 字，超过 10 字"]

    mark.refresh_from_db()
    save(client, mark, met="false", statement="没有做到")
    assert missing(report) == []


def test_a_file_leaves_one_item_and_stays_for_the_others(client):
    report = make_report()
    sign_in(client, reporter_of(report))
    first, second = mark_of(report, "1.1"), mark_of(report, "1.2")
    evidence = make_evidence(report.assessment)
    evidence.marks.set([first, second])

    url = reverse("assessments:evidence-unlink", args=[evidence.pk, first.pk])
    client.post(url)

    assert list(evidence.marks.all()) == [second]
    assert client.post(url).status_code == 404


def test_removing_a_file_removes_its_bytes(client, django_capture_on_commit_callbacks):
    report = make_report()
    sign_in(client, reporter_of(report))
    upload(client, report, picture())
    evidence = Evidence.objects.get()
    path = evidence.file.path

    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("assessments:evidence-remove", args=[evidence.pk]))

    assert not StoredFile.objects.exists()
    assert not default_storage.exists(path)


def test_a_name_and_a_kind_can_be_mended(client):
    report = make_report()
    sign_in(client, reporter_of(report))
    evidence = make_evidence(report.assessment)
    url = reverse("assessments:evidence-update", args=[evidence.pk])

    assert client.post(url, {"title": "县委文件", "kind": "说明报告"}).status_code == 302
    assert client.post(url, {"title": "县委文件", "kind": "链接"}).status_code == 422
    assert client.post(url, {"title": "", "kind": "图片"}).status_code == 422

    evidence.refresh_from_db()
    assert (evidence.title, evidence.kind) == ("县委文件", "说明报告")


@pytest.mark.parametrize("status", [ReportStatus.SUBMITTED, ReportStatus.ACCEPTED])
def test_evidence_stands_still_once_submitted(client, status):
    report = make_report(status)
    sign_in(client, reporter_of(report))
    mark = mark_of(report, "1.2")
    evidence = make_evidence(report.assessment)
    evidence.marks.add(mark)
    urls = {
        reverse("assessments:evidence-remove", args=[evidence.pk]): {},
        reverse("assessments:evidence-unlink", args=[evidence.pk, mark.pk]): {},
        reverse("assessments:evidence-update", args=[evidence.pk]): {"title": "x", "kind": "图片"},
        reverse("assessments:self-mark-evidence", args=[mark.pk]): {"evidence": [evidence.pk]},
        reverse("assessments:evidence-link-add", args=[report.pk]): {"link": "https://a.cn"},
        reverse("assessments:evidence-list", args=[report.pk]): {"files": [picture()]},
    }

    assert {client.post(url, data).status_code for url, data in urls.items()} == {409}
    assert list(mark.evidence.all()) == [evidence]


def test_the_file_of_another_unit_cannot_be_put_behind_an_item(client):
    report = make_report()
    other = make_evidence(make_report().assessment)
    sign_in(client, reporter_of(report))
    mark = mark_of(report, "1.2")

    client.post(
        reverse("assessments:self-mark-evidence", args=[mark.pk]),
        {"evidence": [other.pk, "x", "9" * 40]},
    )

    assert not mark.evidence.exists()


def test_an_item_of_another_report_is_no_target_of_an_upload(client):
    report, other = make_report(), make_report()
    sign_in(client, reporter_of(report))

    upload(client, report, picture(), mark=mark_of(other, "1.2").pk)

    assert not mark_of(other, "1.2").evidence.exists()


@pytest.mark.parametrize(
    ("who", "status", "expected"),
    [
        ("own", "draft", 200),
        ("other", "submitted", 404),
        ("office", "submitted", 200),
        ("leader", "draft", 404),
        ("leader", "submitted", 200),
        ("admin", "submitted", 404),
        ("township", "submitted", 404),
        ("team", "draft", 404),
        ("team", "submitted", 200),
        ("other team", "submitted", 404),
        ("kin in team", "submitted", 404),
    ],
)
def test_who_may_fetch_a_file(client, who, status, expected):
    cycle = make_cycle()
    report = make_report(status)
    reporter = reporter_of(report)
    report.status = ReportStatus.DRAFT
    report.save(update_fields=["status"])
    evidence = add_evidence(report, upload=picture(), by=reporter, at=report.updated_at)
    report.status = status
    report.save(update_fields=["status"])
    sign_in(client, fetcher(who, report, reporter, cycle))

    for name in ("evidence-download", "evidence-thumbnail"):
        response = client.get(reverse(f"assessments:{name}", args=[evidence.pk]))
        assert response.getvalue()
        assert response.status_code == expected
        if expected == 200 and name == "evidence-download":
            assert response["Content-Disposition"].startswith("attachment")
            assert response["X-Content-Type-Options"] == "nosniff"


def fetcher(who, report, reporter, cycle):
    roles = {
        "other": Role.UNIT,
        "office": Role.OFFICE,
        "leader": Role.LEADER,
        "admin": Role.ADMIN,
        "township": Role.TOWNSHIP,
    }
    if who == "own":
        return reporter
    if who in roles:
        return make_user(roles[who])
    member = make_user(Role.STAFF, unit=report.assessment.unit) if "kin" in who else make_user()
    team = make_team(member, cycle=cycle)
    if who != "other team":
        report.assessment.team = team
        report.assessment.save()
    return member


@pytest.mark.parametrize("files", [1, 3])
def test_the_list_of_files_costs_the_same_however_long(client, django_assert_num_queries, files):
    report = make_report()
    sign_in(client, reporter_of(report))
    for _ in range(files):
        make_evidence(report.assessment).marks.set([mark_of(report, "1.1")])

    # session, user, standing, report, phases, links, files, whether there are activities
    with django_assert_num_queries(8):
        response = client.get(reverse("assessments:evidence-list", args=[report.pk]))
    assert len(response.context["shelf"].rows) == files
