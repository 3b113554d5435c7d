// What a site's page has beside the program, and needs for nothing: it opens without a
// network, tells of new versions, and keeps lists on the device when a person asks for it.
// Loaded at every visit, whatever is typed and found. What fails here fails quietly.
"use strict";
(() => {
  // The program did not start, and the page says so.
  if (!self.hushcheck) return;
  const { ask, base, loaded } = self.hushcheck;
  const root = document.documentElement;
  // The texts in the language that is shown: the program's, and those for here.
  const own = {};
  const texts = () => own[root.lang] && { ...loaded[root.lang]?.messages, ...own[root.lang] };
  const speak = async () => {
    const code = root.lang;
    const response = own[code] ? null : await fetch(`${base}beside/${code}.json`);
    if (response?.ok) own[code] = await response.json();
  };

  const element = (name, content, attributes) => {
    const made = document.createElement(name);
    made.append(...[content].flat());
    for (const [key, value] of Object.entries(attributes ?? {})) made.setAttribute(key, value);
    return made;
  };

  const button = (text, attributes, pressed) => {
    const made = element("button", text, { type: "button", class: "second", ...attributes });
    made.addEventListener("click", pressed);
    return made;
  };

  const fill = (text, values) => text.replace(/{(\w+)}/g, (_, name) => values[name] ?? "");

  // ---- Where a host sends scripts or styles as something else, browsers do not use them:
  // ---- that is told to whoever can mend it

  const isStyled = () => {
    try {
      return document.styleSheets[0].cssRules.length > 0;
    } catch {
      return false;
    }
  };

  const tellTypes = async () => {
    for (const [url, isUsed] of [
      [document.querySelector("script[data-glue]").src, typeof wasm_bindgen !== "undefined"],
      [document.querySelector("link[rel=stylesheet]").href, isStyled()],
    ]) {
      const response = isUsed ? null : await fetch(url);
      const type = response?.headers.get("Content-Type") ?? "";
      if (!response?.ok || /javascript|css/.test(type)) continue;
      await speak();
      const text = fill(texts().wrong_type, { file: url.slice(base.length), type });
      document.body.prepend(
        element("p", text, { class: "notice notice-problem", role: "alert" }),
      );
    }
  };
  tellTypes().catch(() => {});

  // ---- The way to what is not for everybody

  const link = () => {
    const code = root.lang;
    const way = element("a", texts().builder.link, { href: `builder.html?lang=${code}` });
    const footer = element("footer", element("p", way), { class: "page", id: "foot" });
    document.getElementById("foot")?.remove();
    document.body.append(footer);
  };

  // ---- Without a network

  const tell = (worker) => {
    if (document.getElementById("new-version")) return;
    const reload = button(texts().offline.reload, {}, () => {
      navigator.serviceWorker.addEventListener("controllerchange", () => location.reload());
      worker.postMessage("take over");
    });
    document.body.append(
      element("div", [element("span", texts().offline.new_version), " ", reload], {
        id: "new-version", class: "notice", role: "status",
      }),
    );
  };

  const watch = (registration) => {
    const look = async () => {
      await speak();
      // The first is no new one.
      if (registration.waiting && registration.active) tell(registration.waiting);
    };
    look();
    registration.addEventListener("updatefound", () => {
      registration.installing?.addEventListener("statechange", look);
    });
  };

  // Not on the own computer of whoever tries the site: the worker would outlive it, and
  // answer for whatever is served at that address next.
  const isTried = ["localhost", "127.0.0.1", "[::1]"].includes(location.hostname);
  if (navigator.serviceWorker && !isTried) {
    // Through the worker, which keeps them.
    navigator.serviceWorker.addEventListener("controllerchange", () => {
      for (const folder of ["lang", "plans", "beside"]) {
        fetch(`${base}${folder}/${root.lang}.json`).catch(() => {});
      }
    });
    navigator.serviceWorker.register(`${base}offline.js`, { scope: base }).then(watch, () => {});
  }

  // ---- Lists on the device: a cache for each, which only counts once it is whole

  // What the page verified: site.json, and the datasets' manifests where they could be opened.
  const offered = () => {
    const [site, manifests] = self.hushcheck.offer ?? ['{"datasets":[]}'];
    return JSON.parse(site).datasets.flatMap(({ path }, i) => {
      const manifest = manifests[i] ?? '{"lists":[]}';
      const { lists, incidents } = JSON.parse(manifest);
      return lists.map((list, number) => ({
        folder: `${path}/${list.check.replaceAll("+", "_")}`,
        manifest,
        number,
        title: incidents[0]?.title ?? "",
        check: list.check,
        root: list.root,
        prefixBits: list.prefix_bits,
        bytes: list.bucket_bytes * 2 ** list.prefix_bits,
      }));
    });
  };

  // Some datasets are at other hosts.
  const folderOf = ({ folder }) => new URL(`${folder}/`, base).href;
  const cacheOf = (list) => `hushcheck-list ${folderOf(list)}`;

  // As docs/FORMAT.md names a list's files.
  const filesOf = (list) => {
    const digits = Math.max(1, Math.ceil(list.prefixBits / 3));
    return Array.from({ length: 2 ** list.prefixBits }, (_, bucket) => {
      const number = bucket.toString(8).padStart(digits, "0");
      return `${folderOf(list)}${number.replace(/./g, (digit) => "012aceio"[digit])}.bin`;
    });
  };

  const isKept = async (list) =>
    Boolean(await caches.match(`${folderOf(list)}kept`, { cacheName: cacheOf(list) }));

  // Files of an earlier version of the list fit this one's manifest no more.
  const dropEarlier = async (list) => {
    const of = await caches.match(`${folderOf(list)}root`, { cacheName: cacheOf(list) });
    if (of && await of.text() !== list.root) {
      await caches.delete(cacheOf(list));
      stateOf(list).note = "earlier";
    }
  };

  // The files of a whole list reveal nothing, in whatever order; those that came are not
  // fetched again. Only what the publisher signed is kept, and the page verifies it once more
  // whenever it uses it.
  const download = async (list, signal, progress) => {
    // Firefox asks the person, who need not answer.
    navigator.storage?.persist?.().catch(() => {});
    const cache = await caches.open(cacheOf(list));
    await cache.put(`${folderOf(list)}root`, new Response(list.root));
    const there = new Set((await cache.keys()).map(({ url }) => url));
    const files = filesOf(list);
    let done = files.filter((url) => there.has(url)).length;
    const missing = [...files.entries()].filter(([, url]) => !there.has(url)).values();
    const worker = async () => {
      for (const [bucket, url] of missing) {
        if (signal.aborted) throw new Error("stopped");
        progress(done / files.length);
        (self.hushcheck.kept ??= new Set()).add(url);
        const came = await ask(url, "no-store", signal);
        if (!came) throw new Error(url);
        const bytes = new Uint8Array(came[0]);
        if (!wasm_bindgen.isSigned(list.manifest, list.number, bucket, bytes)) throw "damaged";
        await cache.put(url, new Response(bytes));
        done++;
      }
    };
    await Promise.all([worker(), worker(), worker(), worker()]);
    await cache.put(`${folderOf(list)}kept`, new Response(""));
  };

  // What each list's line shows: what is under way, or how it broke off.
  const states = new Map();
  const stateOf = (list) => {
    if (!states.has(list.folder)) states.set(list.folder, { at: null, note: "" });
    return states.get(list.folder);
  };

  const sizeOf = (bytes) => {
    const [unit, size] = bytes < 1e6 ? ["kilobyte", 1e3] : ["megabyte", 1e6];
    const style = { style: "unit", unit, maximumFractionDigits: bytes < 1e7 ? 1 : 0 };
    return new Intl.NumberFormat(`${root.lang}-u-nu-latn`, style).format(bytes / size);
  };

  const kindsOf = (list) => {
    const { kinds, and } = texts();
    const nouns = list.check.split("+").map((kind) => kinds[kind.replace("-", "_")]?.noun ?? kind);
    return nouns.reduce((a, b) => fill(and, { a, b }));
  };

  const start = async (list) => {
    const state = stateOf(list);
    state.stop = new AbortController();
    state.at = 0;
    state.note = "";
    render();
    try {
      await download(list, state.stop.signal, (at) => {
        state.at = at;
        const bar = document.querySelector(`[data-list="${list.folder}"] progress`);
        if (bar) bar.value = at;
      });
    } catch (error) {
      state.stop.abort();
      state.note = error?.name === "QuotaExceededError" ? "no_room"
        : error === "damaged" ? error : "broken_off";
    }
    state.at = null;
    render();
  };

  const remove = async (list) => {
    await caches.delete(cacheOf(list));
    stateOf(list).note = "";
    render();
  };

  const line = async (list) => {
    const words = texts().offline;
    const state = stateOf(list);
    if (state.at === null) await dropEarlier(list);
    const [kept, begun] = [await isKept(list), await caches.has(cacheOf(list))];
    const name = element("span", [element("bdi", list.title), texts().colon, kindsOf(list)]);
    const size = sizeOf(list.bytes);
    const parts = [name, " "];
    if (state.at !== null) {
      parts.push(
        element("progress", "", { value: state.at, "aria-label": fill(words.keep, { size }) }), " ",
        button(words.stop, {}, () => state.stop.abort()),
      );
    } else if (kept) {
      parts.push(element("strong", words.kept), " ");
    } else {
      const text = fill(begun ? words.go_on : words.keep, { size });
      parts.push(button(text, {}, () => start(list)), " ");
    }
    if (state.at === null && begun) {
      parts.push(button(words.delete, {}, () => remove(list)));
    }
    if (state.note) parts.push(element("p", words[state.note], { class: "error", role: "alert" }));
    return element("li", parts, { "data-list": list.folder, "data-kept": kept });
  };

  // Lists that the site no longer offers can only be deleted.
  const others = async (lists) => {
    const known = new Set(lists.map(cacheOf));
    const names = await caches.keys();
    const old = names.filter((name) =>
      name.startsWith(`hushcheck-list ${base}`) && !known.has(name));
    return old.map((name) => element("li", [
      element("bdi", name.split(base)[1], { dir: "ltr" }), " ",
      button(texts().offline.delete, {}, () => caches.delete(name).then(render)),
    ]));
  };

  // Lists that are here are not asked for: the dial counts them no more, once it is drawn anew.
  const tellDial = (kept) => {
    const earlier = self.hushcheck.onDevice ?? [];
    self.hushcheck.onDevice = kept;
    if (kept.every((is, i) => is === Boolean(earlier[i]))) return;
    const dial = document.querySelector("[name=dial]:checked, #no-dial");
    dial?.dispatchEvent(new Event("change", { bubbles: true }));
  };

  let drawing = 0;
  const render = async () => {
    const section = document.getElementById("keep");
    const lists = offered();
    if (!section || !lists.length || !texts()) return;
    const turn = ++drawing;
    const words = texts().offline;
    const lines = await Promise.all([...lists.map(line), others(lists)]);
    if (turn !== drawing) return;
    tellDial(lines.slice(0, -1).map(({ dataset }) => dataset.kept === "true"));
    section.replaceChildren(
      element("h2", words.heading),
      element("p", words.intro),
      element("ul", lines.flat()),
      element("p", words.hint, { class: "hint" }),
    );
  };

  const show = async () => {
    await speak();
    link();
    // Where the browser lets the page keep anything.
    if (self.caches) await render();
  };
  const observer = new MutationObserver(() => show().catch(() => {}));
  observer.observe(root, { attributes: true, attributeFilter: ["lang", "data-app"] });
  show().catch(() => {});
})();
