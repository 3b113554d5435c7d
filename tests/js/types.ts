// Compiled by TypeScript, never run: programs in it must fit the package's types.
import { open, canonical, HushcheckError } from "hushcheck";
import type { Answer, Dataset, Dial, Kind, ListPlan } from "hushcheck";

const dataset: Dataset = await open(new URL("https://example.org/datasets/a"), {
  publicKey: ["RWQ"],
  signal: AbortSignal.timeout(1000),
  fetch: (url, init) => fetch(url, init),
});
const dial: Dial = "reveal-nothing";
const plans: ListPlan[] = dataset.plan({ dial });
const kind: Kind = "birth-date";
const form: string = await canonical(kind, "1990-12-31", { country: "CN", reduced: true });

const shown = (answer: Answer): string => {
  switch (answer.outcome) {
    case "match":
      return `${answer.falsePositiveRate} ${answer.incidents[0]?.title ?? ""} ${answer.meaning}`;
    case "no-match":
      return answer.asOf;
    case "not-covered":
      return answer.together.flat().join(", ");
    case "could-not-check":
      return answer.why;
    case "invalid":
      return `${answer.kind}: ${answer.reason}`;
    default:
      // All outcomes are above, or this does not compile.
      return answer satisfies never;
  }
};

try {
  const answers = await dataset.check([{ kind, value: form }], {
    dial,
    mayBlock: true,
    onProgress: ({ stage, done, total }) => console.log(stage, done / total, plans.length),
  });
  console.log(answers.map(shown));
} catch (error) {
  if (error instanceof HushcheckError && error.code === "would-block") console.log(error.reason);
}

// @ts-expect-error: there is no such kind.
await dataset.check([{ kind: "shoe-size", value: "42" }]);
// @ts-expect-error: a match tells more than its day.
const noMatch: Answer = { outcome: "match", check: "email", asOf: "2026-01-01" };
export { noMatch };
