#!/usr/bin/env python3
"""Writes the table of the world's numbering plans from libphonenumber's metadata.

Run: python3 tests/identifiers/phone/plans.py > crates/core/src/identifier/phone/plans.txt

Needs the Python package `phonenumbers` of the version in requirements.txt. The format
of the table is described in docs/IDENTIFIERS.md.
"""

import random
import re
import sys

try:
    import re._parser as parser
except ImportError:  # before Python 3.11
    import sre_parse as parser

from phonenumbers import PhoneMetadata
from phonenumbers.phonenumberutil import COUNTRY_CODE_TO_REGION_CODE

# Written by hand: what the metadata says by expressions that depend on each other.
# A rule is a pattern of the whole national number, `>`, and what stands before the
# digits that are kept. tests/identifiers/test_phone.py compares the outcome.
RULES = {
    # 15 after the area code is what mobile numbers have at home, and 9 before it abroad.
    "AR": ["1115........>911", "...15.......>9", "....15......>9"],
    # Prefixes of text relay and of carriers; numbers without a caller's number.
    "GB": ["180020*>"],
    "AU": ["1831*>", "1832*>"],
    "BO": ["01_*>"],
    "BR": [
        "0__..........>",
        "0__...........>",
        "90..........>",
        "90...........>",
        "90__..........>",
        "90__...........>",
    ],
    "BY": ["80.........>", "8[1234]........>", "88*>8", "8902.......>902"],
    "CN": ["1{12}___*>", "179__*>"],
    "CO": ["0{3579}..........>", "04__..........>"],
    "CR": ["19__........>"],
    "FO": ["10__......>"],
    "GA": ["0[167].......>"],
    "JP": ["003768*>"],
    "KR": ["08{1234678}*>", "085__*>"],
    "LI": ["1001*>"],
    "LT": ["8*>"],
    "LU": ["15___*>"],
    # Until 2019: 1 before mobile numbers abroad; 01, 044 and 045 at home. Those ten
    # digits are still the same number; libphonenumber has forgotten it.
    "MX": ["1..........>", "0{12}..........>", "04{45}..........>"],
}
# The same prefixes as libphonenumber writes them, so that a change is noticed.
EXPRESSIONS = {
    "AU": r"(183[12])|0",
    "BO": r"0(1\d)?",
    "BR": r"(?:0|90)(?:(1[245]|2[1-35]|31|4[13]|[56]5|99)(\d{10,11}))?",
    "BY": r"0|80?",
    "CN": r"(1(?:[12]\d|79)\d\d)|0",
    "CO": r"0([3579]|4(?:[14]4|56))?",
    "CR": r"(19(?:0[0-2468]|1[09]|20|66|77|99))",
    "FO": r"(10(?:01|[12]0|88))",
    "GA": r"0(11\d{6}|60\d{6}|61\d{6}|6[256]\d{6}|7[467]\d{6})",
    "GB": r"0|180020",
    "JP": r"(000[2569]\d{4,6})$|(?:(?:003768)0?)|0",
    "KR": r"0(8(?:[1-46-8]|5\d\d))?",
    "LI": r"(1001)|0",
    "LT": r"[08]",
    "LU": r"(15(?:0[06]|1[12]|[35]5|4[04]|6[26]|77|88|99)\d)",
    "MX": None,
}
# Numbers that begin with their own country's calling code, where the two readings (the
# code without a plus; a national number without its trunk prefix) depend on more than
# the length: `=` national, `?` not to be told, `!` the calling code.
BARE = {
    "AT": ["?43[05]*"],
    "BR": ["=55........", "=55[012346789]........"],
    # Landlines have at most 11 digits, so 12 and 13 are 49 and a mobile number.
    "DE": ["!49[89]*", "!49[34]0*", "!4969*", "!491[567].........", "!491[567]..........", "?49*"],
    "NL": ["=31[012345678]......"],
    "TR": ["=900......."],
    "PK": ["=92[01234567].......", "=928[123456789]......"],
}
# Plans of ten digits and more in which few numbers differ only in the two digits before
# the last four: small blocks, as on the islands of +1.
WIDE = {"US", "AR", "IR"}

# What national numbers begin with by the plan's structure, whatever blocks are in use:
# area codes of +1 are never 0 or 1 and two digits.
FIRST = {"US": "[23456789]"}

ANY = "."


def regions():
    for code in sorted(COUNTRY_CODE_TO_REGION_CODE):
        for region in COUNTRY_CODE_TO_REGION_CODE[code]:
            yield code, region, PhoneMetadata.metadata_for_region_or_calling_code(code, region)


def ranges(lengths):
    """`{7, 9, 10}` as `7,9-10`."""
    parts = []
    for length in sorted(lengths):
        if parts and parts[-1][1] == length - 1:
            parts[-1][1] = length
        else:
            parts.append([length, length])
    return ",".join(str(a) if a == b else f"{a}-{b}" for a, b in parts)


def class_of(items):
    digits = set()
    for what, value in items:
        what = str(what)
        if what == "LITERAL":
            digits.add(int(chr(value)))
        elif what == "RANGE":
            digits |= set(range(int(chr(value[0])), int(chr(value[1])) + 1))
        else:
            digits |= set(range(10))
    if len(digits) == 10:
        return ANY
    return "[" + "".join(str(digit) for digit in sorted(digits)) + "]"


def patterns(expression):
    """The alternatives of an expression without repetition, longest choice first."""

    def sequence(nodes):
        found = [""]
        for what, value in nodes:
            what = str(what)
            if what == "LITERAL":
                ends = [chr(value)]
            elif what == "IN":
                ends = [class_of(value)]
            elif what == "SUBPATTERN":
                ends = sequence(value[3])
            elif what == "BRANCH":
                ends = [end for branch in value[1] for end in sequence(branch)]
            elif what == "MAX_REPEAT":
                least, most, inner = value
                inner = sequence(inner)
                ends = [end * n for n in range(most, least - 1, -1) for end in inner]
            else:
                raise ValueError(what)
            found = [begin + end for begin in found for end in ends]
        return found

    return sequence(parser.parse(expression))


def beginnings(expression):
    """The first two digits of numbers that an expression matches."""
    rng = random.Random(0)
    tree = parser.parse(expression)
    return {sample(tree, rng)[:2] for _ in range(4000)}


def sample(nodes, rng):
    """A string that an expression matches."""
    text = ""
    for what, value in nodes:
        what = str(what)
        if what == "LITERAL":
            text += chr(value)
        elif what == "IN":
            choices = class_of(value)
            text += rng.choice([d for d in "0123456789" if re.match(choices, d)])
        elif what == "MAX_REPEAT":
            least, most, inner = value
            for _ in range(rng.randint(least, most)):
                text += sample(inner, rng)
        elif what == "SUBPATTERN":
            text += sample(value[3], rng)
        elif what == "BRANCH":
            text += sample(rng.choice(value[1]), rng)
        else:
            raise ValueError(what)
    return text


def bare(code, region, metadata):
    """Lengths at which digits that begin with the calling code are a national number."""
    if region in BARE:
        return BARE[region]
    expression = re.compile(metadata.general_desc.national_number_pattern)
    tree = parser.parse(metadata.general_desc.national_number_pattern)
    lengths = set(metadata.general_desc.possible_length)
    rng = random.Random(code)
    by_length = {}
    for _ in range(4000):
        number = sample(tree, rng)
        by_length.setdefault(len(number), []).append(number)
    found = []
    for length in sorted(lengths):
        rest = length - len(str(code))
        if rest not in lengths or rest not in by_length:
            continue
        national = [bool(expression.fullmatch(f"{code}{n}")) for n in by_length[rest]]
        if any(national):
            if not all(national):
                sys.exit(f"{region}: {length} digits after {code} can be both; see BARE")
            found.append(f"={code}" + ANY * rest)
    return found


def line(code, region, metadata, main):
    name = "--" if region == "001" else region
    words = [f"{name}{code}"]
    if region == main:
        # E.164 allows 15 digits with the calling code.
        lengths = metadata.general_desc.possible_length
        lengths = {n for n in lengths if n + len(str(code)) <= 15}
        words.append(ranges(lengths))
        if region in FIRST:
            words.append(f"b{FIRST[region]}")
        if region in WIDE:
            words.append("w")
        expression = metadata.general_desc.national_number_pattern
        zeros = "0" if metadata.national_prefix == "0" else "00"
        if any(begin.startswith(zeros) for begin in beginnings(expression)):
            words.append("z")
    prefix = metadata.national_prefix_for_parsing
    trunk = metadata.national_prefix
    rules = list(RULES.get(region, []))
    if region in EXPRESSIONS:
        if prefix != EXPRESSIONS[region]:
            sys.exit(f"{region}: the expression of its prefixes is another now; see RULES")
        trunk = "0" if region == "BY" else trunk
    elif region != "AR" and prefix != trunk:
        # A local number, to which the area code is added: ([25-9]\d{5})$|0|180020
        local = re.fullmatch(r"\((\[[\d-]+\]|\d)\\d\{(\d)\}\)\$(?:\|.*)?", prefix)
        begin = re.fullmatch(r"(\d+)\\1", metadata.national_prefix_transform_rule or "")
        if not local or not begin:
            sys.exit(f"{region}: its prefix is of an unknown kind: {prefix}")
        first, count = local.groups()
        first = patterns(first)[0]
        rules.append(f"{first}{ANY * int(count)}>{begin[1]}")
    if region == main and trunk:
        words.append(f"t{trunk}")
    international = metadata.international_prefix
    if region != main:
        same = PhoneMetadata.metadata_for_region(main).international_prefix == international
        international = None if same else international
    if international and international != "00":
        words.append("i" + ",".join(patterns(international)))
    words += rules
    own = bare(code, region, metadata)
    if region == main:
        words += own
    elif own != bare(code, main, PhoneMetadata.metadata_for_region(main)):
        words += own or [f"!{code}*"]
    return " ".join(words)


def table():
    lines = []
    for code, region, metadata in regions():
        main = COUNTRY_CODE_TO_REGION_CODE[code][0]
        lines.append(line(code, region, metadata, main))
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(table())
