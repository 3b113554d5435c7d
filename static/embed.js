// Puts the checker into somebody else's page, as docs/EMBEDDING.md tells:
//   <script src="https://host/embed.js" async></script>
//   <hush-check lang="en" dataset="police"><a href="https://host/">Check it</a></hush-check>
// The checker is in a frame of an origin of its own, whoever serves it. All that comes out
// of it is its height, and nothing goes in. What the element holds is for browsers that
// cannot do this.
"use strict";
(() => {
  const script = document.currentScript;
  if (!script || !self.customElements || customElements.get("hush-check")) return;

  const address = (element) => {
    const url = new URL("embed.html", script.src);
    // Out of shadow trees as well, as the language is inherited.
    let place = element, language;
    while (!(language = place.closest("[lang]")) && (place = place.getRootNode().host));
    if (language) url.searchParams.set("lang", language.getAttribute("lang"));
    for (const name of ["dataset", "theme"]) {
      const value = element.getAttribute(name);
      if (value) url.searchParams.set(name, value);
    }
    return url.href;
  };

  customElements.define("hush-check", class extends HTMLElement {
    static get observedAttributes() {
      return ["lang", "dataset", "theme", "title"];
    }

    connectedCallback() {
      this.disconnectedCallback();
      const frame = document.createElement("iframe");
      // Without allow-forms no form is submitted, and without the last word pages that are
      // opened from here would be as restricted. allow-same-origin is left out for good.
      frame.setAttribute(
        "sandbox",
        "allow-scripts allow-forms allow-popups allow-popups-to-escape-sandbox",
      );
      frame.referrerPolicy = "no-referrer";
      frame.loading = "lazy";
      frame.style.cssText = "display: block; inline-size: 100%; block-size: 40rem; border: 0";
      frame.src = address(this);
      this.hear = ({ source, origin, data }) => {
        const isHeight = Number.isInteger(data) && data > 0 && data <= 10000;
        if (isHeight && origin === "null" && source && source === frame.contentWindow) {
          frame.style.blockSize = `${data}px`;
        }
      };
      addEventListener("message", this.hear);
      if (!this.style.display) this.style.display = "block";
      // In a shadow tree, so that the page's styles do not reach it by accident.
      (this.shadowRoot || this.attachShadow({ mode: "open" })).append(frame);
      this.name();
    }

    name() {
      this.shadowRoot.firstChild.title = this.title || "Hushcheck";
    }

    disconnectedCallback() {
      removeEventListener("message", this.hear);
      if (this.shadowRoot) this.shadowRoot.textContent = "";
    }

    attributeChangedCallback(name, before, now) {
      if (!this.shadowRoot || !this.isConnected || before === now) return;
      // What was typed in the frame stays.
      name === "title" ? this.name() : this.connectedCallback();
    }
  });
})();
