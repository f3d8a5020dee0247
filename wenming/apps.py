from django.apps import AppConfig


class WenmingConfig(AppConfig):
    name = "wenming"
    verbose_name = "公用部分"

    def ready(self) -> None:
        """Register the system checks."""
        from wenming import checks  # noqa: F401 PLC0415  # needs the models to be loaded
