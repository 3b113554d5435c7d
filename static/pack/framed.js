// The checker in a frame of somebody else's page: what it is asked to show is in its
// address, and it says nothing but its height.
"use strict";
(() => {
  // From here on page and worker can connect to the page's own host alone, and to those that
  // datasets of the site and their mirrors are at. The host is not known before, and 'self'
  // means none in some browsers, since the frame has no origin.
  const policy = document.createElement("meta");
  policy.httpEquiv = "Content-Security-Policy";
  const hosts = document.querySelector("meta[name=hosts]")?.content ?? "";
  policy.content = `connect-src ${new URL(document.baseURI).origin} ${hosts}`;
  document.head.append(policy);

  const asked = new URLSearchParams(location.search);
  self.packed.held.only = (asked.get("dataset") || "").split(/[\s,]+/).filter(Boolean);

  const root = document.documentElement;
  const theme = asked.get("theme");
  if (theme === "light" || theme === "dark") {
    root.style.colorScheme = theme;
    for (const { media } of document.styleSheets[0].cssRules) {
      if (media?.mediaText.includes("prefers-color-scheme")) {
        media.mediaText = media.mediaText.includes(theme) ? "all" : "not all";
      }
    }
  }

  // The height is that of the form before anybody used it. One that followed what is
  // typed, or what comes out, would tell the page around; so from the first touch on it
  // stays, and the rest is scrolled to.
  const observer = new ResizeObserver(() => {
    const height = Math.ceil(root.getBoundingClientRect().height);
    if (height > 0 && height <= 10000) parent.postMessage(height, "*");
  });
  if (parent !== self) observer.observe(root);
  for (const type of ["pointerdown", "keydown", "focusin", "beforeinput", "input"]) {
    addEventListener(type, () => observer.disconnect(), { capture: true });
  }
})();
