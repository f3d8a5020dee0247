"""How figures look: `{% load figures %}` … `{{ value.value|grouped }}`."""

from django import template

from assessments.wording import grouped

register = template.Library()
register.filter("grouped", grouped)
