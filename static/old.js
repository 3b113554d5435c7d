// Says what to do where the page cannot start: also in browsers that cannot read boot.js.
// So it is written in the JavaScript of 2009, and only comments and indents are taken out.
(function () {
  "use strict";
  var asked = /[?&]lang=([\w-]+)/.exec(location.search);
  var tags = [asked ? asked[1] : ""].concat(navigator.languages || navigator.language || "");

  // Of texts in several languages, shows the one that fits.
  function choose(texts) {
    var best = 0, i, j, tag, code;
    for (i = tags.length - 1; i >= 0; i--) {
      tag = String(tags[i]).toLowerCase();
      code = /^zh/.test(tag) ? (/hant|tw|hk|mo/.test(tag) ? "zh-hant" : "zh-hans") : tag.slice(0, 2);
      for (j = 0; j < texts.length; j++) {
        if (texts[j].lang.toLowerCase() === code) best = j;
      }
    }
    for (j = 0; j < texts.length; j++) texts[j].hidden = j !== best;
  }

  var failure = document.getElementById("failure").cloneNode(true);
  choose(document.getElementById("loading").firstElementChild.children);

  // The program replaces what stood in the page; its end must be told all the same.
  window.hushcheckFailed = function () {
    var place = document.getElementById("failure") || document.body.appendChild(failure);
    var loading = document.getElementById("loading");
    place.hidden = false;
    choose(place.children);
    if (loading) loading.parentNode.removeChild(loading);
    document.documentElement.setAttribute("data-app", "failed");
  };

  // A script that does not come or cannot be read. Once the program runs it speaks for itself.
  window.addEventListener("error", function (event) {
    var isScript = event.target === window || event.target.tagName === "SCRIPT";
    if (isScript && !document.documentElement.hasAttribute("data-app")) window.hushcheckFailed();
  }, true);

  // Firefox tells of a script that does not come before this one runs.
  document.addEventListener("DOMContentLoaded", function () {
    if (!document.documentElement.hasAttribute("data-boot")) window.hushcheckFailed();
  });
})();
