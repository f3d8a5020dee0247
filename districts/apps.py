"""The app, and the admin site that goes by memberships."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class DistrictsConfig(AppConfig):
    name = "districts"
    verbose_name = "片区与单位"
    default = True


class OfficeAdminConfig(admin_apps.AdminConfig):
    """Stands in INSTALLED_APPS instead of "django.contrib.admin"."""

    default_site = "districts.office_admin.OfficeAdminSite"
    default = False
