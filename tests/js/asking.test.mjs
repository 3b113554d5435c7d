// How long a host is waited for, by a clock of the test's own: the page's way of asking, too.
// usage: node --test asking.test.mjs, with the package's folder in HUSHCHECK_PACKAGE
import assert from "node:assert/strict";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

const { asking } = await import(pathToFileURL(`${process.env.HUSHCHECK_PACKAGE}/asking.js`));

const HOST = "https://lists.example/";
const HALF_A_MINUTE = 30;

/** A host whose answers the test gives, or does not. */
const host = () => {
  const requests = [];
  const fetch = (url, init) => new Promise((answer, fail) => {
    let body;
    if (init.signal.aborted) fail(init.signal.reason);
    init.signal.addEventListener("abort", () => {
      fail(init.signal.reason);
      body?.error(init.signal.reason);
    });
    const begin = () => answer(new Response(new ReadableStream({ start: (it) => { body = it; } })));
    const send = (text) => body.enqueue(new TextEncoder().encode(text));
    requests.push({ url, init, begin, send, end: () => body.close(), answer });
  });
  return { requests, ask: asking(fetch) };
};

/** Lets what is due happen. */
const settle = async () => {
  for (let i = 0; i < 50; i++) await Promise.resolve();
  await new Promise((done) => setImmediate(done));
};

/** Lets seconds pass, one by one. */
const pass = async (t, seconds) => {
  for (let i = 0; i < seconds; i++) {
    t.mock.timers.tick(1000);
    await settle();
  }
};

/** What came of a promise; "waiting" while nothing did. */
const now = async (promise) => {
  await settle();
  return Promise.race([promise, Promise.resolve("waiting")]);
};

const text = ([bytes]) => new TextDecoder().decode(bytes);

const clocked = (name, run) => test(name, async (t) => {
  t.mock.timers.enable({ apis: ["setInterval"] });
  await run(t);
});

clocked("a host that never answers is not waited for for ever", async (t) => {
  const { ask } = host();
  const file = ask(`${HOST}a`, "no-store");
  await pass(t, HALF_A_MINUTE - 1);
  assert.equal(await now(file), "waiting");
  await pass(t, 1);
  assert.equal(await now(file), undefined);
});

clocked("nor one that begins and does not go on", async (t) => {
  const { ask, requests } = host();
  const file = ask(`${HOST}a`, "no-store");
  await pass(t, 20);
  requests[0].begin();
  await settle();
  requests[0].send("half");
  await settle();
  await pass(t, HALF_A_MINUTE);
  assert.equal(await now(file), "waiting");
  await pass(t, 1);
  assert.equal(await now(file), undefined);
});

clocked("what comes slowly comes, and what waits for its turn meanwhile", async (t) => {
  const { ask, requests } = host();
  const slow = ask(`${HOST}slow`, "no-store");
  const waiting = ask(`${HOST}waiting`, "no-store");
  const elsewhere = ask("https://other.example/a", "no-store");
  requests[0].begin();
  for (let i = 0; i < 20; i++) {
    await settle();
    requests[0].send("x");
    await pass(t, HALF_A_MINUTE - 1);
  }
  assert.equal(await now(slow), "waiting");
  assert.equal(await now(waiting), "waiting");
  // Another host's bytes are not this one's.
  assert.equal(await now(elsewhere), undefined);
  requests[0].end();
  assert.equal(text(await slow), "x".repeat(20));
  requests[1].begin();
  await settle();
  requests[1].end();
  assert.equal(text(await waiting), "");
});

clocked("who was silent is given less time, until something comes", async (t) => {
  const { ask, requests } = host();
  ask(`${HOST}a`, "no-store");
  await pass(t, HALF_A_MINUTE);
  const second = ask(`${HOST}b`, "no-store");
  await pass(t, 4);
  assert.equal(await now(second), "waiting");
  await pass(t, 1);
  assert.equal(await now(second), undefined);
  const third = ask(`${HOST}c`, "no-store");
  await pass(t, 4);
  requests[2].begin();
  await settle();
  await pass(t, HALF_A_MINUTE - 2);
  assert.equal(await now(third), "waiting");
  requests[2].end();
  assert.equal(text(await third), "");
});

clocked("it is asked as by nobody, and a signal ends it", async () => {
  const { ask, requests } = host();
  const stop = new AbortController();
  const file = ask(`${HOST}a`, "no-cache", stop.signal);
  const { signal, ...init } = requests[0].init;
  assert.deepEqual(init, {
    cache: "no-cache", credentials: "omit", redirect: "error", referrerPolicy: "no-referrer",
  });
  assert.equal(signal.aborted, false);
  stop.abort();
  assert.equal(await now(file), undefined);
  assert.equal(signal.aborted, true);
  // One that was given already does so too.
  assert.equal(await now(ask(`${HOST}b`, "no-cache", stop.signal)), undefined);
});

clocked("what is not there does not come", async () => {
  const { ask, requests } = host();
  const file = ask(`${HOST}a`, "no-store");
  requests[0].answer(new Response("no such file", { status: 404 }));
  assert.equal(await now(file), undefined);
  assert.equal(requests[0].init.signal.aborted, true);
});
