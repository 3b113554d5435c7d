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

// The site's configuration and its manifests, as they were when they came last, where nobody
// answers, or only that something is wrong with the host (5xx). Any other answer is the
// host's word. The page verifies them each time, wherever they come from, and minds their days.
const ASKING = {
  cache: "no-cache", credentials: "omit", redirect: "error", referrerPolicy: "no-referrer",
};

// The kept ones are there at once: a host that is silent for long is not waited for, and one
// that was silent before not for long.
let patience = 20000;
const silent = () => new Promise((_, no) => setTimeout(() => {
  patience = 3000;
  no(new Error("no answer"));
}, patience));

// Whatever the configuration names no more is forgotten, the datasets' own places and mirrors.
const forget = async (cache, site) => {
  const { datasets } = await site.json();
  const places = datasets.flatMap(({ path, mirrors = [] }) => [`${path}/`, ...mirrors]);
  const named = places.flatMap((place) => filesOf(new URL(`${place}manifest.json`, home).href));
  for (const { url } of await cache.keys()) {
    if (url !== `${home}site.json` && !named.includes(url)) await cache.delete(url);
  }
};

// What belongs together: a manifest and its signature both come, or both as they were kept.
const filesOf = (url) => {
  const [file] = url.split(".minisig");
  return file.endsWith("manifest.json") ? [file, `${file}.minisig`] : [file];
};

const ask = async (cache, files) => {
  const found = await Promise.all(files.map((url) => fetch(url, ASKING)));
  patience = 20000;
  if (!found.every(({ ok }) => ok)) return found;
  await Promise.all(files.map((url, i) => cache.put(url, found[i].clone()))).catch((error) => {
    // That there is no room hinders nobody; else the answer broke off.
    if (error.name !== "QuotaExceededError") throw error;
  });
  if (files[0] === `${home}site.json`) await forget(cache, found[0].clone()).catch(() => {});
  return found;
};

const come = async (files) => {
  const cache = await caches.open(ABOUT);
  const kept = await Promise.all(files.map((url) => cache.match(url)));
  const asked = ask(cache, files);
  if (!kept.every(Boolean)) return asked;
  const found = await Promise.race([asked, silent()]).catch(() => kept);
  return found.every(({ status }) => status < 500) ? found : kept;
};

// By their first file, what is asked for together, and which of it was given: once each.
const open = new Map();
const about = async (url) => {
  const files = filesOf(url);
  let together = open.get(files[0]);
  if (!together || together.given.has(url)) {
    together = { given: new Set(), found: come(files) };
    open.set(files[0], together);
  }
  together.given.add(url);
  return (await together.found)[files.indexOf(url)];
};

const keepAbout = async () => {
  const [site] = await come([`${home}site.json`]);
  const { datasets } = await site.json();
  await Promise.allSettled(datasets.map(({ path }) =>
    come(filesOf(new URL(`${path}/manifest.json`, home).href))));
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
    event.respondWith(about(request.url));
  }
});
