"""The legal steps of a campaign (创建评选) and of a nomination in it, as data. Imports no model."""

from django.db.models import TextChoices

from districts.workflow.steps import Actor, Step, Steps


class SubjectKind(TextChoices):
    """Whom or what a campaign honours."""

    HOUSEHOLD = "household", "户"
    PERSON = "person", "个人"
    UNIT = "unit", "单位"
    VILLAGE = "village", "村"
    COMMUNITY = "community", "社区"
    SHOP = "shop", "商户"
    PLACE = "place", "场所"


# They live in a village: a township's nomination names it.
OF_VILLAGE = frozenset({SubjectKind.HOUSEHOLD, SubjectKind.PERSON})
# Registered: chosen from the register and not typed.
REGISTERED = frozenset({SubjectKind.UNIT, SubjectKind.VILLAGE})


class ReviewedBy(TextChoices):
    COUNCIL = "council", "村道德评议会"
    ORGANISER = "organiser", "主办单位"


class CampaignStatus(TextChoices):
    PREPARING = "preparing", "筹备"
    COLLECTING = "collecting", "征集"
    REVIEWING = "reviewing", "评审"
    NOTICE = "notice", "公示"
    PUBLISHED = "published", "公布"
    ARCHIVED = "archived", "归档"


class NominationStatus(TextChoices):
    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "待评议"
    RETURNED = "returned", "已退回"
    REVIEWED = "reviewed", "评议通过"
    NOTICE = "notice", "公示中"
    AWARDED = "awarded", "已公布"
    REJECTED = "rejected", "未通过"


C, N = CampaignStatus, NominationStatus
NOMINABLE = frozenset({C.COLLECTING, C.REVIEWING})
# Whoever nominates may still change it.
OPEN_TO_OWNER = frozenset({N.DRAFT, N.RETURNED})
# Not settled yet: a campaign with any of them is not archived.
UNSETTLED = frozenset({N.DRAFT, N.SUBMITTED, N.RETURNED, N.REVIEWED, N.NOTICE})
# What takes a place of a level.
TAKING_PLACE = frozenset({N.NOTICE, N.AWARDED})

CAMPAIGN_STEPS: Steps = {
    "open": Step(
        "开始征集",
        frozenset({C.PREPARING}),
        C.COLLECTING,
        Actor.KEEPER,
        confirm="开始后乡镇、部门和单位可以申报，对象和等次不能再改。确定开始吗？",
    ),
    "close": Step("结束征集", frozenset({C.COLLECTING}), C.REVIEWING, Actor.KEEPER),
    # Taken together with the nominations of a list, never by themselves.
    "notify": Step("公示", frozenset({C.REVIEWING, C.NOTICE, C.PUBLISHED}), C.NOTICE, Actor.KEEPER),
    "publish": Step("公布", frozenset({C.NOTICE, C.PUBLISHED}), C.PUBLISHED, Actor.KEEPER),
    "archive": Step(
        "归档",
        frozenset({C.PUBLISHED}),
        C.ARCHIVED,
        Actor.KEEPER,
        confirm="归档后不能再申报和公布，表彰的撤销不受影响。确定归档吗？",
    ),
    "reopen": Step(
        "继续征集",
        frozenset({C.REVIEWING}),
        C.COLLECTING,
        Actor.KEEPER,
        needs_note=True,
        note_label="继续征集的原因",
        undoes=True,
    ),
}
# Done to a list of nominations, which takes the campaign along.
LISTED = {"notice": "notify", "award": "publish"}
CAMPAIGN_BUTTONS: Steps = {
    verb: step for verb, step in CAMPAIGN_STEPS.items() if verb not in LISTED.values()
}

NOMINATION_STEPS: Steps = {
    "submit": Step("申报", frozenset({N.DRAFT, N.RETURNED}), N.SUBMITTED, Actor.OWNER),
    # Taken by the review, with the council's votes or the organiser's opinion.
    "review": Step("评议通过", frozenset({N.SUBMITTED}), N.REVIEWED, Actor.LEAD),
    "fail": Step("评议未通过", frozenset({N.SUBMITTED}), N.REJECTED, Actor.LEAD),
    "notice": Step("列入公示", frozenset({N.REVIEWED}), N.NOTICE, Actor.KEEPER),
    "award": Step("公布", frozenset({N.NOTICE}), N.AWARDED, Actor.KEEPER),
    "return": Step(
        "退回补充",
        frozenset({N.SUBMITTED, N.REVIEWED}),
        N.RETURNED,
        Actor.KEEPER,
        needs_note=True,
        note_label="要补充什么",
    ),
    "reject": Step(
        "不予通过",
        frozenset({N.SUBMITTED, N.REVIEWED, N.NOTICE}),
        N.REJECTED,
        Actor.KEEPER,
        needs_note=True,
        note_label="不予通过的原因",
        undoes=True,
    ),
    "withdraw": Step(
        "撤回",
        frozenset({N.SUBMITTED}),
        N.DRAFT,
        Actor.OWNER,
        undoes=True,
    ),
}
NOMINATION_BUTTONS: Steps = {
    verb: step for verb, step in NOMINATION_STEPS.items() if verb not in {"review", "fail", *LISTED}
}
