// The page that makes embeds: what is chosen becomes the code to paste, as docs/EMBEDDING.md
// tells, and is shown as readers will see it. It asks for the site's own files only.
"use strict";
(async () => {
  const $ = (id) => document.getElementById(id);
  const base = new URL("./", document.baseURI).href;
  const languages = document.querySelector("meta[name=languages]").content.split(" ");
  const asked = new URLSearchParams(location.search).get("lang");

  // Language and script, as static/boot.js finds them.
  const likely = (tag) => {
    try {
      const { language, script } = new Intl.Locale(tag).maximize();
      return language + script;
    } catch {
      return null;
    }
  };
  const same = (tag) => languages.find((code) => likely(code) === likely(tag));
  const preferred = [asked, ...navigator.languages].map(same).find(Boolean) ?? languages[0];

  const json = async (name) => {
    const response = await fetch(base + name, { cache: "no-cache" });
    if (!response.ok) throw new Error(`${name}: ${response.status}`);
    return response.json();
  };

  const known = new Map();
  const texts = (code) => {
    if (!known.has(code)) known.set(code, json(`lang/${code}.json`));
    return known.get(code);
  };

  const messages = await texts(preferred);
  const { builder } = await json(`beside/${preferred}.json`);
  const words = { ...builder, language: messages.language };
  document.documentElement.lang = preferred;
  document.documentElement.dir = messages.direction;
  document.title = words.title;
  for (const element of document.querySelectorAll("[data-text]")) {
    element.textContent = words[element.dataset.text];
  }

  for (const code of languages) {
    const name = new Intl.DisplayNames([code], { type: "language" }).of(code);
    $("language").append(new Option(name, code, false, code === preferred));
  }
  try {
    const site = await json("site.json");
    $("name").textContent = site.name;
    for (const { dataset } of site.datasets) {
      if (!dataset) continue;
      const box = document.createElement("input");
      Object.assign(box, { type: "checkbox", id: `dataset-${dataset}`, value: dataset });
      const label = document.createElement("label");
      Object.assign(label, { htmlFor: box.id, textContent: dataset });
      const line = document.createElement("div");
      line.className = "choice";
      line.append(box, label);
      $("datasets").append(line);
    }
  } catch {
    $("failed").hidden = false;
  }

  const escaped = (text) =>
    text.replace(/[&"<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);

  const draw = async () => {
    const lang = $("language").value;
    const boxes = $("datasets").querySelectorAll("input:checked");
    const chosen = {
      lang,
      dataset: [...boxes].map((box) => box.value).join(" "),
      theme: $("theme").value,
    };
    const { title } = await texts(lang);
    if (lang !== $("language").value) return;
    const given = Object.entries(chosen).filter(([, value]) => value);
    const attributes = given.map(([name, value]) => ` ${name}="${escaped(value)}"`).join("");
    $("code").value = `<script src="${escaped(base)}embed.js" async></${"script"}>
<hush-check${attributes}>
  <a href="${escaped(base)}">${escaped(title)}</a>
</hush-check>
`;
    const address = new URL("embed.html", base);
    for (const [name, value] of given) address.searchParams.set(name, value);
    $("frame").value = `<iframe src="${escaped(address.href)}"
  sandbox="allow-scripts allow-forms allow-popups allow-popups-to-escape-sandbox"
  referrerpolicy="no-referrer" loading="lazy" title="${escaped(title)}"
  style="width: 100%; height: 40rem; border: 0"></iframe>
`;
    const preview = document.createElement("hush-check");
    for (const [name, value] of given) preview.setAttribute(name, value);
    preview.title = title;
    $("preview").replaceChildren(preview);
  };

  // The clipboard is given the code, and nothing else.
  addEventListener("click", async ({ target }) => {
    const id = target.dataset?.copy;
    if (!id) return;
    try {
      await navigator.clipboard.writeText($(id).value);
    } catch {
      // Without HTTPS the old way is left.
      $(id).select();
      document.execCommand("copy");
    }
    document.querySelector(`[data-copied=${id}]`).textContent = words.copied;
  });
  $("choices").addEventListener("submit", (event) => event.preventDefault());
  $("choices").addEventListener("change", () => {
    for (const said of document.querySelectorAll("[data-copied]")) said.textContent = "";
    draw().catch(() => { $("failed").hidden = false; });
  });
  await draw();
})().catch((error) => {
  console.error(error);
  document.getElementById("failed").hidden = false;
});
