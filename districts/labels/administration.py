"""The trail's verbs of the system's own upkeep."""

VERBS = {
    "account.unlock": "解除登录锁定",
    "noticesettings.choose": "修改通知设置",
    "outboxmessage.retry": "重新发送外发消息",
    "calendar.update": "修改放假安排",
}
