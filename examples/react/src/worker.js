// Checks in a thread of its own: the list's slow hash would stop the page meanwhile.
import { open, HushcheckError } from "hushcheck";

// Where the dataset is, and its publisher's key: given when the example is built.
const url = new URL(import.meta.env.VITE_HUSHCHECK_DATASET, self.location.origin);
const dataset = open(url, { publicKey: import.meta.env.VITE_HUSHCHECK_KEY });
// Whoever asks hears of it then.
dataset.catch(() => {});

self.onmessage = async ({ data: identifiers }) => {
  const onProgress = (progress) => self.postMessage({ progress });
  try {
    self.postMessage({ answers: await (await dataset).check(identifiers, { onProgress }) });
  } catch (error) {
    const known = error instanceof HushcheckError;
    self.postMessage({ error: { code: known ? error.code : "error", message: known ? error.message : "" } });
  }
};
