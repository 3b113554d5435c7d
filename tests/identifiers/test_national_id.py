#!/usr/bin/env python3
"""Compares national IDs with python-stdnum, for each country that both know.

Run: python3 tests/identifiers/test_national_id.py

The command to test is named by HUSHCHECK_COMMAND (default: target/debug/hushcheck). The
package must be of the version in tests/identifiers/national-id/requirements.txt.

For each country 10,000 numbers: valid ones (whose check characters are those that the
package accepts), valid ones with a slip, and numbers drawn at random. Both must give the
same verdict and the same number, but for the differences that are listed here and told
in docs/IDENTIFIERS.md; each is counted.
"""

import collections
import datetime
import itertools
import os
import random
import re
import string
import subprocess
import sys
import unittest
from importlib import import_module
from pathlib import Path

sys.dont_write_bytecode = True
ROOT = Path(__file__).resolve().parent.parent.parent
VECTORS = ROOT / "tests/identifiers/national-id"
COMMAND = os.environ.get("HUSHCHECK_COMMAND", str(ROOT / "target/debug/hushcheck"))
NUMBERS = int(os.environ.get("NUMBERS", 10_000))
DIGITS, LETTERS = string.digits, string.ascii_uppercase


def ours(country, texts, reduced=False):
    """What the program makes of texts."""
    command = [COMMAND, "canonical", "--kind", "national-id"]
    command += ["--country", country] if country != "-" else []
    command += ["--reduced"] if reduced else []
    done = subprocess.run(command, input="\n".join(texts) + "\n", capture_output=True, encoding="utf-8")
    lines = done.stdout.split("\n")[:-1]
    if len(lines) != len(texts):
        raise AssertionError(f"{len(lines)} answers to {len(texts)} numbers: {done.stderr}")
    return lines


class Vectors(unittest.TestCase):
    """The files of examples, each with its source."""

    ERRORS = {
        "empty": "nothing was given",
        "character": "it holds a character that cannot be part of it",
        "id-country": "the ID numbers of that country are not known here",
        "length": "it has too few or too many characters",
        "id-date": "the birth date inside the ID number is not a date",
        "check": "one of its characters is wrong: its check digit does not fit",
    }

    def test_vectors(self):
        for path in sorted(VECTORS.glob("*.tsv")):
            rows = [line.split("\t") for line in path.read_text("utf-8").splitlines()]
            rows = [row for row in rows if not row[0].startswith("#")]
            for country in {row[0] for row in rows}:
                mine = [row for row in rows if row[0] == country]
                texts = [row[1].encode().decode("unicode_escape").encode("latin-1").decode("utf-8")
                         if "\\u" in row[1] and row[1].isascii() else row[1] for row in mine]
                canonical, reduced = ours(country, texts), ours(country, texts, True)
                for row, one, other in zip(mine, canonical, reduced):
                    expected = (row[2], row[3])
                    if row[2].startswith("!"):
                        expected = ("error: " + self.ERRORS[row[2][1:]],) * 2
                    self.assertEqual((one, other), expected, f"{path.name}: {row[1]}")


def some(characters, n):
    return "".join(random.choice(characters) for _ in range(n))


def a_day(first=1925, last=2024):
    begin = datetime.date(first, 1, 1).toordinal()
    return datetime.date.fromordinal(random.randint(begin, datetime.date(last, 12, 31).toordinal()))


def regions():
    """The county codes in the package's table: each province, and its counties below it."""
    path = Path(import_module("stdnum").__file__).parent / "cn/loc.dat"
    found, province = [], ""
    for line in path.read_text("utf-8").splitlines():
        if line[:1].isdigit():
            province = line.split()[0]
        elif line[:1] == " ":
            found.append(province + line.split()[0])
    return found


MEXICAN_STATES = "AS BC BS CC CS CH CL CM DF DG GT GR HG JC MC MN MS NT NL OC PL QT QR SP SL SR TC TS TL VZ YN ZS NE"


def italian():
    day = a_day()
    number = day.day + random.choice((0, 40))
    code = f"{some('BCDFGLMNPRST', 6)}{day:%y}{'ABCDEHLMPRST'[day.month - 1]}{number:02}"
    code += some("ABCDEFGHILMZ", 1) + some(DIGITS, 3)
    if random.random() < 0.2:
        # Letters for some of the digits (omocodia).
        places = random.sample((6, 7, 9, 10, 12, 13, 14), random.randint(1, 7))
        code = "".join("LMNPQRSTUV"[int(c)] if i in places else c for i, c in enumerate(code))
    return code + "?"


def belgian():
    day = a_day(1920, 2023)
    month = random.choice((day.month, day.month, 0, day.month + 20, day.month + 40))
    return f"{day:%y}{month:02}{day.day if month else 0:02}{random.randint(1, 997):03}??"


def finnish():
    day = a_day(1905, 2024)
    sign = random.choice("-YXWVU" if day.year < 2000 else "ABCDEF")
    return f"{day:%d%m%y}{sign}{random.randint(2, 899):03}?"


def norwegian():
    day = a_day(1940, 2023)
    kind = random.random()
    numbers = f"{day.day + 40 * (kind < 0.15):02}{day.month + 40 * (kind > 0.9):02}{day:%y}"
    return numbers + f"{random.randint(500, 999) if day.year >= 2000 else random.randint(0, 499):03}??"


def swedish():
    day = a_day(1930, 2023)
    return random.choice((f"{day:%y%m%d}", f"{day:%y%m%d}", f"{day:%Y%m%d}")) + some(DIGITS, 3) + "?"


def danish():
    day = a_day(1937, 1999)
    return f"{day:%d%m%y}{random.choice('0123')}{some(DIGITS, 3)}"


def mexican():
    day = a_day(1930, 2023)
    text = some("BCDFG", 1) + some("AEIOU", 1) + some("HLMR", 2) + f"{day:%y%m%d}"
    text += some("HM", 1) + random.choice(MEXICAN_STATES.split()) + some("BCDFGLMNPRSTVXZ", 3)
    return text + (some(DIGITS, 1) if day.year < 2000 else some("ABC", 1)) + "?"


# For each country: the package's modules; what makes a number, with ? for check
# characters; the separators that the package takes.
COUNTRIES = {
    "CN": (["cn.ric"], lambda: f"{random.choice(REGIONS)}{a_day():%Y%m%d}{some(DIGITS, 3)}?", ""),
    "KR": (["kr.rrn"], lambda: f"{a_day(1925, 1999):%y%m%d}{some('1256', 1)}"
           f"{random.randint(0, 96):02}{some(DIGITS, 3)}?", "-"),
    "JP": (["jp.in_"], lambda: some(DIGITS, 11) + "?", " -"),
    "IN": (["in_.aadhaar"], lambda: some("23456789", 1) + some(DIGITS, 10) + "?", " -"),
    "NL": (["nl.bsn"], lambda: some(DIGITS, random.choice((7, 8, 8, 8))) + "?", " -."),
    "DE": (["de.idnr"], lambda: german(), " -./"),
    "FR": (["fr.nir"], lambda: some("12", 1) + some(DIGITS, 2) + f"{random.randint(1, 12):02}"
           + random.choice((some(DIGITS, 2), some(DIGITS, 2), "2A", "2B")) + some(DIGITS, 6) + "??", " ."),
    "ES": (["es.dni", "es.nie", "es.nif"],
           lambda: random.choice((some(DIGITS, 8), some("XYZ", 1) + some(DIGITS, 7),
                                  some("XYZKLM", 1) + some(DIGITS, 7))) + "?", " -"),
    "IT": (["it.codicefiscale"], lambda: italian() if random.random() < 0.8 else
           some(DIGITS, 7) + f"{random.randint(1, 100):03}" + "?", " -"),
    "PL": (["pl.pesel"], lambda: polish(), " -"),
    "SE": (["se.personnummer"], swedish, "-"),
    "NO": (["no.fodselsnummer"], norwegian, " -"),
    "DK": (["dk.cpr"], danish, " -"),
    "FI": (["fi.hetu"], finnish, ""),
    "BE": (["be.nn", "be.bis"], belgian, " -."),
    "PT": (["pt.nif", "pt.cc"], lambda: random.choice(
        (some("123", 1) + some(DIGITS, 7) + "?", card())), " "),
    "BR": (["br.cpf"], lambda: some(DIGITS, 9) + "??", " -."),
    "CL": (["cl.rut"], lambda: some(DIGITS, random.choice((7, 8, 8))) + "?", " -."),
    "AR": (["ar.dni", "ar.cuit"], lambda: random.choice(
        (some(DIGITS, 8), some(DIGITS, 7),
         random.choice("20 23 24 27 30 33 34 50 51 55".split()) + some(DIGITS, 8) + "?")), " "),
    "MX": (["mx.curp"], mexican, " -"),
    "US": (["us.ssn", "us.itin"], lambda: some(DIGITS, 9), ""),
    "CA": (["ca.sin"], lambda: some("12345679", 1) + some(DIGITS, 7) + "?", " -"),
    "TR": (["tr.tckimlik"], lambda: some("123456789", 1) + some(DIGITS, 8) + "??", ""),
    "ZA": (["za.idnr"], lambda: f"{a_day():%y%m%d}{some(DIGITS, 4)}{some('01', 1)}{some('89', 1)}?", " "),
    "IL": (["il.idnr"], lambda: some(DIGITS, random.choice((8, 8, 7, 6))) + "?", " -"),
}


def german():
    """Ten digits, just one of them twice or three times."""
    digits = random.sample(DIGITS, 10)
    times = random.choice((1, 2))
    digits = digits[times:] + [digits[-1]] * times
    random.shuffle(digits)
    return "".join(digits) + "?"


def card():
    """A Portuguese card's number, whose civil number has its own check digit."""
    number = some(DIGITS, 8)
    return number + import_module("stdnum.pt.nif").calc_check_digit(number) + some(LETTERS, 2) + "?"


def polish():
    day = a_day(1900, 2099)
    return f"{day:%y}{day.month + 20 * (day.year >= 2000):02}{day:%d}{some(DIGITS, 4)}?"


class Theirs:
    """What the package makes of a country's numbers."""

    def __init__(self, country):
        self.country = country
        self.modules = [import_module("stdnum." + name) for name in COUNTRIES[country][0]]

    def compact(self, text):
        """The number, by the first module that takes it; `None`, and why, if none does."""
        why = []
        for module in self.modules:
            if module.__name__.endswith("es.nif") and text.strip(" -")[:1] not in ("K", "L", "M"):
                continue
            if module.__name__.endswith("pt.cc") and len(text.replace(" ", "")) == 9:
                continue
            try:
                return module.validate(text), module.__name__, why
            except Exception as error:
                why.append(f"{type(error).__name__} {error}")
        return None, None, why

    def complete(self, text):
        """Puts check characters that the package accepts for each ?."""
        holes = [i for i, c in enumerate(text) if c == "?"]
        if not holes:
            return text
        characters = DIGITS if self.country not in LETTERED else DIGITS + LETTERS
        for choice in itertools.product(characters, repeat=len(holes)):
            tried = list(text)
            for hole, c in zip(holes, choice):
                tried[hole] = c
            if self.compact("".join(tried))[0]:
                return "".join(tried)
        return None

    def canonical(self, number, module):
        """The number as docs/IDENTIFIERS.md writes it."""
        country = self.country
        if country == "SE":
            number = re.sub(r"\D", "", number)[-10:]
        elif country == "CL":
            number = number.zfill(9)
        elif module.endswith("ar.dni"):
            number = number.zfill(8)
        elif country == "AR" and number[0] == "2":
            number = number[2:10]
        elif module.endswith("pt.cc"):
            number = number[:9]
        elif country == "IT" and len(number) == 16:
            folded = "".join(str("LMNPQRSTUV".index(c)) if i in (6, 7, 9, 10, 12, 13, 14) and c > "9"
                             else c for i, c in enumerate(number))
            if folded != number:
                number = self.complete(folded[:-1] + "?")
        return f"{country}:{number}"


LETTERED = {"CN", "ES", "IT", "FI", "CL"}


def leap(text, country):
    """29 February '00, of which we do not ask the century."""
    digits = re.sub(r"[^0-9]", "", text)
    digits = digits[-10:] if country == "SE" else digits
    return re.match({"DK": "290200", "NO": "(29|69)(02|42)00", "FI": "290200"}.get(country, "00[02468]229"), digits) \
        or (country == "MX" and digits.startswith("000229"))


def difference(country, text, mine, number, why):
    """Says which of the differences told in docs/IDENTIFIERS.md this is."""
    plain = re.sub(r"[^0-9A-Z]", "", text.upper())
    reasons = " ".join(why)
    accepted = not mine.startswith("error")
    if re.fullmatch(r"[0-9]+\.0", text):
        return "a point and a zero behind digits are no part of the number"
    if accepted and number is None:
        if country in LEADING_ZERO and len(plain) in LEADING_ZERO[country]:
            return "zeros that a spreadsheet took are put back"
        if country in HUNDREDS and leap(plain, country):
            return "29 February '00 is taken whatever the century"
        if "not been born yet" in reasons:
            return "a birth date to come is taken"
        if country == "CN" and len(plain) == 18 and "InvalidComponent" in reasons:
            return "an unknown region is taken"
        if country == "CN" and len(plain) == 15:
            return "15 characters are taken"
        if country == "KR" and ("InvalidChecksum" in reasons or "InvalidComponent" in reasons):
            return "no check digit and no place is asked for, since there is none since 2020"
        if country == "IN" and plain == plain[::-1]:
            return "a palindrome is taken"
        if country == "FR" and len(plain) == 13:
            return "the key may be missing"
        if country == "ES" and re.fullmatch(r"\d{8}|[XYZKLM]\d{7}", plain):
            return "the letter may be missing"
        if country == "ES" and re.fullmatch(r"[XYZKLM]0\d{7}[A-Z]", plain):
            return "a zero may stand before the seven digits of an NIE"
        if country == "IT" and len(plain) == 11 and "Component" in reasons:
            return "the office of a provisional code is not looked at"
        if country == "IT" and plain.startswith("0000000"):
            return "the office of a provisional code is not looked at"
        if country == "SE" and "InvalidComponent" in reasons and int(plain[-6:-4]) > 60:
            return "coordination numbers are taken"
        if country == "SE" and len(plain) == 12 and "InvalidComponent" in reasons:
            return "the century of 12 digits is not looked at"
        if country == "NO" and "century cannot be determined" in reasons:
            return "an individual number of no century is taken"
        if country == "FI" and re.fullmatch(r"\d{9}\w", plain):
            return "a hyphen that is missing is put back, one elsewhere at its place"
        if country == "BE":
            year = int(plain[:2]) + 2000
            if year > datetime.date.today().year and "InvalidChecksum" in reasons:
                return "a birth date to come is taken"
        if country == "PT" and len(plain) == 9 and plain[0] == "0":
            return "nine digits are a civil number too, which may begin with 0"
        if country == "PT" and len(plain) == 8:
            return "the check digit of a civil number may be missing"
        if country == "AR" and plain[:2] in ("25", "26"):
            return "CUIT of types 25 and 26 are taken"
        if country == "MX" and "InvalidComponent" in reasons:
            return "states and words in a CURP are not looked at"
        if country == "US" and (plain[0] == "9" or plain in ("078051120", "457555462", "219099999")):
            return "all that begins with 9 is taken for an ITIN"
        if country == "ZA" and plain[-3] == "2":
            return "refugees' numbers are taken"
    if accepted and number is not None:
        if country == "PT" and len(plain) == 8:
            return "the package takes card numbers of any length"
    if not accepted and number is not None:
        if country == "CN" and not 1850 <= int(plain[6:10]) < 2100:
            return "a birth before 1850 or after 2099 is not taken"
        if country in ("NL", "IL") and len(plain) < {"NL": 7, "IL": 5}[country]:
            return "only some leading zeros may be missing"
        if country == "AR" and plain[:2] in ("30", "33", "34"):
            return "a company's CUIT is not taken"
        if country == "PT" and len(plain) != 9:
            return "the civil number's own check digit is asked for, and its length"
    return None


# How long numbers are that have lost leading zeros.
LEADING_ZERO = {"PL": {10}, "SE": {9}, "NO": {10}, "BE": {10}, "BR": {8, 9, 10}, "ZA": {12}, "CL": {7},
                "ES": {8}}
# Countries whose numbers tell the century, and where we do not ask it.
HUNDREDS = {"KR", "PL", "SE", "NO", "DK", "FI", "MX"}


def slip(text):
    """What people do to numbers."""
    i = random.randrange(len(text))
    kind = random.random()
    if kind < 0.55:
        other = DIGITS if text[i] in DIGITS and random.random() < 0.9 else DIGITS + LETTERS
        return text[:i] + random.choice(other) + text[i + 1:]
    if kind < 0.8:
        return text[:i] + text[i + 1:i + 2] + text[i:i + 1] + text[i + 2:]
    if kind < 0.9:
        return text[:i] + text[i + 1:]
    return text[:i] + some(DIGITS, 1) + text[i:]


def separated(text, separators):
    if not separators or random.random() < 0.5:
        return text
    if separators == "-":
        # Of these two countries the package takes the hyphen at its place only.
        return text if len(text) < 8 else (text[:-4] + "-" + text[-4:] if len(text) in (10, 12) else text)
    for _ in range(random.randint(1, 3)):
        i = random.randrange(1, len(text)) if len(text) > 1 else 0
        text = text[:i] + random.choice(separators) + text[i:]
    return text


class Oracle(unittest.TestCase):
    """10,000 numbers of each country."""

    def compare(self, country):
        random.seed(f"national ids of {country}")
        theirs = Theirs(country)
        _, draw, separators = COUNTRIES[country]
        valid = []
        while len(valid) < NUMBERS * 2 // 5:
            number = theirs.complete(draw())
            # The package takes no birth date to come, and no region before its time.
            if number and theirs.compact(number)[0]:
                valid.append(number)
        texts = list(valid)
        while len(texts) < NUMBERS * 7 // 10:
            texts.append(slip(random.choice(valid)))
        while len(texts) < NUMBERS:
            texts.append(re.sub(r"\?", lambda _: some(DIGITS, 1), draw()))
        texts = [separated(text, separators) for text in texts]
        texts = [text if text.strip() else "0" for text in texts]

        counts, differences, unknown = collections.Counter(), collections.Counter(), []
        for text, mine in zip(texts, ours(country, texts)):
            number, module, why = theirs.compact(text)
            accepted = not mine.startswith("error")
            if number is None and not accepted:
                counts["both refuse"] += 1
            elif number is not None and accepted and mine == theirs.canonical(number, module):
                counts["both accept"] += 1
            else:
                reason = difference(country, text, mine, number, why)
                if reason:
                    differences[reason] += 1
                else:
                    unknown.append((text, mine, number, why))
        agreed = sum(counts.values())
        print(f"{country} {agreed:>6} agreed ({counts['both accept']} accepted)", dict(differences), file=sys.stderr)
        self.assertEqual(unknown[:10], [], f"{len(unknown)} differences that nobody explained")
        self.assertGreaterEqual(counts["both accept"], NUMBERS // 3)


def add_tests():
    for country in COUNTRIES:
        setattr(Oracle, f"test_{country}", lambda self, country=country: self.compare(country))


REGIONS = regions()
add_tests()

if __name__ == "__main__":
    unittest.main()
