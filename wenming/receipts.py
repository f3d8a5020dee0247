"""Receipt numbers: what somebody without an account keeps to ask again.

Twelve characters in groups, eleven of them random and the last a check on them (Luhn's, for this
alphabet), so that a slip of the pen is told from a number that never was. Plain Python.
"""

import secrets

# No I, O, 0 or 1, which look like others on paper.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH, GROUP = 12, 4
VALUE = {character: value for value, character in enumerate(ALPHABET)}


def new_receipt() -> str:
    body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return body + ALPHABET[-_sum(body, first=2) % len(ALPHABET)]


def read_receipt(text: str) -> str | None:
    """The receipt that was typed, however grouped and in whichever case; None if it is none."""
    typed = "".join(char for char in text.upper() if char.isalnum())
    if len(typed) != LENGTH or any(char not in VALUE for char in typed):
        return None
    return typed if _sum(typed, first=1) % len(ALPHABET) == 0 else None


def grouped(receipt: str) -> str:
    """As it is shown: 4F7K-9QWX-2M3P."""
    return "-".join(receipt[start : start + GROUP] for start in range(0, len(receipt), GROUP))


def _sum(text: str, *, first: int) -> int:
    """From the right, every other character counts twice; `first`: how often the last one does."""
    total, factor = 0, first
    for character in reversed(text):
        doubled = VALUE[character] * factor
        total += doubled // len(ALPHABET) + doubled % len(ALPHABET)
        factor = 3 - factor
    return total
