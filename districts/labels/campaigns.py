"""The trail's verbs of campaigns, nominations, awards, moral councils and exemplars."""

from districts.labels.fieldwork import of_steps
from districts.workflow.campaigns import CAMPAIGN_STEPS, NOMINATION_STEPS
from districts.workflow.exemplars import EXEMPLAR_STEPS

VERBS = {
    "campaign.create": "拟定创建评选",
    "campaign.update": "修改创建评选",
    **of_steps("campaign", "", CAMPAIGN_STEPS),
    "nomination.create": "填写申报",
    "nomination.update": "修改申报",
    "nomination.import": "导入申报",
    **of_steps("nomination", "", NOMINATION_STEPS),
    "award.revoke": "撤销表彰",
    "moralcouncil.create": "登记道德评议会",
    "moralcouncil.update": "修改道德评议会",
    "moralcouncil.import": "导入道德评议会",
    "exemplar.create": "登记典型",
    "exemplar.update": "修改典型",
    "exemplar.add-media": "登记媒体报道",
    "exemplar.remove-media": "删除媒体报道",
    **of_steps("exemplar", "", EXEMPLAR_STEPS),
}
