#!/usr/bin/env python3
"""Compares normal forms with Python's unicodedata, and e-mail domains with idna.

Run: python3 tests/identifiers/test_unicode.py

The packages must be of the versions in tests/identifiers/requirements.txt.
"""

import random
import sys
import unicodedata
import unittest
from collections import Counter
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))

import idna  # noqa: E402

from command import canonical  # noqa: E402

# Default_Ignorable_Code_Point, from Unicode's DerivedCoreProperties.txt.
IGNORABLE = (
    "ad 34f 61c 115f-1160 17b4-17b5 180b-180f 200b-200f 202a-202e 2060-206f 3164 fe00-fe0f feff "
    "ffa0 fff0-fff8 1bca0-1bca3 1d173-1d17a e0000-e0fff"
)


def ignorable():
    points = set()
    for part in IGNORABLE.split():
        first, _, last = part.partition("-")
        points.update(range(int(first, 16), int(last or first, 16) + 1))
    return points


INVISIBLE = ignorable()


def letters():
    """The characters that Python knows, but for controls, private use and surrogates."""
    for point in range(0x110000):
        if unicodedata.category(chr(point)) not in ("Cc", "Cn", "Co", "Cs"):
            yield chr(point)


def folded(text):
    visible = "".join(c for c in text if ord(c) not in INVISIBLE)
    # Letter by letter: lower-casing a whole text would look for final sigmas.
    lower = "".join(c.lower() for c in unicodedata.normalize("NFKC", visible))
    return unicodedata.normalize("NFKC", lower)


class NormalForms(unittest.TestCase):
    def compare(self, texts):
        expected = [" ".join(folded(text).split()) or None for text in texts]
        for text, ours, theirs in zip(texts, canonical("text", texts), expected):
            self.assertEqual(ours, theirs, [hex(ord(c)) for c in text])

    def test_every_letter(self):
        # U+2028 and U+2029 are white space here and there, and end lines in Python only.
        self.compare([f"a{c}\u0301b" for c in letters()])

    def test_sequences(self):
        rng = random.Random(1)
        everything = list(letters())
        marks = [c for c in everything if unicodedata.combining(c)]
        mixed = everything + 20 * marks
        texts = ["x" + "".join(rng.choices(mixed, k=rng.randint(2, 8))) for _ in range(20_000)]
        self.compare(texts)


class Domains(unittest.TestCase):
    def test_every_letter(self):
        labels = []
        for c in letters():
            if c.isascii() or ord(c) in INVISIBLE or unicodedata.category(c)[0] == "Z":
                continue
            labels.append(c if unicodedata.bidirectional(c) in ("R", "AL") else f"a{c}b")
        texts = [f"li@{label}.example" for label in labels]
        tally = Counter()
        for label, ours in zip(labels, canonical("email", texts)):
            ours = ours and ours.removeprefix("li@")
            try:
                domain = idna.encode(f"{label}.example", uts46=True, std3_rules=True)
                theirs = domain.decode("ascii")
            except (idna.IDNAError, UnicodeError):
                theirs = None
            if ours == theirs:
                tally["equal" if ours else "refused by both"] += 1
            elif theirs is None:
                # IDNA 2008 knows fewer letters than UTS 46, by which browsers go.
                tally["accepted here only"] += 1
            else:
                # Mathematical final sigmas become ordinary ones before UTS 46 sees them.
                tally["other"] += 1
                self.assertIn("ς", unicodedata.normalize("NFKC", label), (ours, theirs))
        print(f"domains: {dict(tally)}")
        self.assertEqual(tally["other"], 6)
        self.assertGreater(tally["equal"], 100_000)

    def test_usual_domains(self):
        domains = "bücher.example 例子.中国 мвд.рф مثال.إختبار faß.de öbb.at ñandú.cl 한국.kr ελλάδα.gr"
        for text in domains.split() + [d.upper() for d in domains.split() if "ß" not in d]:
            theirs = idna.encode(text, uts46=True).decode("ascii")
            self.assertEqual(canonical("email", [f"li@{text}"]), [f"li@{theirs}"])


if __name__ == "__main__":
    unittest.main()
