// Holds the browser's own record of requests, of page and worker, against the ledger. It asks
// the browser and reads the document; the program that wrote the ledger has no part in it.
"use strict";
// What was said was said in the language of then: it does not stay among texts of another.
{
  let spoken = document.documentElement.lang;
  new MutationObserver(() => {
    const { lang } = document.documentElement;
    const said = document.getElementById("self-test-result");
    if (lang !== spoken && said) said.textContent = "";
    spoken = lang;
  }).observe(document.documentElement, { attributeFilter: ["lang"] });
}
self.selfTest = async ({ fine, wrong }, askWorker) => {
  const { base, languages } = self.hushcheck;
  const entries = performance.getEntriesByType("resource");
  const all = [...entries.map((entry) => entry.name), ...await askWorker()];
  // blob: and data: are in the page already.
  const urls = all.filter((url) => /^[a-z]+:\/\//.test(url));
  const every = (css) => [...document.querySelectorAll(css)];

  const ledger = new Set(every("#ledger tr[data-url]").map((row) => new URL(row.dataset.url, base).href));
  const own = new Set(every("script[src], link[href]").map((element) => element.src || element.href));
  for (const code of languages) {
    for (const folder of ["lang", "plans", "beside"]) own.add(`${base}${folder}/${code}.json`);
  }
  // The service worker, which WebKit records.
  own.add(`${base}offline.js`);
  // Whole lists that are kept on the device (static/beside.js).
  for (const url of self.hushcheck.kept ?? []) own.add(url);
  // Pictures that style sheets name.
  for (const { initiatorType, name } of entries) if (initiatorType === "css") own.add(name);

  const typed = every("input, textarea").map((field) => field.value).filter((text) => text.length > 3);
  const holds = (url) => typed.some((text) => url.includes(text) || url.includes(encodeURIComponent(text)));
  const faults = urls.filter((url) => holds(url) || !(ledger.has(url) || own.has(url)));
  const values = {
    n: urls.length,
    lists: urls.filter((url) => ledger.has(url)).length,
    urls: [...new Set(faults)].join(" "),
  };
  return (faults.length ? wrong : fine).replace(/{(\w+)}/g, (_, name) => values[name]);
};
