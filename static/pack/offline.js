// The service worker: after one visit the page opens without a network. `hushcheck site`
// writes FILES before this, the page's own files with the SHA-256 of each, and VERSION.
// What it does not know goes by as if it were not there, list files above all: kept
// ones would tell what was asked. It writes nothing down and asks for nothing that the
// page does not ask for whatever is typed.
"use strict";
const home = new URL("./", location.href).href;
// Several sites may lie on one host, and share its caches.
const APP = `hushcheck-app ${home} `;
const ABOUT = `hushcheck-about ${home}`;

// What kept files are sent as, whatever the host calls them.
const TYPES = {
  css: "text/css",
  html: "text/html; charset=utf-8",
  js: "text/javascript",
  json: "application/json",
  png: "image/png",
  svg: "image/svg+xml",
  txt: "text/plain; charset=utf-8",
  wasm: "application/wasm",
};

// Which of the page's files an address is of, if any.
const nameOf = (address) => {
  const [url] = address.split(/[?#]/);
  const name = url === home ? "index.html" : url.slice(home.length);
  return url.startsWith(home) && Object.hasOwn(FILES, name) ? name : null;
};

const isRight = async (name, bytes) => {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return FILES[name] === [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
};

// A file of this very version: as an earlier version kept it, or from the host. Where the
// host has another one by now there is none, rather than a mixture.
const get = async (name) => {
  // Some hosts redirect the page's own name to its folder.
  const url = name === "index.html" ? home : home + name;
  const kept = await caches.match(home + name);
  for (const response of [kept, undefined]) {
    const found = response ?? await fetch(url, { cache: "no-cache", redirect: "error" });
    const bytes = await found.arrayBuffer();
    if (found.ok && await isRight(name, bytes)) {
      const headers = { "Content-Type": TYPES[name.split(".").pop()] };
      return new Response(bytes, { headers });
    }
    if (!response) throw new Error(`${name} is of another version`);
  }
};

const keep = async (name) => {
  const response = await get(name);
  const cache = await caches.open(APP + VERSION);
  await cache.put(home + name, response.clone());
  return response;
};

// Languages are kept once the page is in them: each is as large as a third of the page.
const isLanguage = (name) => /^(lang|plans|beside)\//.test(name);

const install = async () => {
  try {
    for (const name of Object.keys(FILES)) {
      if (!isLanguage(name) || await caches.match(home + name)) await keep(name);
    }
  } catch (error) {
    // Half a version is none. The browser tries again at the next visit.
    await caches.delete(APP + VERSION);
    throw error;
  }
  await keepAbout().catch(() => {});
};

// The site's configuration and its manifests, as they were when they came last. The page
// verifies them each time, wherever they come from, and minds their days.
const about = async (request) => {
  const cache = await caches.open(ABOUT);
  try {
    const response = await fetch(request);
    if (response.ok) await cache.put(request.url ?? request, response.clone()).catch(() => {});
    return response;
  } catch (error) {
    const kept = await cache.match(request.url ?? request);
    if (kept) return kept;
    throw error;
  }
};

const keepAbout = async () => {
  const init = { cache: "no-cache", credentials: "omit", redirect: "error" };
  const ask = (name) => about(new Request(home + name, init));
  const { datasets } = await (await ask("site.json")).json();
  await Promise.all(datasets.flatMap(({ path }) =>
    [`${path}/manifest.json`, `${path}/manifest.json.minisig`].map((name) =>
      ask(name).catch(() => {}))));
};

const tidy = async () => {
  for (const name of await caches.keys()) {
    if (name.startsWith(APP) && name !== APP + VERSION) await caches.delete(name);
  }
};

const own = async (name, request) => {
  const cache = await caches.open(APP + VERSION);
  return (await cache.match(home + name)) ?? keep(name).catch(() => fetch(request));
};

addEventListener("install", (event) => event.waitUntil(install()));
addEventListener("activate", (event) => event.waitUntil(tidy().then(() => clients.claim())));
// The person wants the new version now.
addEventListener("message", ({ data }) => {
  if (data === "take over") skipWaiting();
});
addEventListener("fetch", (event) => {
  const { request } = event;
  const name = request.method === "GET" ? nameOf(request.url) : null;
  if (name) event.respondWith(own(name, request));
  else if (/\/(site\.json|manifest\.json(\.minisig)?)$/.test(request.url)) {
    event.respondWith(about(request));
  }
});
