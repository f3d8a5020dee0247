"""Receipt numbers: read back however they are typed, and a slip of the pen is noticed."""

from itertools import pairwise

import pytest

from wenming.receipts import ALPHABET, LENGTH, grouped, new_receipt, read_receipt


def test_a_receipt_is_read_back_as_it_may_be_typed() -> None:
    receipt = new_receipt()

    for typed in (receipt, grouped(receipt), grouped(receipt).lower(), f" {grouped(receipt)} "):
        assert read_receipt(typed) == receipt


def test_one_wrong_character_or_two_exchanged_are_noticed() -> None:
    receipt = new_receipt()
    for place, character in enumerate(receipt):
        for other in ALPHABET.replace(character, ""):
            assert read_receipt(receipt[:place] + other + receipt[place + 1 :]) is None
    ends = {ALPHABET[0], ALPHABET[-1]}  # the one exchange that Luhn's sum does not see
    for place, pair in enumerate(pairwise(receipt)):
        if len(set(pair)) == 2 and set(pair) != ends:
            swapped = receipt[:place] + pair[1] + pair[0] + receipt[place + 2 :]
            assert read_receipt(swapped) is None


@pytest.mark.parametrize("text", ["", "A" * 11, "0" * LENGTH, "长" * LENGTH])
def test_nonsense_is_no_receipt(text: str) -> None:
    assert read_receipt(text) is None
