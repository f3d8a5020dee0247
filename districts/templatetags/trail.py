"""The trail in words: formatting only."""

from django import template

from districts.labels import in_words, target_labels, verb_labels

register = template.Library()


@register.filter
def verb_label(verb: str) -> str:
    """`unit.update` → 修改单位; a verb nobody named is shown as it is."""
    return verb_labels().get(verb, verb)


@register.filter
def target_label(target_type: str) -> str:
    """`districts.unit` → 文明单位."""
    return target_labels().get(target_type, target_type)


register.filter("in_words", in_words)
