// Starts the program: one wasm module, in the page and in its worker.
// What it leaves in `hushcheck` is used by src/boot.rs.
"use strict";
(() => {
  // ---- Begin of what crates/js takes over
  // Asks for files as whoever knows nobody: without cookies, referrer or detours. What comes
  // is [its bytes, whether it was here already], or nothing.
  //
  // A request ends when nothing came of its host for half a minute, so that the next is asked,
  // or it is said that nobody answers. What comes slowly goes on: anything of a host counts
  // for all that is asked of it, since browsers ask for a few files at a time. Who was silent
  // once gets five seconds, until something comes. Time in which the device sleeps is none.
  //
  // Of what takes longer than a second, `tell` hears each second how many bytes more came.
  const asking = (fetch, tell) => {
    const hosts = {};
    return async (address, cache, signal) => {
      const host = hosts[new URL(address).host] ??= { heard: 0, patience: 30 };
      const ending = new AbortController();
      const end = () => ending.abort();
      let { heard } = host;
      let silence = 0;
      let size = 0;
      let told = 0;
      const clock = setInterval(() => {
        silence = heard === host.heard ? silence + 1 : 0;
        heard = host.heard;
        if (size > told) tell?.(size - told);
        told = size;
        if (silence >= host.patience) {
          host.patience = 5;
          end();
        }
      }, 1000);
      signal?.addEventListener("abort", end);
      if (signal?.aborted) end();
      const hear = () => {
        host.heard++;
        host.patience = 30;
      };
      try {
        const response = await fetch(address, {
          cache,
          credentials: "omit",
          redirect: "error",
          referrerPolicy: "no-referrer",
          signal: ending.signal,
        });
        hear();
        if (!response.ok) return;
        const reader = response.body.getReader();
        const parts = [];
        for (let part; !(part = await reader.read()).done;) {
          hear();
          size += part.value.length;
          parts.push(part.value);
        }
        // No Blob: WebKit reads none in the worker of a page of opaque origin.
        const bytes = new Uint8Array(size);
        parts.reduce((at, part) => (bytes.set(part, at), at + part.length), 0);
        // A page came from elsewhere: networks that want people to sign in send theirs.
        const begin = new TextDecoder().decode(bytes.subarray(0, 99));
        if (/^\s*<(!doctype|html)/i.test(begin)) return;
        // What nobody was asked for has no address.
        return [bytes.buffer, !response.url];
      } catch {
        // Whatever it was, the file did not come.
      } finally {
        clearInterval(clock);
        signal?.removeEventListener("abort", end);
        end();
      }
    };
  };
  // ---- End of what crates/js takes over

  // The worker is made of this text as well. It begins as a blob, because then the page's
  // Content-Security-Policy is the worker's too; a worker from an address would have none. It
  // holds all that it needs, so that another can be started without the network.
  if (!self.document) {
    // Lists that the person keeps on the device (static/beside.js) answer in the network's
    // place, whole ones only.
    const network = self.fetch;
    const kept = async (address) => {
      const folder = address.slice(0, address.lastIndexOf("/") + 1);
      const cacheName = `hushcheck-list ${folder}`;
      const isWhole = await caches.match(`${folder}kept`, { cacheName });
      return isWhole && caches.match(address, { cacheName });
    };
    const keptOr = async (address, init) =>
      (address.endsWith(".bin") && await kept(address).catch(() => {})) || network(address, init);
    addEventListener("message", ({ data: { base, module }, ports: [port] }) => {
      self.hushcheck = { base, ask: asking(self.packed ? network : keptOr, postMessage) };
      performance.setResourceTimingBufferSize(20000);
      port.onmessage = () =>
        port.postMessage(performance.getEntriesByType("resource").map((entry) => entry.name));
      wasm_bindgen.initSync({ module });
    }, { once: true });
    addEventListener("unhandledrejection", () => postMessage(null));
    return;
  }

  const base = new URL("./", document.baseURI).href;
  // Else the styles tell after a while that nothing happens.
  document.documentElement.dataset.boot = "";
  const languages = document.querySelector("meta[name=languages]").content.split(" ");

  // Language and script, so that zh-CN finds zh-Hans and zh-TW does not.
  const likely = (tag) => {
    try {
      const { language, script } = new Intl.Locale(tag).maximize();
      return language + script;
    } catch {
      return null;
    }
  };

  const preferred = () => {
    const wanted = [new URLSearchParams(location.search).get("lang"), ...navigator.languages];
    for (const tag of wanted) {
      const code = languages.find((code) => likely(code) === likely(tag));
      if (code) return code;
    }
    return languages[0];
  };

  const ask = asking(self.fetch);

  const json = async (file) => {
    const came = await ask(base + file, "no-cache");
    if (!came) throw new Error(file);
    return JSON.parse(new TextDecoder().decode(came[0]));
  };

  const loaded = {};
  const load = async (code) => {
    const known = languages.includes(code) ? code : languages[0];
    // The plans are fetched whatever will be typed and found; the page can do without.
    const plans = json(`plans/${known}.json`).catch(() => ({}));
    loaded[known] = { code: known, messages: await json(`lang/${known}.json`), plans: await plans };
    return loaded[known];
  };

  const compile = async (url) => {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`${url}: ${response.status}`);
    const type = response.headers.get("Content-Type") || "";
    // Some hosts send wasm with another type, which the streaming way refuses.
    return WebAssembly.compileStreaming && type.startsWith("application/wasm")
      ? WebAssembly.compileStreaming(response)
      : WebAssembly.compile(await response.arrayBuffer());
  };

  const fail = (error) => {
    console.error(error);
    self.hushcheckFailed();
  };

  // The program may be long on its way, or never come.
  setTimeout(() => self.hushcheck || self.hushcheckFailed(), 60000);

  const glue = document.querySelector("script[data-glue]");
  const wasm = document.querySelector('link[type="application/wasm"]').href;

  // Where the program panics it stops; there is nobody else to tell.
  addEventListener("error", ({ error }) => {
    if (error instanceof WebAssembly.RuntimeError) fail(error);
  });

  const text = async (url) => {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`${url}: ${response.status}`);
    return response.text();
  };

  // By it the worker says what the browser recorded of its requests.
  let port;
  const startWorker = () => {
    const worker = new Worker(self.hushcheck.worker);
    self.packed?.hand(worker);
    const channel = new MessageChannel();
    port = channel.port1;
    worker.postMessage({ base, module: self.hushcheck.module }, [channel.port2]);
    return worker;
  };

  // What it says, once it is not busy; nothing after a while.
  const askWorker = () => new Promise((done) => {
    setTimeout(done, 5000, []);
    if (!port) return done([]);
    port.onmessage = ({ data }) => done(data);
    port.postMessage(null);
  });
  // Few people press it, so the test comes when it is asked for (in packed pages it is there).
  addEventListener("click", async ({ target }) => {
    if (target.id !== "self-test") return;
    if (!self.selfTest) {
      const script = document.createElement("script");
      script.src = `${base}self-test.js`;
      await new Promise((done) => {
        script.onload = script.onerror = done;
        document.head.append(script);
      });
    }
    target.nextElementSibling.textContent = await selfTest(target.dataset, askWorker);
  });
  performance.setResourceTimingBufferSize(20000);

  // A file of many rows is read into their field. In simplified Chinese, programs for tables
  // write it the old way still; nothing else is guessed, since misread names would match
  // nobody. Many more lines than are checked would stop the page for a minute in a field.
  const read = async (file) => {
    if (file.size > 4e6) throw file;
    const bytes = await file.arrayBuffer();
    const decode = (label) => {
      const text = new TextDecoder(label, { fatal: true }).decode(bytes);
      if (/\0/.test(text) || text.split(/[\r\n]+/).length > 11000) throw file;
      return text;
    };
    try {
      return decode(new Uint8Array(bytes)[0] === 255 ? "utf-16" : "utf-8");
    } catch (error) {
      if (document.documentElement.lang !== "zh-Hans") throw error;
      return decode("gb18030");
    }
  };
  const take = async ([file]) => {
    const field = document.getElementById("many-file");
    let fault = "";
    try {
      const rows = document.getElementById("many-rows");
      rows.value = await read(file);
      for (const type of ["input", "change"]) rows.dispatchEvent(new Event(type, { bubbles: true }));
    } catch {
      fault = loaded[document.documentElement.lang].messages.unreadable_file;
    }
    // The same file can be chosen again.
    field.value = "";
    field.setCustomValidity(fault);
    field.reportValidity();
  };
  addEventListener("change", ({ target }) => {
    if (target.id === "many-file") take(target.files);
  });
  // Dropped where nothing takes it, a file would open in the page's place.
  for (const type of ["dragover", "drop"]) {
    addEventListener(type, (event) => {
      const { dataTransfer: { types, files }, target } = event;
      if (!types.includes("Files") || target.type === "file") return;
      event.preventDefault();
      if (files.length && document.getElementById("many-form")?.contains(target)) take(files);
    });
  }

  const save = (name, text) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  };

  const show = ({ code, messages }) => {
    document.documentElement.lang = code;
    document.documentElement.dir = messages.direction;
    for (const element of document.querySelectorAll("[data-text]")) {
      element.textContent = messages[element.dataset.text];
    }
  };

  // Three times the shift key, as on other sites that people may have to leave quickly.
  let shifts = [];
  addEventListener("keydown", ({ key, repeat, timeStamp }) => {
    if (repeat) return;
    shifts = key === "Shift" ? [...shifts, timeStamp].slice(-3) : [];
    if (shifts.length === 3 && timeStamp - shifts[0] < 2000) {
      document.getElementById("leave-button")?.click();
    }
  });

  // The page that makes embeds is one of its own: it shows frames, which this one must not.
  const toBuilder = () => {
    if (location.hash === "#/embed" && !self.packed) location.replace(`${base}builder.html`);
  };
  addEventListener("hashchange", toBuilder);
  toBuilder();

  const parsed = new Promise((done) => document.addEventListener("DOMContentLoaded", done));
  const language = load(preferred());
  language.then(show, () => {});
  // In a self-contained page (static/pack) the scripts stand in it.
  const workerBegin = document.querySelector("script[data-packed]")?.textContent ?? "";
  const code = (script) => script.src ? text(script.src) : script.textContent;
  const codes = [code(glue), code(document.currentScript)];
  Promise.all([compile(wasm), ...codes, language, parsed, self.packed?.ready])
    .then(([module, code, own, language]) => {
      // Without escapes, which what packs this script writes wrongly.
      const parts = [workerBegin, code, ";", own];
      const worker = URL.createObjectURL(new Blob(parts, { type: "text/javascript" }));
      // Where the browser says nothing of the line, it is taken for slow.
      const { effectiveType, saveData, downlink, type } = navigator.connection ?? {};
      const fast = effectiveType === "4g" && !saveData && downlink >= 5 && type !== "cellular";
      const given = {
        base, ask, languages, language, loaded, module, worker, load, startWorker, save, fail, fast,
        onDevice: self.packed?.isWhole,
        // Of fields for passwords, browsers offer to save what is in them, on the next page as
        // well; older ones hide nothing in others.
        hides: CSS.supports("-webkit-text-security", "disc"),
      };
      self.hushcheck = given;
      return wasm_bindgen({ module_or_path: module });
    })
    .catch(fail)
    .then(() => {
      // Self-contained pages and frames have nothing beside them.
      if (self.packed) return;
      const beside = document.createElement("script");
      beside.src = `${base}beside.js`;
      document.head.append(beside);
    });
})();
