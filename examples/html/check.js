// A form for one dataset, without any framework.
import { open, HushcheckError } from "./hushcheck/browser.js";

const DATASET = "../datasets/police-1/";
// The publisher's: he says it elsewhere than on the dataset's host.
const PUBLIC_KEY = "PUBLIC-KEY";

const element = (id) => document.getElementById(id);

const words = (answer) => {
  switch (answer.outcome) {
    case "match": {
      const one = Math.round(1 / answer.falsePositiveRate);
      const titles = answer.incidents.map((incident) => incident.title).join(", ");
      return `It matches (${titles}). One in ${one} people who are not in it match by chance.`;
    }
    case "no-match":
      return `Not in this list of ${answer.asOf}. Other leaks are not in it.`;
    case "not-covered":
      return `No list takes the ${answer.kind} alone.`;
    case "could-not-check":
      return `It could not be checked (${answer.why}): nothing is known.`;
    case "invalid":
      return `The ${answer.kind} cannot be right (${answer.reason}).`;
  }
};

const show = (list) => {
  const items = list.map(({ outcome, text }) => {
    const item = document.createElement("li");
    item.dataset.outcome = outcome;
    // Never as HTML: the titles are the publisher's words.
    item.textContent = text;
    return item;
  });
  element("answers").replaceChildren(...items);
};

const failed = (error) => {
  if (error.name === "AbortError") return show([{ outcome: "stopped", text: "Stopped." }]);
  const text = error instanceof HushcheckError ? error.message : "Something went wrong.";
  show([{ outcome: error.code ?? "error", text }]);
};

let dataset;
try {
  dataset = await open(DATASET, { publicKey: PUBLIC_KEY });
  const [plan] = dataset.plan();
  element("plan").textContent = plan.revealedBits
    ? `A check downloads ${plan.bytes} bytes; the host learns what ${plan.recordsSharing} people share.`
    : `A check downloads the whole list, ${plan.bytes} bytes; the host learns nothing.`;
  document.documentElement.dataset.state = "ready";
} catch (error) {
  failed(error);
}

let controller;
element("stop").addEventListener("click", () => controller?.abort());
element("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  if (!dataset) return;
  controller?.abort();
  controller = new AbortController();
  element("stop").disabled = false;
  element("progress").hidden = false;
  const kinds = ["name", "national-id"];
  const identifiers = kinds.map((kind) => ({ kind, value: element(kind).value }));
  const onProgress = ({ stage, done, total }) => {
    if (stage === "fetching") Object.assign(element("progress"), { max: total, value: done });
  };
  try {
    const answers = await dataset.check(identifiers, { signal: controller.signal, onProgress });
    show(answers.map((answer) => ({ outcome: answer.outcome, text: words(answer) })));
  } catch (error) {
    failed(error);
  }
  element("stop").disabled = true;
  element("progress").hidden = true;
});
