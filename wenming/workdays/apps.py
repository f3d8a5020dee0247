from django.apps import AppConfig


class WorkdaysConfig(AppConfig):
    name = "wenming.workdays"
    verbose_name = "工作日历"
