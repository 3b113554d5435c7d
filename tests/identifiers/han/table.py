#!/usr/bin/env python3
"""Writes the table by which Chinese characters in names are simplified, from OpenCC's data.

Run: python3 tests/identifiers/han/table.py > crates/core/src/identifier/han.txt

Needs the Python package `opencc` of the version in tests/identifiers/requirements.txt. The
rule and the format of the table are described in docs/IDENTIFIERS.md.
"""

import sys
import unicodedata
from collections import Counter, defaultdict

import opencc

# The blocks of CJK ideographs that have not been made for compatibility only.
BLOCKS = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0x20000, 0x2A6DF), (0x2A700, 0x2FA1F), (0x30000, 0x323AF))

# All that OpenCC does between the scripts of China, and back: what it calls simplified,
# traditional, and the forms of Taiwan and Hong Kong.
CHINESE = ("t2s", "s2t", "tw2t", "hk2t", "t2tw", "t2hk", "tw2s", "hk2s")
# From the characters that Japan has simplified to those before.
JAPANESE = "jp2t"

HEADER = (
    f"# Made from the data of OpenCC {opencc.__version__} (https://github.com/BYVoid/OpenCC), "
    "Apache License 2.0, by tests/identifiers/han/table.py: characters, and what they become."
)


def lasts(c):
    """Whether names in canonical form can hold it: normal forms replace the others first."""
    return unicodedata.is_normalized("NFKC", c)


def characters():
    points = (point for first, last in BLOCKS for point in range(first, last + 1))
    return [c for c in map(chr, points) if lasts(c)]


def is_gb2312(c):
    """Whether it is one of the 6,763 characters of ordinary simplified Chinese."""
    try:
        return len(c.encode("gb2312")) == 2
    except UnicodeError:
        return False


def pairs(conversion, characters):
    """What a conversion makes of single characters."""
    converted = opencc.OpenCC(f"{conversion}.json").convert("\n".join(characters)).split("\n")
    assert len(converted) == len(characters)
    both = zip(characters, converted)
    return [(a, b) for a, b in both if a != b and len(b) == 1 and lasts(b)]


def table():
    """What each character becomes: those that any conversion joins become one."""
    every = characters()
    simplified = pairs("t2s", every)
    joined = [pair for conversion in CHINESE for pair in pairs(conversion, every)]
    # Some are other characters in Chinese (芸 is in Japan a form of 藝): they stay.
    joined += [(a, b) for a, b in pairs(JAPANESE, every) if not is_gb2312(a)]

    group = {}

    def find(c):
        while group.get(c, c) != c:
            c = group[c]
        return c

    for a, b in joined:
        group[find(a)] = find(b)
    members = defaultdict(set)
    for pair in joined:
        for c in pair:
            members[find(c)].add(c)
    # The one that most become when they are simplified; else the ordinary one; else the first.
    votes = Counter(b for _, b in simplified)
    becomes = {}
    for of_group in members.values():
        one = min(of_group, key=lambda c: (-votes[c], not is_gb2312(c), c))
        becomes.update((c, one) for c in of_group if c != one)
    return becomes


def number(n):
    """A character for a number: they count from `@` and leave out the surrogates."""
    return chr(n + (0x40 if n + 0x40 < 0xD800 else 0x840))


def zigzag(step):
    """Even numbers for steps up, odd ones for steps down."""
    return 2 * step if step >= 0 else -2 * step - 1


def text():
    """The table's file: in the order of what they become, the steps from one to the next."""
    becomes = sorted((ord(b), ord(a)) for a, b in table().items())
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in zip([(0, 0), *becomes], becomes)]
    to = "".join(number(step) for step, _ in steps)
    before = "".join(number(zigzag(step)) for _, step in steps)
    return "\n".join([HEADER, to, before, ""])


if __name__ == "__main__":
    sys.stdout.buffer.write(text().encode("utf-8"))
