from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class UpkeepConfig(AppConfig):
    name = "wenming.upkeep"
    verbose_name = "系统维护"

    def ready(self) -> None:
        """Every app's `ticks` module registers its periodic work."""
        autodiscover_modules("ticks")
