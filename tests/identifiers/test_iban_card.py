#!/usr/bin/env python3
"""Compares IBANs and card numbers with python-stdnum.

Run: python3 tests/identifiers/test_iban_card.py

The packages must be of the versions in tests/identifiers/requirements.txt.
"""

import random
import re
import string
import sys
import unittest
from collections import Counter
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))

from stdnum import iban, iso7064, luhn, numdb  # noqa: E402
from stdnum.exceptions import InvalidComponent, InvalidFormat, ValidationError  # noqa: E402

from command import canonical  # noqa: E402

COUNT = 10_000
ALPHABETS = {
    "n": string.digits,
    "a": string.ascii_uppercase,
    "c": string.digits + string.ascii_uppercase,
}


def registry():
    """The countries and structures that the library knows."""
    countries = {}
    for line in Path(numdb.__file__).with_name("iban.dat").read_text("utf-8").splitlines():
        if found := re.match(r'([A-Z]{2}) .*bban="([^"]*)"', line):
            countries[found[1]] = re.findall(r"(\d+)!([nac])", found[2])
    return countries


REGISTRY = registry()


def any_iban(rng, country=None):
    country = country or rng.choice(sorted(REGISTRY))
    bban = "".join(
        rng.choice(ALPHABETS[of]) for count, of in REGISTRY[country] for _ in range(int(count))
    )
    return country + iban.calc_check_digits(country + "00" + bban) + bban


def any_card(rng):
    digits = "".join(rng.choice(string.digits) for _ in range(rng.randint(11, 18)))
    return digits + luhn.calc_check_digit(digits)


def spelled(rng, number):
    """The number as people write it."""
    style = rng.randrange(5)
    if style == 0:
        return number
    if style == 1:
        return number.lower()
    separator = [" ", "-", "\u00a0"][style - 2]
    return separator.join(number[i : i + 4] for i in range(0, len(number), 4))


def damaged(rng, number, alphabet):
    """The number with a slip of the pen or two."""
    for _ in range(rng.randint(1, 2)):
        at = rng.randrange(len(number))
        kind = rng.randrange(4)
        if kind == 0:
            number = number[:at] + rng.choice(alphabet) + number[at + 1 :]
        elif kind == 1 and at > 0:
            number = number[: at - 1] + number[at] + number[at - 1] + number[at + 1 :]
        elif kind == 2:
            number = number[:at] + rng.choice(alphabet) + number[at:]
        else:
            number = number[:at] + number[at + 1 :]
    return number


def why_not(number):
    """Why the library refuses an IBAN; None if it does not."""
    try:
        iban.validate(number, check_country=False)
    except InvalidComponent:
        return "country"
    except InvalidFormat:
        return "structure"
    except ValidationError:
        return "check"
    return None


class Iban(unittest.TestCase):
    def test_valid(self):
        rng = random.Random(1)
        numbers = [any_iban(rng, country) for country in sorted(REGISTRY)]
        numbers += [any_iban(rng) for _ in range(COUNT - len(numbers))]
        texts = [spelled(rng, number) for number in numbers]
        expected = [iban.validate(text, check_country=False) for text in texts]
        self.assertEqual(canonical("iban", texts), expected)

    def test_damaged(self):
        rng = random.Random(2)
        alphabet = string.digits + string.ascii_uppercase
        texts = [damaged(rng, any_iban(rng), alphabet) for _ in range(COUNT)]
        differences = Counter()
        for text, ours in zip(texts, canonical("iban", texts)):
            reason = why_not(text)
            if ours is not None and reason is None:
                self.assertEqual(ours, iban.compact(text))
            elif (ours is None) != (reason is not None):
                if reason is None:
                    # The library takes letters in the place of the check digits.
                    self.assertFalse(iban.compact(text)[2:4].isdigit(), text)
                    differences["accepted there only"] += 1
                    continue
                differences[reason] += 1
                # Letters for digits where the check digits fit all the same, and
                # countries outside the registry: docs/IDENTIFIERS.md.
                self.assertIn(reason, ["structure", "country"], text)
                self.assertTrue(iso7064.mod_97_10.is_valid(ours[4:] + ours[:4]), text)
                if reason == "structure":
                    length = 4 + sum(int(count) for count, _ in REGISTRY[ours[:2]])
                    self.assertEqual(len(ours), length, text)
        self.assertLess(sum(differences.values()), COUNT // 50)
        print(f"IBANs, damaged: {COUNT} compared; differences: {dict(differences)}")

    def test_national_check_digits_are_not_looked_at(self):
        rng = random.Random(3)
        numbers = [any_iban(rng, country) for country in ["BE", "ES", "NO"] for _ in range(100)]
        self.assertEqual(canonical("iban", numbers), numbers)
        self.assertLess(sum(map(iban.is_valid, numbers)), 30)


class Card(unittest.TestCase):
    def test_valid(self):
        rng = random.Random(4)
        numbers = [any_card(rng) for _ in range(COUNT)]
        texts = [spelled(rng, number) for number in numbers]
        self.assertEqual(canonical("card", texts), [luhn.validate(number) for number in numbers])

    def test_damaged(self):
        rng = random.Random(5)
        texts = [damaged(rng, any_card(rng), string.digits) for _ in range(COUNT)]
        expected = [
            text if luhn.is_valid(text) and 12 <= len(text) <= 19 else None for text in texts
        ]
        self.assertEqual(canonical("card", texts), expected)


if __name__ == "__main__":
    unittest.main()
