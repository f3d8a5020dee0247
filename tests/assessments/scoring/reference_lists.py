"""The second engine's word on lists of units and on terms: ranks, grades, last per cent, years.

Like `reference`, it shares no code with `assessments.scoring`. A unit is (name, total, vetoed), the
total a Fraction or None; a grade is (name, lower bound or None, quota or None).
"""

from fractions import Fraction


def ranks(units):
    """One more than the number of better units; none for vetoed or unfinished ones."""
    totals = [total for _, total, vetoed in units if total is not None and not vetoed]
    return {
        name: None if total is None or vetoed else 1 + sum(other > total for other in totals)
        for name, total, vetoed in units
    }


def grades(table, units):
    """Each unit takes the best grade whose bound it reaches and whose places are not gone.

    A place is gone for a unit when at least as many are strictly better than it, among those who
    could have the grade, as there are places.
    """
    assessed = [unit for unit in units if unit[1] is not None]
    given = {name: "一票否决" for name, _, vetoed in assessed if vetoed}
    for title, lower, quota in table:
        able = [
            (name, total)
            for name, total, _ in assessed
            if name not in given and (lower is None or total >= lower)
        ]
        places = len(able) if quota is None else len(assessed) * quota // 1
        for name, total in able:
            if sum(other > total for _, other in able) < places:
                given[name] = title
    return {name: given.get(name) for name, _, _ in units}


def last(units, share):
    """As many from the bottom as the share allows, but nobody who ties with somebody above."""
    ranked = [(name, total) for name, total, vetoed in units if total is not None and not vetoed]
    places = len(ranked) * share // 1
    return {name for name, total in ranked if sum(other <= total for _, other in ranked) <= places}


def term(years, mode, weights):
    if mode == "weighted":
        return sum(years[place] * weights[place] for place in range(len(years)))
    return sum(years) / (len(years) if mode == "mean" else 1)


def published(total):
    """Two places, half up, by whole hundredths."""
    hundredths = total * 100
    whole = hundredths // 1
    return (whole + 1 if hundredths - whole >= Fraction(1, 2) else whole) / Fraction(100)
