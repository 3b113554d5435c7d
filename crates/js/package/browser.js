// In browsers and bundlers: both files lie beside the module, by addresses that bundlers see.
import { load } from "./api.js";

const table = async () => {
  const response = await fetch(new URL("./han.txt", import.meta.url), { credentials: "omit" });
  if (!response.ok) throw new Error(`han.txt: ${response.status}`);
  return response.text();
};

export const { open, canonical } = load(new URL("./core_bg.wasm", import.meta.url), table);
export { HushcheckError } from "./api.js";
