from django.apps import AppConfig
from django.utils.module_loading import import_string


class NoticesConfig(AppConfig):
    name = "wenming.notices"
    verbose_name = "通知"

    def ready(self) -> None:
        """What is recorded in the trail becomes notices in the same transaction."""
        recorded = import_string("wenming.audit.trail.recorded")
        tell = import_string("wenming.notices.making.tell")
        recorded.connect(tell, dispatch_uid="wenming.notices")
