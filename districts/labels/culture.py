"""The trail's verbs of culture."""

VERBS = {
    "eventseries.create": "登记系列活动",
    "eventseries.update": "修改系列活动",
}
