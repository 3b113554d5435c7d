// In Node: both files are read from disk, since its fetch takes no file's address.
import { readFile } from "node:fs/promises";
import { load } from "./api.js";

const read = (name) => readFile(new URL(name, import.meta.url));

export const { open, canonical } = load(() => read("./core_bg.wasm"), async () =>
  (await read("./han.txt")).toString("utf8"),
);
export { HushcheckError } from "./api.js";
