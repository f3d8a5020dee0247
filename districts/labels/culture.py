"""The trail's verbs of culture."""

from districts.labels.fieldwork import of_entry, of_steps
from districts.workflow.culture import PROGRAMME_STEPS

VERBS = {
    "eventseries.create": "登记系列活动",
    "eventseries.update": "修改系列活动",
    "communitycentre.create": "登记文化活动中心",
    "communitycentre.update": "修改文化活动中心",
    "communitycentre.facilities": "登记中心设施",
    "communitycentre.import": "导入文化活动中心",
    "facilitykind.create": "新增文化设施",
    "facilitykind.update": "修改文化设施",
    "facilitykind.delete": "删除文化设施",
    **of_entry("publicityboard", "宣传牌匾"),
    "cultureprogramme.create": "登记文化建设年",
    "cultureprogramme.update": "修改文化建设年",
    "cultureprogramme.add-product": "登记文化建设年成果",
    "cultureprogramme.remove-product": "移除文化建设年成果",
    **of_steps("cultureprogramme", "文化建设年", PROGRAMME_STEPS),
}
