#!/usr/bin/env python3
"""A second reader of the list format, written from docs/FORMAT.md alone.

It shares no code with Hushcheck: where the two disagree, one of them or the
document is wrong. Python 3.11, standard library; argon2id needs argon2-cffi.

    reader.py verify DATASET [--public-key KEY]
    reader.py check DATASET --check CHECK [--public-key KEY]
    reader.py endorsement NEW_KEY_FILE --public-key OLD_KEY
    reader.py message --check CHECK

`check` and `message` read one JSON object a line from standard input, from kinds
to REDUCED forms, such as {"name": "张伟", "national-id": "CN:110105194912312"}.
After "match", `check` writes what a list with a payload says more, as JSON.
"""

import argparse
import base64
import binascii
import datetime
import hashlib
import json
import math
import re
import sys
from dataclasses import dataclass
from pathlib import Path

KINDS = {
    "name": 1,
    "national-id": 2,
    "phone": 3,
    "email": 4,
    "password": 5,
    "birth-date": 6,
    "username": 7,
    "iban": 8,
    "card": 9,
    "passport": 10,
    "plate": 11,
    "text": 12,
}
LOW_ENTROPY = {"national-id", "phone", "birth-date", "iban", "card", "passport", "plate"}
LETTERS = "012aceio"


class Refused(Exception):
    """The dataset is not what it should be, so it says nothing."""


def require(condition, why):
    if not condition:
        raise Refused(why)


# --- Message and digest -------------------------------------------------------


def kinds_of(check):
    """The kinds of a check, which its name must list in the order of their codes."""
    require(isinstance(check, str), "a check is not a text")
    kinds = check.split("+")
    require(all(kind in KINDS for kind in kinds), f"unknown check {check!r}")
    codes = [KINDS[kind] for kind in kinds]
    require(codes == sorted(set(codes)), f"the kinds of {check} are not in order")
    return kinds


def salt(check):
    return hashlib.sha256(b"hushcheck 1 salt " + check.encode("ascii")).digest()


def message(check, reduced):
    """What is hashed for the reduced forms `reduced`, a dict by kind."""
    kinds = kinds_of(check)
    if not isinstance(reduced, dict) or set(reduced) != set(kinds):
        raise ValueError(f"{check} needs exactly: {', '.join(kinds)}")
    codes = bytes(KINDS[kind] for kind in kinds)
    parts = [b"hushcheck", b"\x01", codes.ljust(22, b"\0"), salt(check)]
    for kind in kinds:
        if not isinstance(reduced[kind], str) or not reduced[kind]:
            raise ValueError(f"{kind} must be a text that is not empty")
        text = reduced[kind].encode("utf-8")
        if len(text) > 0xFFFF:
            raise ValueError(f"{kind} is too long")
        parts += [bytes([KINDS[kind]]), len(text).to_bytes(2, "big"), text]
    return b"".join(parts)


def digest(scheme, check, reduced):
    hashed = message(check, reduced)
    if scheme == "sha256":
        return hashlib.sha256(hashed).digest()
    if scheme == "sha1":
        return hashlib.sha1(reduced["password"].encode("utf-8")).digest()
    try:
        from argon2.low_level import Type, hash_secret_raw
    except ImportError:
        raise ValueError("argon2id needs the Python module argon2 (argon2-cffi)") from None
    cost = scheme["argon2id"]
    return hash_secret_raw(
        secret=hashed,
        salt=salt(check),
        time_cost=cost["passes"],
        memory_cost=cost["memory_kib"],
        parallelism=1,
        hash_len=32,
        type=Type.ID,
        version=0x13,
    )


def split(digest, fingerprint_bits, prefix_bits):
    """Prefix and suffix of a digest: the bucket's number, and what it holds."""
    fingerprint = int.from_bytes(digest[:8], "big") >> (64 - fingerprint_bits)
    suffix_bits = fingerprint_bits - prefix_bits
    return fingerprint >> suffix_bits, fingerprint & ((1 << suffix_bits) - 1)


# --- Bucket files -------------------------------------------------------------


def bucket_name(number, prefix_bits):
    digits = max(1, -(-prefix_bits // 3))
    return "".join(LETTERS[number >> (3 * i) & 7] for i in reversed(range(digits))) + ".bin"


def list_label(dataset, version, check):
    return hashlib.sha256(f"hushcheck 1 list {dataset} {version} {check}".encode("ascii")).digest()


def leaf(label, bucket, content):
    return hashlib.sha256(b"\x00" + label + bucket.to_bytes(8, "little") + content).digest()


def node(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def prove(label, bucket, content, proof):
    """The root to which a proof leads."""
    here = leaf(label, bucket, content)
    for level in range(len(proof) // 32):
        sibling = proof[32 * level : 32 * (level + 1)]
        here = node(sibling, here) if bucket >> level & 1 else node(here, sibling)
    return here


def codes(code_bits):
    """From the length and the value of each code to its symbol."""
    symbols = {}
    code = length = 0
    for symbol, bits in enumerate(code_bits):
        code <<= bits - length
        symbols[bits, code] = symbol
        code += 1
        length = bits
    return symbols


# Without a payload, entries are as with one symbol, which takes no bits.
ONE_SYMBOL = (0,)


def decode(content, rice_parameter, suffix_bits, code_bits=ONE_SYMBOL):
    """From the suffixes in a bucket's content, ascending, to their symbols."""
    require(len(content) >= 4, "no room for the number of entries")
    count = int.from_bytes(content[:4], "little")
    code = content[4:]
    end = 8 * len(code)
    require(count * (1 + rice_parameter + code_bits[0]) <= end, "the code ends early")
    symbols = codes(code_bits)
    at = 0

    def bit():
        nonlocal at
        require(at < end, "the code ends early")
        at += 1
        return code[(at - 1) // 8] >> ((at - 1) % 8) & 1

    entries = {}
    next_suffix = 0
    for _ in range(count):
        quotient = 0
        while not bit():
            quotient += 1
        low = sum(bit() << i for i in range(rice_parameter))
        suffix = next_suffix + (quotient << rice_parameter) + low
        require(suffix < 1 << suffix_bits, "a suffix leaves the space of suffixes")
        next_suffix = suffix + 1
        length = value = 0
        while (length, value) not in symbols:
            length, value = length + 1, value << 1 | bit()
        entries[suffix] = symbols[length, value]
    rest = int.from_bytes(code[at // 8 :], "little") >> at % 8
    require(rest == 0, "the code is followed by something other than zeros")
    return entries


# --- Manifest -----------------------------------------------------------------


@dataclass
class List:
    label: bytes
    folder: str
    check: str
    scheme: object
    entries: int
    fingerprint_bits: int
    prefix_bits: int
    rice_parameter: int
    bucket_bytes: int
    root: bytes
    code_bits: tuple = ONE_SYMBOL
    meanings: tuple = (None,)
    expires: datetime.date | None = None

    @property
    def suffix_bits(self):
        return self.fingerprint_bits - self.prefix_bits

    def read(self, folder, bucket):
        """The suffixes and symbols of a bucket, of which every byte has been verified."""
        path = Path(folder, self.folder, bucket_name(bucket, self.prefix_bits))
        try:
            with path.open("rb") as file:
                data = file.read(self.bucket_bytes + 1)
        except OSError as error:
            raise Refused(f"{self.folder}/{path.name}: {error.strerror}") from None
        try:
            require(len(data) == self.bucket_bytes, "not of the size the manifest says")
            content_bytes = self.bucket_bytes - 32 * self.prefix_bits
            content, proof = data[:content_bytes], data[content_bytes:]
            found = prove(self.label, bucket, content, proof)
            require(found == self.root, "the proof does not lead to the root")
            entries = decode(content, self.rice_parameter, self.suffix_bits, self.code_bits)
            mean = self.entries / 2**self.prefix_bits
            plausible = abs(len(entries) - mean) <= 8 * math.sqrt(mean) + 8
            require(plausible, f"{len(entries)} entries where about {mean:.0f} should be")
        except Refused as why:
            raise Refused(f"{self.folder}/{path.name}: {why}") from None
        return entries

    def ask(self, folder, reduced, today):
        """Whether the list has these reduced forms, and what it says more, if anything."""
        hashed = digest(self.scheme, self.check, reduced)
        bucket, suffix = split(hashed, self.fingerprint_bits, self.prefix_bits)
        entries = self.read(folder, bucket)
        require_rare(len(entries), self.suffix_bits)
        if suffix in entries:
            return True, self.meanings[entries[suffix]]
        in_time = self.expires is None or today <= self.expires
        require(in_time, f"not found, but the list expired after {self.expires}")
        return False, None

    def verify(self, folder):
        """Verifies all buckets. Returns their sizes in entries."""
        counts = [len(self.read(folder, bucket)) for bucket in range(1 << self.prefix_bits)]
        total = sum(counts)
        require(total == self.entries, f"{total} entries, but the manifest says {self.entries}")
        require_rare(total, self.fingerprint_bits)
        return counts


def require_rare(entries, bits):
    """At most one in ten of all values of so many bits may be an entry."""
    require(10 * entries <= 1 << bits, "more than one in ten would match by chance")


def field(of, name):
    require(isinstance(of, dict), "not an object")
    require(name in of, f"{name} is missing")
    require(of[name] is not TWICE, f"{name} stands twice")
    return of[name]


def whole(of, name, low, high):
    value = field(of, name)
    require(type(value) is int, f"{name} is not a whole number")
    require(low <= value <= high, f"{name} is not in {low} to {high}")
    return value


def text(of, name, pattern):
    value = field(of, name)
    require(isinstance(value, str), f"{name} is not a text")
    require(re.fullmatch(pattern, value, re.ASCII), f"{name} is not as it should be")
    return value


def has(of, name):
    """Whether a field that may be missing is there; null is as good as missing."""
    return of.get(name) is not None


def plain(value, least, most, what):
    """Plain text without control characters but line feeds."""
    require(isinstance(value, str), f"{what} is not a text")
    try:
        size = len(value.encode("utf-8"))
    except UnicodeEncodeError:
        raise Refused(f"{what} is not Unicode") from None
    require(least <= size <= most, f"{what} has not {least} to {most} bytes")
    control = any(c < " " and c != "\n" or "\x7f" <= c <= "\x9f" for c in value)
    require(not control, f"{what} has a control character")


def day(value, what):
    """A day that exists; of YYYY and YYYY-MM, the first."""
    try:
        return datetime.date.fromisoformat(value + "-01-01"[len(value) - 4 :])
    except ValueError:
        raise Refused(f"{what} is not a day that exists") from None


NAME = "[a-z0-9-]{1,64}"
DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
HASH = "[0-9a-f]{64}"


# The value of a field that stands twice: of no type, but no error where it is ignored.
TWICE = object()


def once(pairs):
    fields = {}
    for name, value in pairs:
        fields[name] = TWICE if name in fields else value
    return fields


def number(digits):
    """Numbers of absurd length are no whole numbers, but no error where they are ignored."""
    return int(digits) if len(digits) <= 20 else math.inf


def no_constant(name):
    raise ValueError(f"{name} is no number")


def parse_manifest(data):
    """The manifest's lists, if everything in it is within its bounds."""
    try:
        manifest = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=once,
            parse_int=number,
            parse_constant=no_constant,
        )
    except (ValueError, RecursionError) as error:
        raise Refused(f"not JSON: {error}") from None
    require(field(manifest, "format") == "hushcheck-1", "another format")
    dataset = text(manifest, "dataset", NAME)
    version = whole(manifest, "number", 1, 2**53 - 1)
    day(text(manifest, "published", DAY), "published")
    expires = None
    if has(manifest, "expires"):
        expires = day(text(manifest, "expires", DAY), "expires")
    if has(manifest, "country"):
        text(manifest, "country", "[A-Za-z]{2}")
    if has(manifest, "previous"):
        text(manifest, "previous", HASH)

    incidents = field(manifest, "incidents")
    require(isinstance(incidents, list) and incidents, "no incidents")
    for incident in incidents:
        parse_incident(incident)

    lists = field(manifest, "lists")
    require(isinstance(lists, list) and 1 <= len(lists) <= 64, "lists are not 1 to 64")
    lists = [parse_list(one, dataset, version, expires, len(incidents)) for one in lists]
    checks = [one.check for one in lists]
    require(len(set(checks)) == len(checks), "a check has two lists")
    # A birth date is part of many national IDs.
    for kind in LOW_ENTROPY:
        same = {"national-id", "birth-date"} if kind == "birth-date" else {kind}
        used = sum(not same.isdisjoint(kinds_of(check)) for check in checks)
        require(used <= 1, f"{kind} stands in two lists")
    return lists


def parse_incident(incident):
    text(incident, "name", NAME)
    plain(field(incident, "title"), 1, 300, "title")
    whole(incident, "row_count", 0, 2**53 - 1)
    for name in ("organisation", "description", "source"):
        if has(incident, name):
            plain(incident[name], 0, 10_000, name)
    if has(incident, "breach_date"):
        breach = text(incident, "breach_date", "[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")
        day(breach, "breach_date")
    classes = incident.get("data_classes", [])
    require(isinstance(classes, list), "data_classes is not a list")
    require(len(classes) <= 200, "there are more than 200 data classes")
    for one in classes:
        plain(one, 1, 100, "a data class")


def parse_payload(payload, kinds, incidents):
    """The lengths of the symbols' codes, and what each symbol means."""
    require(isinstance(payload, dict) and len(payload) == 1, "a payload has not one field")
    [what] = payload
    table = field(payload, what)
    require(isinstance(table, list), "a payload is not a list")
    require(1 <= len(table) <= 4096, "symbols are not 1 to 4096")
    if what == "counts":
        require(kinds == ["password"], "counts are for passwords only")
        bounds = [whole(symbol, "at_least", 1, 2**53 - 1) for symbol in table]
        ascending = sorted(bounds)
        above = dict(zip(ascending, [*ascending[1:], None]))
        meanings = [{"at_least": bound, "below": above[bound]} for bound in bounds]
    else:
        require(what == "incidents", "unknown payload")
        allowed = "password" not in kinds and not LOW_ENTROPY.intersection(kinds)
        require(allowed, f"incidents are not for {'+'.join(kinds)}")
        meanings = [parse_set(symbol, incidents) for symbol in table]
    alike = len({json.dumps(meaning) for meaning in meanings}) < len(meanings)
    require(not alike, "two symbols are alike")
    code_bits = [whole(symbol, "code_bits", 0, 56) for symbol in table]
    require(code_bits == sorted(code_bits), "code_bits descend")
    require(sum(2 ** (56 - bits) for bits in code_bits) == 2**56, "the code is not complete")
    return tuple(code_bits), tuple(meanings)


def parse_set(symbol, incidents):
    """A set of incidents, by their positions: names need not differ."""
    all_of = field(symbol, "all_of")
    require(isinstance(all_of, list), "all_of is not a list")
    places = range(incidents)
    known = all(type(place) is int and place in places for place in all_of)
    require(known, "all_of gives an incident that is not there")
    require(all_of == sorted(set(all_of)), "all_of does not ascend")
    or_more = symbol["or_more"] if has(symbol, "or_more") else False
    require(type(or_more) is bool, "or_more is not true or false")
    require(all_of or or_more, "all_of is empty without or_more")
    return {"all_of": all_of, "or_more": or_more}


def parse_list(one, dataset, version, expires, incidents):
    check = field(one, "check")
    kinds = kinds_of(check)
    require(not (len(kinds) == 1 and kinds[0] in LOW_ENTROPY), f"{check} stands alone")
    require("password" not in kinds or len(kinds) == 1, "a password with another kind")
    scheme = field(one, "scheme")
    if isinstance(scheme, dict):
        require(set(scheme) == {"argon2id"}, "unknown scheme")
        whole(scheme["argon2id"], "memory_kib", 19456, 131072)
        whole(scheme["argon2id"], "passes", 2, 6)
    else:
        require(scheme in ("sha256", "sha1"), "unknown scheme")
        require(scheme != "sha1" or check == "password", "sha1 is for passwords only")
    code_bits, meanings = ONE_SYMBOL, (None,)
    if has(one, "payload"):
        code_bits, meanings = parse_payload(one["payload"], kinds, incidents)
    if has(one, "figures"):
        field(one, "figures")
    records = whole(one, "records", 0, 2**40)
    fingerprint_bits = whole(one, "fingerprint_bits", 0, 64)
    prefix_bits = whole(one, "prefix_bits", 0, min(16, fingerprint_bits))
    return List(
        label=list_label(dataset, version, check),
        folder=check.replace("+", "_"),
        check=check,
        scheme=scheme,
        entries=whole(one, "entries", 0, records),
        fingerprint_bits=fingerprint_bits,
        prefix_bits=prefix_bits,
        rice_parameter=whole(one, "rice_parameter", 0, 56),
        bucket_bytes=whole(one, "bucket_bytes", 4 + 32 * prefix_bits, 2**26),
        root=bytes.fromhex(text(one, "root", HASH)),
        code_bits=code_bits,
        meanings=meanings,
        expires=expires,
    )


# --- Signature: minisign, and Ed25519 after RFC 8032 --------------------------

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P


def point(data):
    """Decodes a point to extended coordinates (RFC 8032, 5.1.3)."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    require(y < P, "not a point")
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * pow(2, (P - 1) // 4, P) % P
    require(x * x % P == square and not (x == 0 and sign), "not a point")
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


def add(p, q):
    a = (p[1] - p[0]) * (q[1] - q[0]) % P
    b = (p[1] + p[0]) * (q[1] + q[0]) % P
    c = 2 * p[3] * q[3] * D % P
    d = 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(n, p):
    result = (0, 1, 1, 0)
    for bit in bin(n)[2:]:
        result = add(result, result)
        if bit == "1":
            result = add(result, p)
    return result


BASE = point((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


def ed25519_verify(key, signed, signature):
    s = int.from_bytes(signature[32:], "little")
    require(s < ORDER, "the signature is wrong")
    r, a = point(signature[:32]), point(key)
    k = hashlib.sha512(signature[:32] + key + signed).digest()
    left = times(s, BASE)
    right = add(r, times(int.from_bytes(k, "little") % ORDER, a))
    equal = all((left[i] * right[2] - right[i] * left[2]) % P == 0 for i in (0, 1))
    require(equal, "the signature is wrong")


def unbase64(line, size, what):
    try:
        data = base64.b64decode(line, validate=True)
    except (binascii.Error, ValueError):
        raise Refused(f"{what} is not base64") from None
    # One text for the same bytes: bits that the last letter does not need are zeros.
    require(base64.b64encode(data).decode() == line, f"{what} is not base64")
    require(len(data) == size, f"{what} is not of {size} bytes")
    return data


def parse_public_key(key):
    """A public key, from minisign's file or the one line that matters in it."""
    lines = key.strip().splitlines()
    require(lines, "the public key is empty")
    data = unbase64(lines[-1].strip(), 42, "the public key")
    require(data[:2] == b"Ed", "the public key is of another algorithm")
    return data[2:10], data[10:]


def verify_signature(signed, minisig, public_key):
    key_id, key = parse_public_key(public_key)
    lines = minisig.decode("utf-8", "surrogateescape").rstrip("\r\n").split("\n")
    lines = [line.removesuffix("\r") for line in lines]
    require(len(lines) == 4, "the signature has not four lines")
    require(lines[0].startswith("untrusted comment: "), "no untrusted comment")
    require(lines[2].startswith("trusted comment: "), "no trusted comment")
    first = unbase64(lines[1], 74, "the signature")
    require(first[:2] == b"ED", "the signature is not prehashed")
    require(first[2:10] == key_id, "signed with another key")
    signature = first[10:]
    comment = lines[2].removeprefix("trusted comment: ").encode("utf-8", "surrogateescape")
    ed25519_verify(key, hashlib.blake2b(signed).digest(), signature)
    ed25519_verify(key, signature + comment, unbase64(lines[3], 64, "the global signature"))


def endorsed(key_file, minisig, old_key):
    """The key in a file that the old key vouches for, and nothing else it has signed."""
    verify_signature(key_file, minisig, old_key)
    lines = key_file.decode("utf-8", "surrogateescape").splitlines()
    two = len(lines) == 2 and lines[0].startswith("untrusted comment: ")
    require(two, "not the file of a public key")
    parse_public_key(lines[1])
    return lines[1]


# --- Commands -----------------------------------------------------------------


def open_dataset(folder, public_key=None):
    """The lists of a dataset whose manifest, and signature if asked for, are right."""
    path = Path(folder, "manifest.json")
    data = read_file(path)
    if public_key is not None:
        verify_signature(data, read_file(signature_of(path)), public_key)
    return parse_manifest(data)


def read_file(path):
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refused(f"{path.name}: {error.strerror}") from None


def signature_of(path):
    return path.with_name(path.name + ".minisig")


def find_list(lists, check):
    for one in lists:
        if one.check == check:
            return one
    raise Refused(f"there is no list {check!r}")


def queries():
    """The JSON objects on standard input, or why a line is none."""
    for line in sys.stdin:
        try:
            yield json.loads(line)
        except ValueError as error:
            yield error


def verify_command(args):
    public_key = read_key(args.public_key)
    lists = open_dataset(args.dataset, public_key)
    good = True
    for one in lists:
        try:
            counts = one.verify(args.dataset)
            print(f"{one.check}: {len(counts)} files, {sum(counts)} entries, good")
        except Refused as why:
            good = False
            print(f"{one.check}: REFUSED: {why}")
    print("signature: good" if public_key else "signature: not verified without --public-key")
    return 0 if good else 1


def check_command(args):
    one = find_list(open_dataset(args.dataset, read_key(args.public_key)), args.check)
    today = datetime.datetime.now(datetime.timezone.utc).date()
    good = True
    for query in queries():
        try:
            if isinstance(query, ValueError):
                raise query
            found, meaning = one.ask(args.dataset, query, today)
            more = f" {json.dumps(meaning)}" if meaning else ""
            print(f"match{more}" if found else "no match")
        except (Refused, ValueError) as why:
            good = False
            print(f"could not check: {why}")
    return 0 if good else 1


def endorsement_command(args):
    path = Path(args.key_file)
    key = endorsed(read_file(path), read_file(signature_of(path)), read_key(args.public_key))
    print(f"endorsed: {key}")
    return 0


def message_command(args):
    good = True
    for query in queries():
        try:
            if isinstance(query, ValueError):
                raise query
            print(message(args.check, query).hex())
        except ValueError as why:
            good = False
            print(f"no message: {why}")
    return 0 if good else 1


def read_key(key):
    """A public key given as such, or as the path of its file."""
    return Path(key).read_text("utf-8") if key and Path(key).is_file() else key


def main():
    sys.stdin.reconfigure(encoding="utf-8")
    sys.stdout.reconfigure(encoding="utf-8")
    parser = argparse.ArgumentParser(description="Reads datasets in the format hushcheck-1.")
    commands = parser.add_subparsers(required=True)
    for name, run, inputs in (
        ("verify", verify_command, ("dataset", "--public-key")),
        ("check", check_command, ("dataset", "--check", "--public-key")),
        ("endorsement", endorsement_command, ("key_file", "--public-key")),
        ("message", message_command, ("--check",)),
    ):
        command = commands.add_parser(name)
        command.set_defaults(run=run)
        for one in inputs:
            required = one == "--check" or (name, one) == ("endorsement", "--public-key")
            needed = {"required": True} if required else {}
            command.add_argument(one, **needed)
    args = parser.parse_args()
    try:
        return args.run(args)
    except Refused as why:
        print(f"REFUSED: {why}")
        return 1


if __name__ == "__main__":
    sys.exit(main())
