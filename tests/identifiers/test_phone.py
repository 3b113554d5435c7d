#!/usr/bin/env python3
"""Compares phone numbers with libphonenumber, by its Python port `phonenumbers`.

Run: python3 tests/identifiers/test_phone.py

The command to test is named by HUSHCHECK_COMMAND (default: target/debug/hushcheck). The
package must be of the version in tests/identifiers/phone/requirements.txt.
"""

import collections
import multiprocessing
import os
import random
import re
import subprocess
import sys
import unittest
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.dont_write_bytecode = True
HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(HERE / "phone"))

import phonenumbers as lib  # noqa: E402
import plans  # noqa: E402
from phonenumbers import PhoneNumberFormat, PhoneNumberType, ValidationResult  # noqa: E402

COMMAND = os.environ.get("HUSHCHECK_COMMAND", str(ROOT / "target/debug/hushcheck"))
TABLE = ROOT / "crates/core/src/identifier/phone/plans.txt"

# Numbers of people, and numbers of services.
PEOPLE = ["mobile", "fixed_line", "voip", "personal_number", "pager"]
SERVICES = ["toll_free", "premium_rate", "shared_cost", "uan", "voicemail"]
# How many numbers of each region, of people and of services.
COUNTS = (int(os.environ.get("PEOPLE", 9)), int(os.environ.get("SERVICES", 1)))
LEAST_AGREEMENT = 0.999


def ours(country, texts, reduced=False):
    """What the program makes of texts."""
    command = [COMMAND, "canonical", "--kind", "phone"]
    command += ["--country", country] if country else []
    command += ["--reduced"] if reduced else []
    done = subprocess.run(command, input="\n".join(texts) + "\n", capture_output=True, encoding="utf-8")
    lines = done.stdout.split("\n")[:-1]
    if len(lines) != len(texts):
        raise AssertionError(f"{len(lines)} answers to {len(texts)} numbers: {done.stderr}")
    return lines


def theirs(country, text):
    """What libphonenumber makes of a text; `None` if it is no possible number."""
    try:
        number = lib.parse(text, country)
    except lib.NumberParseException:
        return None
    if lib.is_possible_number_with_reason(number) != ValidationResult.IS_POSSIBLE:
        return None
    canonical = lib.format_number(number, PhoneNumberFormat.E164)
    # E.164 allows 15 digits; what has fewer than 7 is no number of a person.
    return canonical if 7 <= len(canonical) - 1 <= 15 else None


def digits_of(text):
    return re.sub(r"\D", "", text)


def from_zero(zero):
    return {ord("0") + i: chr(ord(zero) + i) for i in range(10)}


WIDE, ARABIC, PERSIAN = from_zero("\uff10"), from_zero("\u0660"), from_zero("\u06f0")


def styles(number, region, rng):
    """The ways to write a number: (name, country hint, text)."""
    home = None if region == "001" else region
    world = lib.format_number(number, PhoneNumberFormat.INTERNATIONAL)
    plain = lib.format_number(number, PhoneNumberFormat.E164)
    rfc = lib.format_number(number, PhoneNumberFormat.RFC3966)
    other = rng.choice(REGIONS)
    yield "E.164", None, plain
    yield "E.164, elsewhere", other, plain
    yield "international", home, world
    yield "RFC 3966", home, rfc
    yield "RFC 3966 with extension", home, rfc + ";ext=12"
    yield "dashes", home, world.replace(" ", "-")
    yield "dots", home, world.replace(" ", ".")
    yield "brackets", home, "(" + world.replace(" ", ") ", 1)
    yield "full-width", home, world.translate(WIDE).replace("+", "\uff0b").replace("-", "\uff0d")
    yield "Persian", home, plain.translate(PERSIAN)
    yield "tel:", home, "tel: " + world
    yield "手机：", home, "手机：" + plain
    yield "ext.", home, world + " ext. 12"
    yield "dialled from elsewhere", other, lib.format_out_of_country_calling_number(number, other)
    if home is None:
        return
    metadata = lib.PhoneMetadata.metadata_for_region(region)
    national = lib.format_number(number, PhoneNumberFormat.NATIONAL)
    significant = lib.national_significant_number(number)
    has_trunk = digits_of(national) == (metadata.national_prefix or "") + significant
    if metadata.national_prefix == "0" and has_trunk:
        code = f"+{number.country_code} "
        yield "(0)", home, code + "(0)" + significant
    yield "national", home, national
    yield "national, digits", home, digits_of(national)
    yield "national, Arabic-Indic", home, national.translate(ARABIC)
    yield "national, dots", home, national.replace(" ", ".")
    yield "Phone:", home, "Phone: " + national
    yield "电话:", home, "电话:" + national
    yield "national x12", home, national + " x12"
    yield "without trunk prefix", home, significant
    if metadata.national_prefix and not has_trunk and region != "CO":
        # CO: 03, 05, 07 and 09 choose a carrier, and are left before mobile numbers.
        yield "trunk prefix", home, metadata.national_prefix + significant
    yield "without plus", home, plain[1:]
    yield "without plus, spaces", home, world[1:]
    international = metadata.international_prefix
    for prefix in plans.patterns(international)[:3]:
        prefix = re.sub(r"\[(\d)\d*\]", r"\1", prefix).replace(".", "1")
        yield "international prefix", home, prefix + " " + world[1:]
    # Not in Hong Kong, where 008 of 00852 is taken for a carrier's prefix.
    if "00" in international.split("|"):
        yield "00", home, "00" + plain[1:]
        yield "00, elsewhere's number", home, "00" + rng.choice(EXAMPLES)[1:]


REGIONS = sorted(lib.SUPPORTED_REGIONS)
EXAMPLES = [
    lib.format_number(lib.example_number(region), PhoneNumberFormat.E164)
    for region in REGIONS
    if lib.example_number(region)
]


def numbers(code, region, metadata, rng):
    """Valid numbers of a region."""
    found = []
    for kinds, count in zip((PEOPLE, SERVICES), COUNTS):
        kinds = [getattr(metadata, kind) for kind in kinds]
        kinds = [kind for kind in kinds if kind and kind.national_number_pattern]
        chosen = {}
        for kind in kinds:
            if kind.example_number:
                chosen[kind.example_number] = True
        trees = [plans.parser.parse(kind.national_number_pattern) for kind in kinds]
        for _ in range(count * 20 if trees else 0):
            if len(chosen) >= count:
                break
            chosen[plans.sample(rng.choice(trees), rng)] = True
        for national in list(chosen)[:count]:
            number = lib.parse(f"+{code}{national}")
            # A handful are too long for E.164, or become another number.
            if lib.national_significant_number(number) == national:
                found.append(number)
    return found


def inputs(rng):
    for code, region, metadata in plans.regions():
        for number in numbers(code, region, metadata, rng):
            for style, country, text in styles(number, region, rng):
                yield style, region, country, text


def reason(country, text, our, their):
    """Why a number is read in another way than libphonenumber's; see docs/IDENTIFIERS.md."""
    digits = digits_of(lib.normalize_digits_only(text))
    if our.startswith("error"):
        if their.startswith("+86"):
            return "mainland China's own rule"
        if "without a country" in our:
            return "two readings"
        return None
    if country == "DE" and digits.startswith("49") and our == "+" + digits:
        return "German mobile numbers without plus"
    if digits.startswith("00") and theirs(None, "+" + digits[2:]) == our:
        return "00 before a carrier's prefix"
    if their is None and country:
        metadata = lib.PhoneMetadata.metadata_for_region(country)
        if re.match(metadata.international_prefix, digits):
            return "no international prefix"
    if their and their.replace("0", "", 1) == our:
        return "trunk prefix that is also a carrier's"
    if country == "RW" and "0" + our[4:] in digits + our[4:]:
        return "two zeros"
    return None


class Phones(unittest.TestCase):
    def test_table(self):
        self.assertEqual(TABLE.read_text("utf-8"), plans.table(), "run tests/identifiers/phone/plans.py")

    def test_agreement(self):
        rng = random.Random(20)
        by_country = collections.defaultdict(list)
        for style, region, country, text in inputs(rng):
            by_country[country].append((style, region, text))
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            jobs = {
                country: pool.submit(ours, country, [text for _, _, text in rows])
                for country, rows in by_country.items()
            }
        with multiprocessing.Pool() as pool:
            texts = [(country, row[2]) for country, rows in by_country.items() for row in rows]
            answers = iter(pool.starmap(theirs, texts, chunksize=500))
        total, same, found = 0, 0, 0
        reasons = collections.defaultdict(list)
        per_style = collections.Counter()
        for country, rows in by_country.items():
            for (style, region, text), our in zip(rows, jobs[country].result()):
                their = next(answers)
                total += 1
                per_style[style] += 1
                found += their is not None
                if our == their or (their is None and our.startswith("error")):
                    same += 1
                    continue
                why = reason(country, text, our, their)
                reasons[why].append((style, region, country, text, our, their))
        print(f"\n{total} numbers of {len(by_country)} countries in {len(per_style)} styles, "
              f"{found} of them possible; the same: {same} ({same / total:.4%})")
        for why, rows in sorted(reasons.items(), key=lambda item: -len(item[1])):
            print(f"{len(rows):6} {why}")
            for row in rows[:: max(1, len(rows) // int(os.environ.get("SHOW", 3)))]:
                print("      ", *row, sep="  ")
        self.assertGreaterEqual(total, 50_000)
        self.assertGreaterEqual(same / total, LEAST_AGREEMENT)
        self.assertNotIn(None, reasons, "differences without a reason")


if __name__ == "__main__":
    unittest.main()
