#!/usr/bin/env python3
"""Tests the second reader, and with it the golden datasets and docs/FORMAT.md.

Run: python3 tests/format/test_reader.py
"""

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
        self.assertEqual(reader.decode(content, 7, 8), [3, 4, 135])

    def test_bucket_names(self):
        self.assertEqual(reader.bucket_name(0, 0), "0.bin")
        self.assertEqual(reader.bucket_name(0o3507, 12), "ae0o.bin")
        self.assertEqual(reader.bucket_name(9, 4), "11.bin")


class Decode(unittest.TestCase):
    """Contents that a reader refuses even where their proof is right."""

    def refuse(self, content, why, suffix_bits=8):
        with self.assertRaisesRegex(Refused, why):
            reader.decode(bytes.fromhex(content), 7, suffix_bits)

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

    def test_takes(self):
        self.assertEqual(reader.decode(bytes(4), 7, 8), [])
        self.assertEqual(reader.decode(bytes(9), 7, 8), [])
        self.assertEqual(reader.decode(b"\1\0\0\0\1", 0, 0), [0])


class Golden(unittest.TestCase):
    def test_all_are_good(self):
        datasets = sorted(path.parent.name for path in GOLDEN.glob("*/manifest.json"))
        names = ["emails", "one", "passwords", "people", "phones", "signed", "slow"]
        self.assertEqual(datasets, names)
        for name in datasets:
            with self.subTest(name):
                code, lines = run("verify", GOLDEN / name)
                self.assertEqual(code, 0, lines)
        code, lines = run("verify", GOLDEN / "signed", "--public-key", GOLDEN / "signed.pub")
        self.assertEqual((code, lines[-1]), (0, "signature: good"))

    def test_known_answers(self):
        queries = json.loads((GOLDEN / "queries.json").read_text("utf-8"))
        asked = set()
        for query in queries:
            with self.subTest(query):
                dataset, check = query["dataset"], query["check"]
                line = json.dumps(query["query"]) + "\n"
                expected = (0, [query["answer"]])
                if dataset == "slow" and not HAS_ARGON2:
                    why = "argon2id needs the Python module argon2 (argon2-cffi)"
                    expected = (1, [f"could not check: {why}"])
                got = run("check", GOLDEN / dataset, "--check", check, stdin=line)
                self.assertEqual(got, expected)
                asked.add((dataset, check, query["answer"]))
        for path in GOLDEN.glob("*/manifest.json"):
            for one in reader.open_dataset(path.parent):
                for answer in ("match", "no match"):
                    self.assertIn((path.parent.name, one.check, answer), asked)

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
        for name in ("signed", "phones"):
            dataset = self.copy(name)
            one = reader.open_dataset(dataset)[0]
            path = next(dataset.glob("*/0.bin"))
            good = path.read_bytes()
            # Of the long file, every bit of the proof and some of the content.
            places = range(len(good))
            if name == "phones":
                places = [*range(0, len(good), 9), *range(len(good) - 32, len(good))]
            for at in places:
                for bit in range(8):
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
        dataset = self.copy("signed")
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
            ({"check": "name+passport"}, "unknown check"),
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
        ):
            with self.subTest(fields):
                self.check(lambda manifest: manifest["lists"][0].update(fields), why)

    def test_no_json(self):
        good = (GOLDEN / "one/manifest.json").read_bytes()
        reader.parse_manifest(good + b" \n")
        for bad in (
            b"",
            b"[]",
            b"null",
            good[:-3],
            good + b"x",
            b"\xef\xbb\xbf" + good,
            good.decode().encode("utf-16"),
            good.replace(b'"number": 1', b'"number": 1, "number": 1'),
            good.replace(b'"number": 1', b'"number": NaN'),
            good.replace(b'"number": 1', b'"number": ' + b"9" * 10_000),
            b"[" * 100_000,
        ):
            with self.assertRaises(Refused):
                reader.parse_manifest(bad)


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
