// A self-contained page begins with this, and so does its worker: files that stand in the
// page answer in the network's place. `hushcheck` puts them there.
"use strict";
self.packed = (() => {
  const network = self.fetch.bind(self);
  const PACKED = "application/gzip";
  // What stands in the page, by its name; and the datasets that it is for, if not for all.
  const held = { base: "", files: new Map(), only: [] };

  // What stands in the page is packed; what was picked from a disk (picked.js) is not.
  const unpacked = (file) => new Response(
    file.type === PACKED ? file.stream().pipeThrough(new DecompressionStream("gzip")) : file,
  );

  // The page reads its files for its worker, too: in a worker of a page of opaque origin
  // WebKit reads no blob, not even one that was made there.
  let toPage;
  const asked = (name) => new Promise((done, failed) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => data ? done(new Response(data)) : failed(new TypeError(name));
    toPage.postMessage(name, [port2]);
  });
  const read = (name) => toPage ? asked(name) : unpacked(held.files.get(name));

  // A page may be for some datasets only. The others are opened all the same, and counted
  // when it is planned how much is revealed: else who checks in several such pages would
  // reveal more than in one page for all.
  const choose = async (response) => {
    const text = await response.text();
    try {
      const site = JSON.parse(text);
      for (const entry of [...site.datasets, ...site.ranges ?? []]) {
        entry.counted_only ||= !held.only.includes(entry.dataset ?? entry.path);
      }
      return new Response(JSON.stringify(site));
    } catch {
      return new Response(text);
    }
  };

  // A frame of an opaque origin may only read what its server lets everybody read.
  const lacksLeave = (address, name, init) =>
    self.origin === "null" && !name.endsWith(".bin")
      // Without leave browsers fetch only what may lead elsewhere; the policy holds it here.
      ? network(address, { ...init, mode: "no-cors", redirect: "follow" })
        .then(() => true, () => false)
      : false;

  self.fetch = async (address, init) => {
    const name = String(address).slice(held.base.length);
    try {
      const response = await (held.files.has(name) ? read(name) : network(address, init));
      return name === "site.json" && held.only.length && response.ok ? choose(response) : response;
    } catch (error) {
      if (await lacksLeave(address, name, init)) postMessage("lacks leave");
      throw error;
    }
  };

  if (self.document) {
    held.base = new URL("./", document.baseURI).href;
    for (const element of document.querySelectorAll("script[data-file]")) {
      const text = atob(element.textContent);
      const bytes = new Uint8Array(text.length);
      for (let i = 0; i < bytes.length; i++) bytes[i] = text.charCodeAt(i);
      held.files.set(element.dataset.file, new Blob([bytes], { type: PACKED }));
      element.remove();
    }
  }

  // Answers a worker from now on. It says one thing that is not for the program.
  const hand = (worker) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = async ({ data: name, ports: [answer] }) => {
      const bytes = await unpacked(held.files.get(name)).arrayBuffer().catch(() => null);
      answer.postMessage(bytes);
    };
    worker.postMessage({ ...held, files: [...held.files.keys()] }, [port2]);
    worker.addEventListener("message", (event) => {
      if (event.data !== "lacks leave") return;
      event.stopImmediatePropagation();
      const notice = document.getElementById("lacks-leave");
      if (notice) notice.hidden = false;
    });
  };
  // The worker's first message, of which the program need not know.
  self.document || self.addEventListener("message", (event) => {
    event.stopImmediatePropagation();
    const { base, files, only } = event.data;
    Object.assign(held, { base, files: new Set(files), only });
    [toPage] = event.ports;
  }, { once: true });

  // Unless it is a frame, the page has its lists in it or reads them from a disk.
  const isWhole = self.document?.documentElement.dataset.layout !== "frame";

  return { held, hand, isWhole };
})();
