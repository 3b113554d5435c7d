// What the package promises, in Node. `cargo xtask test js` runs it, and names in the
// environment the address of a served site, its key and the folder where the package is
// installed.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { describe, test } from "node:test";
import { pathToFileURL } from "node:url";

const { HUSHCHECK_URL: site, HUSHCHECK_KEY: publicKey, HUSHCHECK_INSTALLED: folder } = process.env;
const require = createRequire(`${folder}/`);
const { open, canonical, HushcheckError } = await import(pathToFileURL(require.resolve("hushcheck")));

const SECRET = "nobody-7f3a@secret.example";
const police = `${site}datasets/police-1`;
const shop = `${site}datasets/shop-1`;

/** The error of a call that must fail, of this code, without what was typed. */
const failing = async (call, code) => {
  const error = await Promise.resolve().then(call).then(
    () => assert.fail("it did not fail"),
    (error) => error,
  );
  assert.ok(error instanceof HushcheckError, String(error));
  assert.ok(error instanceof Error);
  assert.equal(error.code, code, error.message);
  assert.ok(error.message.length > 0);
  assert.ok(!JSON.stringify([error.message, error.stack, { ...error }]).includes("7f3a"));
  return error;
};

/** A fetch that notes what it is asked for, and may change what comes. */
const recording = (change = (url, response) => response) => {
  const asked = [];
  const own = async (url, init) => {
    asked.push({ url, init });
    return change(url, await fetch(url, init));
  };
  return { asked, own };
};

describe("canonical", () => {
  // The vectors of all other implementations, with the functions of characters of Node.
  const plain = "name email birth-date username iban card passport plate text".split(" ");
  const unescaped = (field) =>
    field.replace(/\\u\{([0-9a-f]+)\}/gi, (_, code) => String.fromCodePoint(parseInt(code, 16)));
  for (const kind of plain) {
    test(`${kind}: as the vectors say`, async () => {
      const file = await readFile(new URL(`../identifiers/${kind}.tsv`, import.meta.url), "utf8");
      const lines = file.split("\n").filter((line) => line && !line.startsWith("#"));
      assert.ok(lines.length >= 5);
      for (const line of lines) {
        const [country, value, form, reduced] = line.split("\t").map(unescaped);
        const options = country === "-" ? {} : { country };
        if (form.startsWith("!")) {
          const error = await canonical(kind, value, options).catch((error) => error);
          assert.equal(error.code, "invalid", line);
          assert.deepEqual([error.kind, error.reason], [kind, form.slice(1)], line);
        } else {
          assert.equal(await canonical(kind, value, options), form, line);
          const hashed = await canonical(kind, value, { ...options, reduced: true });
          assert.equal(hashed, reduced === "=" ? form : reduced, line);
        }
      }
    });
  }

  test("phones and national IDs", async () => {
    assert.equal(await canonical("phone", "0086 138-0013 8000"), "+8613800138000");
    assert.equal(await canonical("phone", "138 0013 8000", { country: "CN" }), "+8613800138000");
    assert.equal(await canonical("phone", "+8613800138000", { reduced: true }), "+86138008000");
    const id = await canonical("national-id", "11010519491231002x", { country: "CN" });
    assert.equal(id, "CN:11010519491231002X");
    assert.equal(await canonical("name", "張 偉"), "张伟");
  });

  test("what is no identifier is said without it", async () => {
    const error = await failing(() => canonical("email", "7f3a"), "invalid");
    assert.deepEqual([error.kind, error.reason], ["email", "email-at"]);
    await failing(() => canonical("shoe-size", SECRET), "argument");
    await failing(() => canonical("email", { SECRET }), "argument");
    await failing(() => canonical("email", SECRET, { country: "China" }), "argument");
  });
});

describe("open", () => {
  test("tells what the dataset is", async () => {
    const { info } = await open(police, { publicKey });
    assert.equal(info.dataset, "police");
    assert.equal(info.signed, true);
    assert.equal(info.country, "CN");
    assert.deepEqual(info.lists.map((list) => list.check), ["name+national-id", "name+phone"]);
    assert.deepEqual(info.lists[0].kinds, ["name", "national-id"]);
    assert.equal(info.lists[0].scheme, "sha256");
    assert.equal(info.incidents[0].breachDate, "2022-07-01");
    assert.ok(info.incidents[0].dataClasses.includes("Government issued IDs"));
    assert.equal(typeof info.incidents[0].rowCount, "number");
    assert.equal(Object.getPrototypeOf(info), Object.prototype);
    assert.ok(!("expires" in info) || info.expires === undefined);
  });

  test("takes addresses in all their forms, and several keys", async () => {
    const other = "RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3";
    for (const url of [`${police}/`, new URL(police), `${police}?a=b#c`]) {
      assert.equal((await open(url, { publicKey: [other, publicKey] })).info.number, 1);
    }
    const file = `untrusted comment: a key\n${publicKey}\n`;
    assert.equal((await open(police, { publicKey: file })).info.signed, true);
  });

  test("believes nobody else", async () => {
    const other = "RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3";
    await failing(() => open(police, { publicKey: other }), "untrusted");
    await failing(() => open(police, {}), "untrusted");
    await failing(() => open(police, { publicKey: "no key" }), "argument");
    await failing(() => open("no address", { publicKey }), "argument");
    await failing(() => open(`${site}datasets/none`, { publicKey }), "unreachable");
    await failing(() => open("http://127.0.0.1:9/", { publicKey }), "unreachable");
    const changed = recording(async (url, response) => {
      const text = await response.text();
      return new Response(url.endsWith(".json") ? text.replace("2022", "2023") : text);
    });
    await failing(() => open(police, { publicKey, fetch: changed.own }), "tampered");
    const unsigned = recording((url, response) =>
      url.endsWith(".minisig") ? new Response("", { status: 404 }) : response,
    );
    const elsewhere = (url, init) => unsigned.own(url.replace("http://elsewhere/", site), init);
    const far = "http://elsewhere/datasets/police-1";
    await failing(() => open(far, { publicKey, fetch: elsewhere }), "unsigned");
    assert.equal((await open(police, { publicKey, fetch: unsigned.own })).info.signed, false);
  });

  test("ends with its signal", async () => {
    const reason = new Error("enough");
    await assert.rejects(open(police, { publicKey, signal: AbortSignal.abort(reason) }), reason);
    const controller = new AbortController();
    const slow = (url, init) => {
      setTimeout(() => controller.abort(reason), 10);
      return fetch(url, init).then((response) => new Promise((done) => setTimeout(done, 200, response)));
    };
    await assert.rejects(open(police, { publicKey, fetch: slow, signal: controller.signal }), reason);
  });
});

describe("plan", () => {
  test("depends on the dial alone", async () => {
    const dataset = await open(shop, { publicKey });
    const [whole] = dataset.plan({ dial: "reveal-nothing" });
    const [part] = dataset.plan({ dial: "small-downloads" });
    assert.equal(whole.revealedBits, 0);
    assert.equal(whole.recordsSharing, undefined);
    assert.equal(whole.bytes, dataset.info.lists[0].bytes);
    assert.ok(part.revealedBits > 0 && part.recordsSharing >= 64);
    assert.ok(part.bytes < whole.bytes && part.files < whole.files);
    assert.deepEqual(dataset.plan(), dataset.plan({ dial: "balanced" }));
    await failing(() => dataset.plan({ dial: "7f3a" }), "argument");
  });
});

describe("check", () => {
  const address = (n) => ({ kind: "email", value: `nobody-7f3a-${n}@secret.example` });

  test("asks for as many files as planned, and for nothing else", async () => {
    const { asked, own } = recording();
    const dataset = await open(shop, { publicKey, fetch: own });
    assert.deepEqual(asked.map(({ url }) => url), [
      `${shop}/manifest.json`,
      `${shop}/manifest.json.minisig`,
    ]);
    for (const dial of ["reveal-nothing", "balanced", "small-downloads"]) {
      const [plan] = dataset.plan({ dial });
      for (let n = 0; n < 8; n++) {
        asked.length = 0;
        await dataset.check([address(n)], { dial });
        assert.equal(asked.length, plan.files);
        for (const { url, init } of asked) {
          assert.match(url, /^http:\/\/[^/]+\/datasets\/shop-1\/email\/[012aceio]+\.bin$/);
          assert.equal(init.cache, "no-store");
          assert.equal(init.credentials, "omit");
          assert.equal(init.redirect, "error");
          assert.equal(init.referrerPolicy, "no-referrer");
          assert.equal(init.method ?? "GET", "GET");
          assert.equal(init.body, undefined);
        }
      }
    }
  });

  test("has an answer for everything", async () => {
    const dataset = await open(police, { publicKey });
    const name = { kind: "name", value: "王小明" };
    assert.deepEqual(await dataset.check([]), []);
    const lonely = await dataset.check([name, address(1)]);
    assert.deepEqual(lonely, [
      { outcome: "not-covered", kind: "name", together: [["national-id"], ["phone"]] },
      { outcome: "not-covered", kind: "email", together: [] },
    ]);
    const phone = { kind: "phone", value: "1380013800012" };
    const [invalid] = await dataset.check([name, phone]);
    assert.deepEqual(invalid, {
      outcome: "invalid", check: "name+phone", kind: "phone", reason: "phone-length",
    });
    const id = { kind: "national-id", value: "11010519491231002X" };
    const both = await dataset.check([phone, id, name]);
    assert.deepEqual(both.map((answer) => answer.outcome), ["no-match", "invalid"]);
    assert.deepEqual(both[0], {
      outcome: "no-match", check: "name+national-id", asOf: dataset.info.published,
    });
  });

  test("never takes a failure for no match", async () => {
    const why = async (change) => {
      const dataset = await open(shop, { publicKey, fetch: recording(change).own });
      const [answer] = await dataset.check([address(1)]);
      assert.equal(answer.outcome, "could-not-check");
      assert.equal(answer.check, "email");
      return answer.why;
    };
    const ofFile = (change) => (url, response) => (url.endsWith(".bin") ? change(response) : response);
    assert.equal(await why(ofFile(() => new Response("", { status: 404 }))), "unreachable");
    assert.equal(await why(ofFile(() => Promise.reject(new TypeError("cut")))), "unreachable");
    const flipped = async (response) => {
      const bytes = new Uint8Array(await response.arrayBuffer());
      bytes[bytes.length >> 1] ^= 1;
      return new Response(bytes);
    };
    assert.equal(await why(ofFile(flipped)), "tampered");
    const cut = async (response) => new Response((await response.arrayBuffer()).slice(1));
    assert.equal(await why(ofFile(cut)), "tampered");
  });

  test("takes no wrong arguments", async () => {
    const dataset = await open(shop, { publicKey });
    await failing(() => dataset.check("7f3a"), "argument");
    await failing(() => dataset.check([SECRET]), "argument");
    await failing(() => dataset.check([{ kind: "email", value: 7 }]), "argument");
    await failing(() => dataset.check([{ kind: "mail", value: SECRET }]), "argument");
    await failing(() => dataset.check([address(1), address(2)]), "argument");
    await failing(() => dataset.check([address(1)], { dial: "loud" }), "argument");
    await failing(() => dataset.check([address(1)], { onProgress: "7f3a" }), "argument");
  });

  test("tells how far it is, and is not disturbed by who listens", async () => {
    const dataset = await open(shop, { publicKey });
    const heard = [];
    const onProgress = (progress) => {
      heard.push(progress);
      throw new Error("not mine");
    };
    const [answer] = await dataset.check([address(1)], { onProgress });
    assert.equal(answer.outcome, "no-match");
    const stages = [...new Set(heard.map(({ stage }) => stage))];
    assert.deepEqual(stages, ["hashing", "fetching", "searching"]);
    const last = heard.findLast(({ stage }) => stage === "fetching");
    assert.equal(last.done, last.total);
    assert.equal(last.total, dataset.plan()[0].bytes);
  });

  test("ends with its signal", async () => {
    const dataset = await open(shop, { publicKey });
    const reason = new Error("enough");
    await assert.rejects(dataset.check([address(1)], { signal: AbortSignal.abort(reason) }), reason);
    const controller = new AbortController();
    const onProgress = ({ stage }) => stage === "fetching" && controller.abort(reason);
    await assert.rejects(
      dataset.check([address(1)], { signal: controller.signal, onProgress }),
      reason,
    );
    // What was ended harms nothing.
    assert.equal((await dataset.check([address(1)]))[0].outcome, "no-match");
  });

  test("many at once are answered each", async () => {
    const dataset = await open(shop, { publicKey });
    const answers = await Promise.all([1, 2, 3].map((n) => dataset.check([address(n)])));
    assert.equal(answers.flat().length, 3);
  });
});
