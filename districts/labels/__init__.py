"""How the trail's verbs and objects are called on screen."""

from districts.labels import (
    administration,
    areas,
    campaigns,
    consultations,
    culture,
    fieldwork,
    pairings,
    registers,
    tasks,
)
from districts.labels.words import in_words, noun_of, target_labels, verb_labels

__all__ = ["VERBS", "in_words", "noun_of", "target_labels", "verb_labels"]

# Each area names its own verbs.
VERBS = {
    **registers.VERBS,
    **fieldwork.VERBS,
    **areas.VERBS,
    **culture.VERBS,
    **tasks.VERBS,
    **pairings.VERBS,
    **consultations.VERBS,
    **campaigns.VERBS,
    **administration.VERBS,
}
