"""The trail's verbs of the system's own upkeep."""

VERBS = {
    "account.unlock": "解除登录锁定",
    "calendar.update": "修改放假安排",
}
