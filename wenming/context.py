"""What every template knows: whose product this is."""

from django.conf import settings
from django.http import HttpRequest


def product(request: HttpRequest) -> dict[str, str]:
    """`county` and `product_name`, as the installation is called on screen and on paper."""
    return {"county": settings.COUNTY, "product_name": f"{settings.COUNTY}精神文明建设管理系统"}
