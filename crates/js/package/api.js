// The package's functions: arguments, errors and signals. All else is in the wasm module.
import { asking } from "./asking.js";
import init, { Opened, canonical as canonicalForm, loadTable } from "./core.js";

const ARGUMENTS = {
  kind: "unknown kind of identifier",
  "kind-twice": "a kind stands twice: check the identifiers of one person at a time",
  country: "country: two letters of ISO 3166-1, such as CN",
  dial: "dial: one of balanced, reveal-nothing and small-downloads",
  "public-key": "publicKey: no public key in minisign's format",
};

const MESSAGES = {
  unreachable: "the dataset's manifest could not be fetched: is the address right, and does its host send Access-Control-Allow-Origin?",
  unsigned: "the dataset has no signature",
  untrusted: "the dataset is signed, but not by the keys given",
  tampered: "the dataset's manifest is not what was signed",
  malformed: "the dataset's manifest is none that this version can read",
  "names-unknown": "han.txt, which lies beside the package's module, could not be loaded: names cannot be read without it",
  "would-block": "a list of this dataset is hashed slowly (argon2id), which stops a page meanwhile: call check in a Worker, or allow it by mayBlock: true",
  module: "the package's WebAssembly module could not be loaded",
};

/** What is thrown; never holds anything of what was checked. */
export class HushcheckError extends Error {
  constructor(code, message, details) {
    super(message);
    this.name = "HushcheckError";
    this.code = code;
    Object.assign(this, details);
  }
}

const argument = (message) => new HushcheckError("argument", message);

// What Rust throws are plain objects with a code.
const translated = (thrown) => {
  switch (thrown?.code) {
    case "argument":
      return argument(ARGUMENTS[thrown.argument]);
    case "invalid": {
      const { kind, reason } = thrown;
      return new HushcheckError("invalid", `no ${kind}: ${reason}`, { kind, reason });
    }
    default:
      return MESSAGES[thrown?.code]
        ? new HushcheckError(thrown.code, MESSAGES[thrown.code])
        : thrown;
  }
};

const isText = (value) => typeof value === "string";

const text = (value, name) => {
  // The value is never shown: it may be what somebody typed.
  if (!isText(value)) throw argument(`${name}: a string`);
  return value;
};

const callable = (value, name) => {
  if (value !== undefined && typeof value !== "function") throw argument(`${name}: a function`);
  return value;
};

// What asks for files until the signal ends it, whatever the caller's own function returns.
const fetching = (own, signal) => {
  const ask = asking(async (url, init) => {
    const response = await (own ?? fetch)(url, init);
    if (response instanceof Response) return response;
    return new Response(await response.arrayBuffer(), { status: response.status });
  });
  return (url, cache) => ask(url, cache, signal);
};

class Dataset {
  #opened;
  #fetch;
  info;

  constructor(opened, own) {
    this.#opened = opened;
    this.#fetch = own;
    this.info = opened.info();
  }

  plan({ dial = "balanced" } = {}) {
    try {
      return this.#opened.plan(text(dial, "dial"));
    } catch (thrown) {
      throw translated(thrown);
    }
  }

  async check(identifiers, options = {}) {
    const { signal, onProgress, dial = "balanced", mayBlock = typeof document === "undefined" } =
      options;
    signal?.throwIfAborted();
    if (!Array.isArray(identifiers)) throw argument("identifiers: an array of { kind, value }");
    const kinds = identifiers.map((each, i) => text(each?.kind, `identifiers[${i}].kind`));
    const values = identifiers.map((each, i) => text(each?.value, `identifiers[${i}].value`));
    callable(onProgress, "onProgress");
    const progress = (stage, done, total) => onProgress?.({ stage, done, total });
    try {
      const answers = await this.#opened.check(
        kinds,
        values,
        text(dial, "dial"),
        mayBlock === true,
        fetching(this.#fetch, signal),
        progress,
      );
      signal?.throwIfAborted();
      return answers;
    } catch (thrown) {
      throw translated(thrown);
    }
  }
}

// Both files are always loaded, and first: whoever watches learns nothing from it.
export const load = (wasm, table) => {
  let loaded;
  const start = async () => {
    const source = typeof wasm === "function" ? wasm() : wasm;
    const [names] = await Promise.all([
      table().catch(() => ""),
      init({ module_or_path: source }).catch((cause) => {
        throw new HushcheckError("module", MESSAGES.module, { cause });
      }),
    ]);
    return loadTable(names);
  };
  const ready = async () => {
    loaded ??= start();
    try {
      // Without the table all but names can be checked; the next call tries again.
      if (!(await loaded)) loaded = undefined;
    } catch (thrown) {
      loaded = undefined;
      throw thrown;
    }
  };

  const open = async (url, options = {}) => {
    const { publicKey = [], country, signal } = options;
    signal?.throwIfAborted();
    const own = callable(options.fetch, "fetch");
    const address = addressOf(url);
    const keys = [publicKey].flat().map((key) => text(key, "publicKey").trim().split("\n").pop());
    if (country !== undefined) text(country, "country");
    await ready();
    try {
      const opened = await Opened.open(address, fetching(own, signal), keys, country);
      signal?.throwIfAborted();
      return new Dataset(opened, own);
    } catch (thrown) {
      signal?.throwIfAborted();
      throw translated(thrown);
    }
  };

  const canonical = async (kind, value, { country, reduced = false } = {}) => {
    text(kind, "kind");
    text(value, "value");
    if (country !== undefined) text(country, "country");
    await ready();
    try {
      return canonicalForm(kind, value, country, reduced === true);
    } catch (thrown) {
      throw translated(thrown);
    }
  };

  return { open, canonical };
};

const addressOf = (url) => {
  let address;
  try {
    address = new URL(url, globalThis.document?.baseURI ?? globalThis.location?.href);
  } catch {
    throw argument("url: the address of a dataset's folder");
  }
  address.search = "";
  address.hash = "";
  return address.href;
};
