#!/usr/bin/env python3
"""Tests the second reader, and with it the golden datasets and docs/FORMAT.md.

Run: python3 tests/format/test_reader.py
"""

import base64
import collections
import csv
import datetime
import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import reader  # noqa: E402
from reader import Refused  # noqa: E402

GOLDEN = HERE / "golden"
INPUTS = HERE / "inputs"
SIGNED_KEY = (GOLDEN / "signed.pub").read_text("utf-8")

try:
    import argon2  # noqa: F401

    HAS_ARGON2 = True
except ImportError:
    HAS_ARGON2 = False


def verify(dataset, public_key=None):
    for one in reader.open_dataset(dataset, public_key):
        one.verify(dataset)


def run(*args, stdin=""):
    command = [sys.executable, "-B", str(HERE / "reader.py"), *map(str, args)]
    done = subprocess.run(command, input=stdin, capture_output=True, encoding="utf-8")
    return done.returncode, done.stdout.splitlines()


class Scratch(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def copy(self, name):
        return Path(shutil.copytree(GOLDEN / name, Path(self.folder.name, name)))

    def edit(self, dataset, change):
        path = dataset / "manifest.json"
        manifest = json.loads(path.read_text("utf-8"))
        change(manifest)
        path.write_text(json.dumps(manifest), "utf-8")


class Document(unittest.TestCase):
    """The worked examples of docs/FORMAT.md."""

    def test_message(self):
        reduced = {"name": "张伟", "national-id": "CN:110105194912312"}
        fields = bytes.fromhex(
            "01 00 06 e5 bc a0 e4 bc 9f"
            "02 00 12 43 4e 3a 31 31 30 31 30 35 31 39 34 39 31 32 33 31 32"
        )
        message = reader.message("name+national-id", reduced)
        self.assertEqual(message[64:], fields)
        self.assertEqual(message[:10], b"hushcheck\x01")
        self.assertEqual(message[10:32], b"\x01\x02" + bytes(20))
        salt = hashlib.sha256(b"hushcheck 1 salt name+national-id").digest()
        self.assertEqual(message[32:64], salt)

    def test_bucket(self):
        content = bytes.fromhex("03 00 00 00  07 01 0a 00")
        self.assertEqual(list(reader.decode(content, 7, 8)), [3, 4, 135])

    def test_symbols(self):
        codes = reader.codes([1, 2, 2])
        self.assertEqual(codes, {(1, 0b0): 0, (2, 0b10): 1, (2, 0b11): 2})
        order = "1 1100000 11 | 1 0000000 0 | 01 0100000 10"
        bits = [int(bit) for bit in order if bit in "01"]
        packed = sum(bit << at for at, bit in enumerate(bits)).to_bytes(4, "little")
        content = bytes.fromhex("03 00 00 00  07 07 50 10")
        self.assertEqual(content[4:], packed)
        entries = reader.decode(content, 7, 8, [1, 2, 2])
        self.assertEqual(entries, {3: 2, 4: 0, 135: 1})

    def test_bucket_names(self):
        self.assertEqual(reader.bucket_name(0, 0), "0.bin")
        self.assertEqual(reader.bucket_name(0o3507, 12), "ae0o.bin")
        self.assertEqual(reader.bucket_name(9, 4), "11.bin")


class Decode(unittest.TestCase):
    """Contents that a reader refuses even where their proof is right."""

    def refuse(self, content, why, suffix_bits=8, code_bits=(0,)):
        with self.assertRaisesRegex(Refused, why):
            reader.decode(bytes.fromhex(content), 7, suffix_bits, code_bits)

    def test_refuses(self):
        self.refuse("03 00 00", "no room")
        self.refuse("03 00 00 00 07 01 0a", "ends early")
        self.refuse("04 00 00 00 07 01 0a 00", "ends early")
        self.refuse("01 00 00 00 00 00 00 00", "ends early")
        self.refuse("ff ff ff ff 07 01 0a 00", "ends early")
        self.refuse("03 00 00 00 07 01 0a 00", "space of suffixes", suffix_bits=7)
        self.refuse("02 00 00 00 07 01 0a 00", "other than zeros")
        self.refuse("03 00 00 00 07 01 0a 02", "other than zeros")
        self.refuse("03 00 00 00 07 01 0a 00 00 01", "other than zeros")
        self.refuse("00 00 00 00 01", "other than zeros")

    def test_refuses_symbols(self):
        bits = (1, 2, 2)
        self.refuse("03 00 00 00 07 07 50", "ends early", code_bits=bits)
        self.refuse("04 00 00 00 07 07 50 10", "ends early", code_bits=bits)
        self.refuse("02 00 00 00 07 07 50 10", "other than zeros", code_bits=bits)
        self.refuse("03 00 00 00 07 07 50 50", "other than zeros", code_bits=bits)
        self.refuse("03 00 00 00 07 07 50 10", "space of suffixes", 7, bits)
        # The last symbol's code is cut before its last bit.
        bits = (1, 2, 3, 4, 5, 6, 7, 8, 9, 9)
        self.refuse("01 00 00 00 01 ff", "ends early", code_bits=bits)

    def test_takes(self):
        self.assertEqual(reader.decode(bytes(4), 7, 8), {})
        self.assertEqual(reader.decode(bytes(9), 7, 8), {})
        self.assertEqual(reader.decode(b"\1\0\0\0\1", 0, 0), {0: 0})
        self.assertEqual(reader.decode(bytes(4), 7, 8, (1, 1)), {})
        self.assertEqual(reader.decode(b"\1\0\0\0\1", 0, 0, (1, 1)), {0: 0})
        self.assertEqual(reader.decode(b"\1\0\0\0\3", 0, 0, (1, 1)), {0: 1})

    def test_codes(self):
        """The example of RFC 1951, section 3.2.2, with its symbols sorted by length."""
        values = [code for _, code in reader.codes([2, 3, 3, 3, 3, 3, 4, 4])]
        self.assertEqual(values, [0b00, 0b010, 0b011, 0b100, 0b101, 0b110, 0b1110, 0b1111])
        # A length that no code has; the longest code; as many codes as there may be.
        values = [code for _, code in reader.codes([1, 3, 3, 3, 3])]
        self.assertEqual(values, [0b0, 0b100, 0b101, 0b110, 0b111])
        longest = reader.codes([*range(1, 57), 56])
        self.assertEqual(list(longest)[-1], (56, 2**56 - 1))
        self.assertEqual(list(reader.codes([12] * 4096)), [(12, i) for i in range(4096)])
        for code_bits in ([0], [1, 1], [1, 2, 3, 3], [2, 3, 3, 3, 3, 3, 4, 4], [1, 3, 3, 3, 3]):
            codes = reader.codes(code_bits)
            codes = [format(code, f"0{bits}b")[:bits] for bits, code in codes]
            self.assertEqual(codes, sorted(codes))
            for a in codes:
                self.assertEqual([b for b in codes if b.startswith(a)], [a])


class Golden(unittest.TestCase):
    def test_all_are_good(self):
        datasets = sorted(path.parent.name for path in GOLDEN.glob("*/manifest.json"))
        edges = ["edge-empty", "edge-full", "edge-points", "edge-wide"]
        names = "emails incidents kinds one passwords people phones signed slow".split()
        self.assertEqual(datasets, ["counts", *edges, *names])
        for name in datasets:
            with self.subTest(name):
                code, lines = run("verify", GOLDEN / name)
                if name in ("edge-full", "edge-points"):
                    self.assertEqual(code, 1)
                    self.assertIn("more than one in ten", lines[0])
                else:
                    self.assertEqual(code, 0, lines)
        code, lines = run("verify", GOLDEN / "signed", "--public-key", GOLDEN / "signed.pub")
        self.assertEqual((code, lines[-1]), (0, "signature: good"))

    def test_known_answers(self):
        queries = json.loads((GOLDEN / "queries.json").read_text("utf-8"))
        asked = set()
        told = {}
        for query in queries:
            with self.subTest(query):
                dataset, check = query["dataset"], query["check"]
                line = json.dumps(query["query"]) + "\n"
                says = f" {json.dumps(query['says'])}" if "says" in query else ""
                expected = (0, [query["answer"] + says])
                if dataset == "slow" and not HAS_ARGON2:
                    why = "argon2id needs the Python module argon2 (argon2-cffi)"
                    expected = (1, [f"could not check: {why}"])
                got = run("check", GOLDEN / dataset, "--check", check, stdin=line)
                self.assertEqual(got, expected)
                asked.add((dataset, check, query["answer"]))
                if says:
                    told.setdefault((dataset, check), []).append(query["says"])
        for path in GOLDEN.glob("*/manifest.json"):
            if path.parent.name.startswith("edge-"):
                continue
            for one in reader.open_dataset(path.parent):
                for answer in ("match", "no match"):
                    self.assertIn((path.parent.name, one.check, answer), asked)
                for meaning in one.meanings:
                    self.assertIn(meaning, told.get((path.parent.name, one.check), [None]))

    def test_edges(self):
        """All fingerprints of the lists that are empty, full, or as wide as can be."""
        edges = json.loads((GOLDEN / "edges.json").read_text("utf-8"))
        self.assertEqual(sorted(edges), sorted(path.name for path in GOLDEN.glob("edge-*")))
        for name, expected in edges.items():
            with self.subTest(name):
                (one,) = reader.open_dataset(GOLDEN / name)
                found = [
                    bucket << one.suffix_bits | suffix
                    for bucket in range(1 << one.prefix_bits)
                    for suffix in one.read(GOLDEN / name, bucket)
                ]
                self.assertEqual(found, expected)
                self.assertEqual(len(found), one.entries)

    def test_what_is_said_of_every_row(self):
        """Every row of the two lists with a payload, by the rules of the document."""
        (one,) = reader.open_dataset(GOLDEN / "incidents")
        buckets = [one.read(GOLDEN / "incidents", bucket) for bucket in (0, 1)]
        names = ["shop", "forum", "clinic"]
        stands = collections.defaultdict(set)
        with (INPUTS / "incidents.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                stands[row["email"]].update(names.index(name) for name in row["leak"].split())
        have = collections.Counter(tuple(sorted(places)) for places in stands.values())
        said = collections.Counter()
        for email, places in stands.items():
            digest = reader.digest(one.scheme, "email", {"email": email})
            bucket, suffix = reader.split(digest, one.fingerprint_bits, one.prefix_bits)
            meaning = one.meanings[buckets[bucket][suffix]]
            exactly = {"all_of": sorted(places), "or_more": False}
            too_rare = {"all_of": [], "or_more": True}
            common = have[tuple(sorted(places))] >= 1000
            self.assertEqual(meaning, exactly if common else too_rare, email)
            said[tuple(meaning["all_of"])] += 1
        self.assertEqual(said, {(0,): 1200, (0, 1): 1093, (2,): 1000, (): 11})
        self.assertEqual(sum(said.values()), one.entries)

        (one,) = reader.open_dataset(GOLDEN / "counts")
        seen = collections.defaultdict(list)
        with (INPUTS / "counts.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                seen[row["password"]].append(int(row["seen"]))
        self.assertEqual(len(seen), one.entries)
        for password, rows in seen.items():
            query = {"password": password}
            found, meaning = one.ask(GOLDEN / "counts", query, datetime.date(2026, 1, 2))
            self.assertTrue(found)
            self.assertLessEqual(meaning["at_least"], max(rows))
            if meaning["below"] is not None:
                self.assertLess(sum(rows), meaning["below"])

    def test_queries_that_cannot_be_checked(self):
        lines = '{"name": "a"}\n{"name": "a", "phone": 1}\nnonsense\n[]\n'
        code, answers = run("check", GOLDEN / "phones", "--check", "name+phone", stdin=lines)
        self.assertEqual(code, 1)
        self.assertEqual(len(answers), 4)
        self.assertTrue(all(line.startswith("could not check: ") for line in answers))

    def test_bounds_of_size(self):
        sizes = {path: path.stat().st_size for path in GOLDEN.rglob("*") if path.is_file()}
        self.assertLess(sum(sizes.values()), 60_000)


class Changed(Scratch):
    def refuse(self, dataset, why="", public_key=None):
        with self.assertRaisesRegex(Refused, why):
            verify(dataset, public_key)

    def test_every_bit_of_a_bucket(self):
        for name in ("signed", "phones", "counts", "incidents"):
            dataset = self.copy(name)
            one = reader.open_dataset(dataset)[0]
            path = next(dataset.glob("*/0.bin"))
            good = path.read_bytes()
            # Of the long files, every bit of the proof and some of the content.
            content_bytes = len(good) - 32 * one.prefix_bits
            for at in range(len(good)):
                short = len(good) < 1000 or at >= content_bytes
                for bit in range(8) if short else [at % 8]:
                    bad = bytearray(good)
                    bad[at] ^= 1 << bit
                    path.write_bytes(bad)
                    with self.assertRaisesRegex(Refused, "does not lead to the root"):
                        one.read(dataset, 0)
            path.write_bytes(good)
            verify(dataset)

    def test_every_byte_of_a_signed_manifest(self):
        dataset = self.copy("signed")
        path = dataset / "manifest.json"
        good = path.read_bytes()
        for at in range(len(good)):
            bad = bytearray(good)
            bad[at] ^= 1 << at % 8
            path.write_bytes(bad)
            self.refuse(dataset, "the signature is wrong", SIGNED_KEY)

    def test_every_byte_of_a_manifest_that_is_not_signed(self):
        """Only a signature guards a list's parameters; the rest cannot change its entries."""
        for name in ("signed", "counts"):
            dataset = self.copy(name)
            path = dataset / "manifest.json"
            good = path.read_bytes()
            lists = reader.parse_manifest(good)
            holds = lists[0].read(dataset, 0)
            harmless = 0
            for at in range(len(good)):
                bad = bytearray(good)
                bad[at] ^= 1 << at % 7
                try:
                    changed = reader.parse_manifest(bytes(bad))
                    found = [one.read(dataset, 0) for one in changed]
                except Refused:
                    continue
                harmless += 1
                if changed == lists:
                    self.assertEqual(found, [holds])
            self.assertGreater(harmless, 0)

    def test_every_byte_of_a_signature(self):
        dataset = self.copy("signed")
        path = dataset / "manifest.json.minisig"
        good = path.read_bytes()
        manifest = (dataset / "manifest.json").read_bytes()
        comment = good.index(b"\n") + 1
        for at in range(len(good) - 1):
            bad = bytearray(good)
            bad[at] ^= 1 << at % 7
            try:
                reader.verify_signature(manifest, bytes(bad), SIGNED_KEY)
            except Refused:
                continue
            # Nobody vouches for the first comment, and nobody shows it.
            self.assertLess(at, comment)

    def test_other_keys_and_no_signature(self):
        dataset = self.copy("signed")
        key = SIGNED_KEY.split()[-1]
        verify(dataset, key)
        for at in range(4, len(key), 5):
            other = key[:at] + ("A" if key[at] != "A" else "B") + key[at + 1 :]
            self.refuse(dataset, public_key=other)
        self.refuse(dataset, "the public key", "nonsense")
        (dataset / "manifest.json.minisig").unlink()
        self.refuse(dataset, "manifest.json.minisig", key)
        code, lines = run("verify", dataset, "--public-key", key)
        self.assertEqual(code, 1)
        self.assertTrue(lines[0].startswith("REFUSED: "), lines)

    def test_sizes(self):
        dataset = self.copy("signed")
        path = next(dataset.glob("*/0.bin"))
        good = path.read_bytes()
        for bad in (b"", good[:-1], good + b"\0"):
            path.write_bytes(bad)
            self.refuse(dataset, "not of the size")
        path.unlink()
        self.refuse(dataset, "0.bin")

    def test_swapped_buckets(self):
        dataset = self.copy("phones")
        zero, one = dataset / "name_phone/0.bin", dataset / "name_phone/1.bin"
        a, b = zero.read_bytes(), one.read_bytes()
        zero.write_bytes(b)
        one.write_bytes(a)
        self.refuse(dataset, "does not lead to the root")
        zero.write_bytes(a)
        one.write_bytes(a)
        self.refuse(dataset, "1.bin: the proof does not lead to the root")

    def test_swapped_lists(self):
        dataset = self.copy("people")
        (dataset / "name_phone").rename(dataset / "other")
        (dataset / "name_national-id").rename(dataset / "name_phone")
        (dataset / "other").rename(dataset / "name_national-id")
        self.refuse(dataset)

        # Even with the sizes and roots swapped in the manifest: the check is in the leaf.
        def swap(manifest):
            a, b = manifest["lists"]
            a["check"], b["check"] = b["check"], a["check"]

        self.edit(dataset, swap)
        self.refuse(dataset, "does not lead to the root")

    def test_other_versions_and_datasets(self):
        for name, value in (("number", 2), ("dataset", "other")):
            dataset = self.copy("one")
            self.edit(dataset, lambda manifest: manifest.update({name: value}))
            self.refuse(dataset, "does not lead to the root")
            shutil.rmtree(dataset)


class Manifests(Scratch):
    """Manifests out of bounds, whatever their signature says."""

    def check(self, change, why):
        dataset = self.copy("people")
        self.edit(dataset, change)
        if why is None:
            verify(dataset)
        else:
            with self.assertRaisesRegex(Refused, why):
                verify(dataset)
        shutil.rmtree(dataset)

    def test_top(self):
        for fields, why in (
            ({"format": "hushcheck-2"}, "another format"),
            ({"dataset": "A"}, "dataset"),
            ({"dataset": "a" * 65}, "dataset"),
            ({"number": 0}, "number"),
            ({"number": 2**53}, "number"),
            ({"number": True}, "number"),
            ({"number": 1.0}, "number"),
            ({"published": "2026-1-2"}, "published"),
            ({"published": None}, "published"),
            ({"expires": "tomorrow"}, "expires"),
            ({"expires": "2026-02-30"}, "expires"),
            ({"expires": "2000-01-01"}, None),
            ({"expires": None}, None),
            ({"country": "CHN"}, "country"),
            ({"previous": "00"}, "previous"),
            ({"previous": "0" * 64}, None),
            ({"later": {"a": []}}, None),
            ({"incidents": []}, "no incidents"),
            ({"lists": []}, "1 to 64"),
        ):
            with self.subTest(fields):
                self.check(lambda manifest: manifest.update(fields), why)

    def test_incident(self):
        for fields, why in (
            ({"name": ""}, "name"),
            ({"title": ""}, "title"),
            ({"title": "é" * 151}, "title"),
            ({"title": "é" * 150}, None),
            ({"source": "a\nb"}, None),
            ({"source": "a\tb"}, "control"),
            ({"source": "a\rb"}, "control"),
            ({"source": "a\u0085b"}, "control"),
            ({"description": "x" * 10_001}, "description"),
            ({"organisation": None}, None),
            ({"breach_date": "2025"}, None),
            ({"breach_date": "2025-13"}, "breach_date"),
            ({"breach_date": "2025-12-31"}, None),
            ({"data_classes": ["x"] * 201}, "classes"),
            ({"data_classes": ["x" * 101]}, "class"),
            ({"data_classes": None}, "classes"),
            ({"row_count": 2**53}, "row_count"),
        ):
            with self.subTest(fields):
                self.check(lambda manifest: manifest["incidents"][0].update(fields), why)

    def test_list(self):
        argon2id = {"memory_kib": 19456, "passes": 2}
        for fields, why in (
            ({"check": "national-id"}, "alone"),
            ({"check": "name+password"}, "password"),
            ({"check": "national-id+name"}, "order"),
            ({"check": "name+shoe-size"}, "unknown check"),
            ({"check": "name+phone"}, "two lists"),
            ({"check": "national-id+phone"}, "phone stands in two lists"),
            ({"scheme": "md5"}, "scheme"),
            ({"scheme": "sha1"}, "sha1"),
            ({"scheme": {"argon2id": argon2id}}, None),
            ({"scheme": {"argon2id": argon2id | {"memory_kib": 2**30}}}, "memory_kib"),
            ({"scheme": {"argon2id": argon2id | {"passes": 1}}}, "passes"),
            ({"records": 2**40 + 1}, "records"),
            ({"records": 30}, "entries"),
            ({"entries": 30}, "31 entries, but the manifest says 30"),
            ({"entries": 0}, "about 0"),
            ({"fingerprint_bits": 65}, "fingerprint_bits"),
            ({"fingerprint_bits": 11}, "space of suffixes"),
            ({"fingerprint_bits": 0}, "space of suffixes"),
            ({"prefix_bits": 13}, "prefix_bits"),
            ({"prefix_bits": 1}, "proof"),
            ({"prefix_bits": 2}, "bucket_bytes"),
            ({"rice_parameter": 57}, "rice_parameter"),
            ({"bucket_bytes": 3}, "bucket_bytes"),
            ({"bucket_bytes": 2**26 + 1}, "bucket_bytes"),
            ({"root": "0" * 63}, "root"),
            ({"root": "0" * 64}, "does not lead to the root"),
            ({"payload": None}, None),
            ({"figures": None}, None),
            ({"figures": {"later": [0.5, "x"]}}, None),
            ({"payload": {"incidents": [{"code_bits": 0, "all_of": [0]}]}}, "not for name"),
            ({"payload": {"counts": [{"code_bits": 0, "at_least": 1}]}}, "passwords only"),
        ):
            with self.subTest(fields):
                self.check(lambda manifest: manifest["lists"][0].update(fields), why)

    def test_no_json(self):
        good = (GOLDEN / "one/manifest.json").read_bytes()
        reader.parse_manifest(good + b" \n")
        twice = b'"later": 1, "later": {"number": 1, "number": 1}, "number": 1'
        reader.parse_manifest(good.replace(b'"number": 1', twice))
        for bad in (
            b"",
            b"[]",
            b"null",
            good[:-3],
            good + b"x",
            b"\xef\xbb\xbf" + good,
            good.decode().encode("utf-16"),
            good.replace(b'"number": 1', b'"number": 1, "number": 1'),
            good.replace(b'"figures"', b'"figures": {}, "figures"'),
            good.replace(b'"root"', b'"payload": null, "payload": null, "root"'),
            good.replace(b'"number": 1', b'"number": NaN'),
            good.replace(b'"number": 1', b'"number": ' + b"9" * 10_000),
            b"[" * 100_000,
        ):
            with self.assertRaises(Refused):
                reader.parse_manifest(bad)


class Payloads(Scratch):
    """Payloads that are wrong, and how it is said what right ones mean."""

    def parse(self, name, payload, why=None):
        manifest = json.loads((GOLDEN / name / "manifest.json").read_text("utf-8"))
        manifest["lists"][0]["payload"] = payload
        data = json.dumps(manifest).encode("utf-8")
        if why is None:
            return reader.parse_manifest(data)[0]
        with self.assertRaisesRegex(Refused, why):
            reader.parse_manifest(data)

    def counts(self, *symbols, why=None):
        table = [{"code_bits": bits, "at_least": least} for bits, least in symbols]
        return self.parse("counts", {"counts": table}, why)

    def incidents(self, *symbols, why=None):
        return self.parse("incidents", {"incidents": list(symbols)}, why)

    def test_objects(self):
        counts = [{"code_bits": 0, "at_least": 1}]
        incidents = [{"code_bits": 0, "all_of": [0]}]
        for payload, why in (
            ({"counts": counts}, None),
            ({"counts": [counts[0] | {"later": []}]}, None),
            (None, None),
            ({}, "not one field"),
            ([], "not one field"),
            ("counts", "not one field"),
            ({"later": counts}, "unknown payload"),
            ({"counts": counts, "incidents": incidents}, "not one field"),
            ({"counts": {}}, "not a list"),
            ({"counts": None}, "not a list"),
            ({"counts": []}, "1 to 4096"),
            ({"counts": [0]}, "not an object"),
            ({"counts": [{"at_least": 1}]}, "code_bits is missing"),
            ({"counts": [{"code_bits": 0}]}, "at_least is missing"),
            ({"incidents": incidents}, "not for password"),
        ):
            with self.subTest(payload):
                self.parse("counts", payload, why)
        self.parse("incidents", {"incidents": incidents})
        self.parse("incidents", {"counts": counts}, "passwords only")
        for name in ("one", "phones"):
            self.parse(name, {"incidents": incidents}, "not for name")
            self.parse(name, {"counts": counts}, "passwords only")

    def test_codes(self):
        self.counts((0, 1))
        self.counts((1, 1), (1, 2))
        self.counts((1, 1), (2, 2), (3, 3), (3, 4))
        self.counts(*((12, 1 + i) for i in range(4096)))
        longest = [*((i, i) for i in range(1, 57)), (56, 57)]
        self.counts(*longest)
        self.counts((1, 1), why="not complete")
        self.counts((1, 1), (2, 2), why="not complete")
        self.counts((2, 1), (2, 2), (2, 3), why="not complete")
        self.counts(*longest[:-1], why="not complete")
        self.counts(*longest, (56, 58), why="not complete")
        self.counts((0, 1), (0, 2), why="not complete")
        self.counts((0, 1), (1, 2), why="not complete")
        self.counts((1, 1), (1, 2), (1, 3), why="not complete")
        self.counts((1, 1), (2, 2), (2, 3), (2, 4), why="not complete")
        self.counts((2, 1), (2, 2), (1, 3), why="descend")
        self.counts((2, 1), (1, 2), (2, 3), why="descend")
        self.counts(*((12, 1 + i) for i in range(4095)), (13, 4096), (13, 4097), why="1 to 4096")
        for bits in (-1, 57, 1.0, True, "1", None):
            self.counts((bits, 1), (1, 2), why="code_bits")

    def test_counts(self):
        for least in (0, -1, 2**53, 1.0, True, "1", None):
            self.counts((0, least), why="at_least")
        self.counts((0, 2**53 - 1))
        self.counts((1, 7), (1, 7), why="alike")
        self.counts((1, 7), (2, 8), (2, 7), why="alike")
        # The next larger number need not be the next symbol's.
        one = self.counts((1, 10), (2, 1000), (3, 1), (3, 100))
        says = [(meaning["at_least"], meaning["below"]) for meaning in one.meanings]
        self.assertEqual(says, [(10, 100), (1000, None), (1, 10), (100, 1000)])

    def test_incidents(self):
        def one(why=None, **symbol):
            return self.incidents({"code_bits": 0, **symbol}, why=why)

        one(all_of=[0, 1, 2])
        one(all_of=[0, 1, 2], or_more=True)
        one(all_of=[], or_more=True)
        self.assertEqual(one(all_of=[1]).meanings, one(all_of=[1], or_more=None).meanings)
        one("without or_more", all_of=[])
        one("without or_more", all_of=[], or_more=False)
        one("all_of is missing", or_more=True)
        one("not a list", all_of=None, or_more=True)
        one("not a list", all_of=0)
        for place in (3, -1, 2**70, 0.0, True, False, "0", None, "shop"):
            one("not there", all_of=[place])
        one("does not ascend", all_of=[1, 0])
        one("does not ascend", all_of=[0, 0])
        for or_more in (0, 1, "true", []):
            one("or_more", all_of=[0], or_more=or_more)

        def two(why, a, b):
            self.incidents({"code_bits": 1, **a}, {"code_bits": 1, **b}, why=why)

        two(None, {"all_of": [0]}, {"all_of": [0], "or_more": True})
        two(None, {"all_of": [0]}, {"all_of": [1]})
        two("alike", {"all_of": [0]}, {"all_of": [0]})
        two("alike", {"all_of": [0]}, {"all_of": [0], "or_more": False})
        two("alike", {"all_of": [], "or_more": True}, {"all_of": [], "or_more": True})

    def test_another_table(self):
        """Only a signature guards what symbols mean; other lengths are found out at most."""

        def change(name, payload, why=None):
            dataset = self.copy(name)
            fields = {"payload": payload}
            self.edit(dataset, lambda manifest: manifest["lists"][0].update(fields))
            if why is None:
                verify(dataset)
            else:
                with self.assertRaisesRegex(Refused, why):
                    verify(dataset)
            shutil.rmtree(dataset)

        def counts(*code_bits):
            pairs = enumerate(code_bits, 1)
            return {"counts": [{"code_bits": bits, "at_least": n} for n, bits in pairs]}

        change("counts", None, "space of suffixes")
        change("incidents", None, "space of suffixes")
        change("counts", counts(0), "space of suffixes")
        change("counts", counts(1, 1), "other than zeros")
        change("counts", counts(2, 3, 3, 3, 3, 3, 4, 4))
        change("passwords", counts(0))


class Expiry(Scratch):
    IN_LIST = {"name": "张伟", "national-id": "CN:110105194912312"}
    NOT_IN_LIST = {"name": "张伟", "national-id": "CN:110105194912313"}

    def expire(self, day):
        dataset = self.copy("one")
        self.edit(dataset, lambda manifest: manifest.update({"expires": day}))
        self.addCleanup(shutil.rmtree, dataset, ignore_errors=True)
        return dataset

    def test_days(self):
        dataset = self.expire("2027-02-28")
        (one,) = reader.open_dataset(dataset)
        for today in ("2026-01-01", "2027-02-27", "2027-02-28"):
            today = datetime.date.fromisoformat(today)
            self.assertEqual(one.ask(dataset, self.IN_LIST, today), (True, None))
            self.assertEqual(one.ask(dataset, self.NOT_IN_LIST, today), (False, None))
        for today in ("2027-03-01", "2028-01-01", "9999-12-31"):
            today = datetime.date.fromisoformat(today)
            self.assertEqual(one.ask(dataset, self.IN_LIST, today), (True, None))
            with self.assertRaisesRegex(Refused, "expired after 2027-02-28"):
                one.ask(dataset, self.NOT_IN_LIST, today)

    def test_command(self):
        stdin = f"{json.dumps(self.IN_LIST)}\n{json.dumps(self.NOT_IN_LIST)}\n"
        for day, code, second in (
            ("9999-12-31", 0, "no match"),
            (None, 0, "no match"),
            ("2000-01-01", 1, "could not check: not found, but the list expired after 2000-01-01"),
        ):
            dataset = self.expire(day)
            got = run("check", dataset, "--check", "name+national-id", stdin=stdin)
            self.assertEqual(got, (code, ["match", second]))
            shutil.rmtree(dataset)


class Plausible(Scratch):
    """Lists that prove everything and are nonsense all the same."""

    def make(self, entries, count, fingerprint_bits):
        """A list of one bucket with the suffixes 0, 1, 2 and so on, and k = 0."""
        bits = (1 << count) - 1
        content = count.to_bytes(4, "little") + bits.to_bytes(count // 8 + 1, "little")
        label = reader.list_label("one-record", 1, "email")
        root = reader.leaf(label, 0, content)
        folder = Path(self.folder.name)
        (folder / "email").mkdir(exist_ok=True)
        (folder / "email/0.bin").write_bytes(content)
        return folder, reader.List(
            label=label,
            folder="email",
            check="email",
            scheme="sha256",
            entries=entries,
            fingerprint_bits=fingerprint_bits,
            prefix_bits=0,
            rice_parameter=0,
            bucket_bytes=len(content),
            root=root,
        )

    def verify(self, *made):
        folder, one = self.make(*made)
        one.verify(folder)

    def test_numbers(self):
        self.verify(12, 12, 7)
        with self.assertRaisesRegex(Refused, "one in ten"):
            self.verify(13, 13, 7)
        with self.assertRaisesRegex(Refused, "100 entries, but the manifest says 64"):
            self.verify(64, 100, 20)
        # 64 + 8 * 8 + 8 is as far as chance goes.
        folder, one = self.make(64, 136, 20)
        self.assertEqual(len(one.read(folder, 0)), 136)
        folder, one = self.make(64, 137, 20)
        with self.assertRaisesRegex(Refused, "137 entries where about 64"):
            one.read(folder, 0)


class Endorsement(Scratch):
    """New keys that an old one vouches for, signed here after RFC 8032, section 5.1.6."""

    KEY_ID = b"reader.."
    NEW = b"untrusted comment: a new key\n" + SIGNED_KEY.split()[-1].encode() + b"\n"

    def setUp(self):
        super().setUp()
        seed = hashlib.sha512(b"the old key's seed").digest()
        self.secret = int.from_bytes(seed[:32], "little") & ~7 & (1 << 254) - 1 | 1 << 254
        self.public = self.encode(self.secret)
        self.old = base64.b64encode(b"Ed" + self.KEY_ID + self.public).decode()

    def encode(self, n):
        x, y, z, _ = reader.times(n, reader.BASE)
        x, y = (a * pow(z, -1, reader.P) % reader.P for a in (x, y))
        return (y | (x & 1) << 255).to_bytes(32, "little")

    def sign(self, data):
        number = hashlib.sha512(b"nonce" + data).digest()
        number = int.from_bytes(number, "little") % reader.ORDER
        r = self.encode(number)
        k = int.from_bytes(hashlib.sha512(r + self.public + data).digest(), "little")
        return r + ((number + k * self.secret) % reader.ORDER).to_bytes(32, "little")

    def minisig(self, data, algorithm=b"ED"):
        prehashed = algorithm == b"ED"
        signature = self.sign(hashlib.blake2b(data).digest() if prehashed else data)
        first = base64.b64encode(algorithm + self.KEY_ID + signature)
        second = base64.b64encode(self.sign(signature + b"of a key"))
        comments = b"untrusted comment: x\n%b\ntrusted comment: of a key\n%b\n"
        return comments % (first, second)

    def refuse(self, why, new, minisig, old=None):
        with self.assertRaisesRegex(Refused, why):
            reader.endorsed(new, minisig, old or self.old)

    def test_good(self):
        key = reader.endorsed(self.NEW, self.minisig(self.NEW), self.old)
        self.assertEqual(key, SIGNED_KEY.split()[-1])
        verify(GOLDEN / "signed", key)

        new = Path(self.folder.name, "new.pub")
        new.write_bytes(self.NEW)
        code, lines = run("endorsement", new, "--public-key", self.old)
        self.assertEqual((code, len(lines)), (1, 1))
        new.with_name("new.pub.minisig").write_bytes(self.minisig(self.NEW))
        code, lines = run("endorsement", new, "--public-key", self.old)
        self.assertEqual((code, lines), (0, [f"endorsed: {key}"]))
        code, lines = run("endorsement", new, "--public-key", SIGNED_KEY.split()[-1])
        self.assertEqual((code, lines), (1, ["REFUSED: signed with another key"]))

    def test_every_byte(self):
        minisig = self.minisig(self.NEW)
        for at in range(len(self.NEW)):
            bad = bytearray(self.NEW)
            bad[at] ^= 1 << at % 8
            self.refuse("the signature is wrong", bytes(bad), minisig)

    def test_other_files(self):
        self.refuse("not prehashed", self.NEW, self.minisig(self.NEW, b"Ed"))
        self.refuse("signed with another key", self.NEW, self.minisig(self.NEW), SIGNED_KEY)
        manifest = (GOLDEN / "signed/manifest.json").read_bytes()
        key_line = self.NEW.splitlines()[1]
        for new in (manifest, manifest + key_line, key_line, b"", b"untrusted comment: \n"):
            self.refuse("not the file of a public key", new, self.minisig(new))
        new = b"untrusted comment: \nnonsense\n"
        self.refuse("the public key is not", new, self.minisig(new))


class Ed25519(unittest.TestCase):
    def test_rfc_8032(self):
        """The third test of section 7.1."""
        key = bytes.fromhex("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025")
        signature = bytes.fromhex(
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
            "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
        )
        reader.ed25519_verify(key, b"\xaf\x82", signature)
        with self.assertRaises(Refused):
            reader.ed25519_verify(key, b"\xaf\x83", signature)
        s = int.from_bytes(signature[32:], "little") + reader.ORDER
        with self.assertRaises(Refused):
            reader.ed25519_verify(key, b"\xaf\x82", signature[:32] + s.to_bytes(32, "little"))


if __name__ == "__main__":
    unittest.main()
