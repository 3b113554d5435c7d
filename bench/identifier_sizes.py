#!/usr/bin/env python3
"""Prints how many bytes of a WebAssembly file are functions of which kind of identifier.

Run after `cargo xtask build`:
    python3 bench/identifier_sizes.py target/wasm32-unknown-unknown/web/hushcheck-app.wasm

That file still has names. Counted is a function under the module that its name holds; what
was inlined into others counts there, and tables of data are not counted.
"""

import re
import sys


def numbers(data, at):
    """A number in LEB128, and where it ends."""
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value, at


def skip_import(data, at):
    """Where an import ends, and whether it is a function."""
    for _ in range(2):
        length, at = numbers(data, at)
        at += length
    kind = data[at]
    at += 1
    if kind == 0:
        return numbers(data, at)[1], True
    if kind == 3:
        return at + 2, False
    at += kind == 1  # A table has a type before its limits.
    has_most = data[at] & 1
    _, at = numbers(data, at + 1)
    if has_most:
        _, at = numbers(data, at)
    return at, False


def function_names(data, at, end):
    """The names of functions by their numbers, from the section of names."""
    names = {}
    while at < end:
        part = data[at]
        length, at = numbers(data, at + 1)
        if part == 1:
            count, place = numbers(data, at)
            for _ in range(count):
                number, place = numbers(data, place)
                size, place = numbers(data, place)
                names[number] = data[place : place + size].decode("utf-8")
                place += size
        at += length
    return names


def main():
    with open(sys.argv[1], "rb") as file:
        data = file.read()
    sizes, names, imported, at = [], {}, 0, 8
    while at < len(data):
        section = data[at]
        length, at = numbers(data, at + 1)
        if section == 2:
            count, place = numbers(data, at)
            for _ in range(count):
                place, is_function = skip_import(data, place)
                imported += is_function
        elif section == 10:
            count, place = numbers(data, at)
            for _ in range(count):
                size, place = numbers(data, place)
                sizes.append(size)
                place += size
        elif section == 0:
            size, place = numbers(data, at)
            if data[place : place + size] == b"name":
                names = function_names(data, place + size, at + length)
        at += length
    kinds = {}
    for number, size in enumerate(sizes):
        name = names.get(number + imported, "")
        found = re.search(r"hushcheck_core.*?identifier(?:::|\d+)([A-Za-z_]+)", name)
        if found:
            # Names go on without a break where they have types of parameters.
            kind = "Identifier" if found[1].startswith("Identifier") else found[1]
            kinds[kind] = kinds.get(kind, 0) + size
    if not kinds:
        sys.exit("the file holds no names of functions of identifiers")
    for kind, size in sorted(kinds.items(), key=lambda entry: -entry[1]):
        print(f"{size:8,}  {kind}")
    print(f"{sum(kinds.values()):8,}  all")


if __name__ == "__main__":
    main()
