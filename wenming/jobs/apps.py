from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    name = "wenming.jobs"
    label = "jobs"
    verbose_name = "后台任务"

    def ready(self) -> None:
        """Every app's `jobs` module registers its kinds, as `admin` modules register theirs."""
        autodiscover_modules("jobs")
