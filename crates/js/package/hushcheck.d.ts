/**
 * Opens a dataset: fetches its manifest and the signature, and verifies that one of your
 * keys made it.
 *
 * `url` is the dataset's folder, such as `https://example.org/datasets/police-1`; in a page
 * it may be relative. A dataset without a signature is opened from `localhost` only.
 *
 * Rejects with a {@link HushcheckError}, or with the signal's reason.
 */
export function open(url: string | URL, options?: OpenOptions): Promise<Dataset>;

/** How a dataset is opened. */
export interface OpenOptions {
  /** The publisher's public key in minisign's format (the line of 56 characters, or the whole file), or several of which one must fit. */
  publicKey?: string | readonly string[];
  /** The country of national IDs, dates and phone numbers that are written without one (ISO 3166-1, such as `"CN"`); by default the dataset's. */
  country?: string;
  /** Takes the place of the global `fetch` for this dataset's files. Pass on the options that it is given: they keep caches, cookies and the referrer out, and their signal ends a request to a host of which nothing came for half a minute. */
  fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** Ends it. */
  signal?: AbortSignal;
}

/**
 * Returns the one spelling that stands for all spellings of an identifier, such as
 * `"+8613800138000"`. Nothing is sent anywhere.
 *
 * Rejects with a {@link HushcheckError} of code `"invalid"` if it is no identifier of its
 * kind.
 */
export function canonical(kind: Kind, value: string, options?: CanonicalOptions): Promise<string>;

/** How an identifier is read. */
export interface CanonicalOptions {
  /** The country of national IDs, dates and phone numbers that are written without one. */
  country?: string;
  /** Returns what is hashed instead: for kinds that can be enumerated, the spelling without the digits that a thief would want to complete. */
  reduced?: boolean;
}

/** A dataset that was opened. */
export interface Dataset {
  /** What the dataset says of itself. */
  readonly info: DatasetInfo;
  /**
   * Checks **one person's** identifiers, a kind once, in every list that takes them.
   *
   * Answers with one {@link Answer} a list, in the dataset's order, and one for each kind
   * that no list took. A failure is an answer too (`could-not-check`), never `no-match`.
   *
   * Rejects with a {@link HushcheckError} of code `"argument"` or `"would-block"`, or with
   * the signal's reason.
   */
  check(identifiers: readonly IdentifierInput[], options?: CheckOptions): Promise<Answer[]>;
  /** Says how much of each list a check fetches, and what that reveals to the host. It depends on the dataset and the dial, never on what is checked. */
  plan(options?: PlanOptions): ListPlan[];
}

/** What a person can be found by. */
export interface IdentifierInput {
  /** What it is. */
  kind: Kind;
  /** As it was typed, in any spelling. */
  value: string;
}

/** The kinds of identifier. */
export type Kind =
  | "name"
  | "national-id"
  | "phone"
  | "email"
  | "password"
  | "birth-date"
  | "username"
  | "iban"
  | "card"
  | "passport"
  | "plate"
  | "text";

/** How a check runs. */
export interface CheckOptions {
  /** Ends it. What was asked for until then is known to the host. Hashing itself cannot be ended but by ending its Worker. */
  signal?: AbortSignal;
  /** Is told what is being done. What it throws is passed over. */
  onProgress?: (progress: Progress) => void;
  /** How lists are fetched; `"balanced"` by default. Keep to one setting for a person. */
  dial?: Dial;
  /** Whether a slow hash may stop the page for as long as it takes: by default only where there is no page, that is in a Worker and in Node. */
  mayBlock?: boolean;
}

/** What is being done. */
export interface Progress {
  /** `"hashing"` counts hashes, `"fetching"` bytes, `"searching"` lists. */
  stage: "hashing" | "fetching" | "searching";
  /** How much is done. */
  done: number;
  /** How much there is to do. */
  total: number;
}

/**
 * How lists are fetched. `"reveal-nothing"`: all lists whole. `"balanced"`: lists up to 2 MB
 * whole, of larger ones a part. `"small-downloads"`: a part of every list that has parts.
 */
export type Dial = "balanced" | "reveal-nothing" | "small-downloads";

/** How a plan is made. */
export interface PlanOptions {
  /** How lists are fetched; `"balanced"` by default. */
  dial?: Dial;
}

/** What a check does with a list, whatever is checked. */
export interface ListPlan {
  /** The list, by its kinds, such as `"name+phone"`. */
  check: string;
  /** How many files are fetched. */
  files: number;
  /** How many bytes they have together. */
  bytes: number;
  /** How many bits of the hash the host learns; 0 when the list is fetched whole. */
  revealedBits: number;
  /** How many of the list's entries share these bits; missing when nothing is revealed. */
  recordsSharing?: number;
  /** Why the list is not asked at all, if it is not. */
  refused?: CouldNotCheckReason;
}

/** What a list says: one of five outcomes. */
export type Answer = Match | NoMatch | NotCovered | CouldNotCheck | Invalid;

/**
 * The list has an entry like this. It is either the person, or the one in
 * `1 / falsePositiveRate` that matches by chance: say so.
 */
export interface Match {
  outcome: "match";
  /** The list, by its kinds. */
  check: string;
  /** Chance that somebody who is not in the list matches all the same. */
  falsePositiveRate: number;
  /** The day of the list, YYYY-MM-DD. */
  asOf: string;
  /** The incidents that it is about. */
  incidents: Incident[];
  /** `"all-of"`: in each of them and no other. `"all-of-or-more"`: in each, perhaps in others. `"one-or-more-of"`: in at least one. */
  meaning: "all-of" | "all-of-or-more" | "one-or-more-of";
  /** How often the password was seen, at least; where the list tells. */
  seen?: number;
}

/** It is not in this list, as of its day. It never means "safe": other leaks are not in it. */
export interface NoMatch {
  outcome: "no-match";
  /** The list, by its kinds. */
  check: string;
  /** The day of the list, YYYY-MM-DD. */
  asOf: string;
}

/** No list could take the identifier. */
export interface NotCovered {
  outcome: "not-covered";
  /** Its kind. */
  kind: Kind;
  /** What it can be checked together with, a list each; empty when no list has the kind. */
  together: Kind[][];
}

/** The list could not be searched: nothing is known. */
export interface CouldNotCheck {
  outcome: "could-not-check";
  /** The list, by its kinds. */
  check: string;
  /** Why. */
  why: CouldNotCheckReason;
}

/**
 * Why a list could not be searched: its files did not come (`unreachable`), are not those that
 * were signed (`tampered`) or not what the manifest says (`inconsistent`); more than one in ten
 * would match by chance (`says-too-little`); the device could not (`device`); there was no match,
 * but the list has expired (`expired`); too much would be fetched (`too-large`); han.txt did not
 * come (`names-unknown`); another dataset is missing (`plan-unknown`, not in this package).
 */
export type CouldNotCheckReason =
  | "unreachable"
  | "tampered"
  | "inconsistent"
  | "says-too-little"
  | "device"
  | "plan-unknown"
  | "too-large"
  | "expired"
  | "names-unknown";

/** What was given is no identifier of its kind; the list was not asked. */
export interface Invalid {
  outcome: "invalid";
  /** The list, by its kinds. */
  check: string;
  /** The kind that is wrong. */
  kind: Kind;
  /** What is wrong with it. */
  reason: InvalidReason;
}

/** What is wrong with an identifier. */
export type InvalidReason =
  | "empty"
  | "too-long"
  | "character"
  | "email-at"
  | "email-domain"
  | "phone-country"
  | "phone-length"
  | "phone-prefix"
  | "id-country"
  | "id-date"
  | "date"
  | "length"
  | "check"
  | "only-number";

/** What a dataset says of itself. */
export interface DatasetInfo {
  /** Its name. */
  dataset: string;
  /** Its version. */
  number: number;
  /** The day of publication, YYYY-MM-DD. */
  published: string;
  /** The day after which it says nothing any more, YYYY-MM-DD. */
  expires?: string;
  /** The country by which its identifiers were read. */
  country?: string;
  /** Whether one of your keys signed it; `false` only on `localhost`. */
  signed: boolean;
  /** The leaks that it is about. */
  incidents: Incident[];
  /** Why the publisher went against the rules of what may be published, in his words. */
  acceptedRisks: string[];
  /** Its lists. */
  lists: ListInfo[];
}

/** One leak. */
export interface Incident {
  /** A short name that stays. */
  name: string;
  /** What people call it. */
  title: string;
  /** Whose data it was. */
  organisation?: string;
  /** What happened. Plain text: never insert it as HTML. */
  description?: string;
  /** Where the publisher has it from. */
  source?: string;
  /** YYYY-MM-DD, YYYY-MM or YYYY. */
  breachDate?: string;
  /** Which kinds of data leaked, by Have I Been Pwned's names. */
  dataClasses: string[];
  /** How many rows the leak has. */
  rowCount: number;
}

/** A list. */
export interface ListInfo {
  /** Its kinds, joined by `+`. */
  check: string;
  /** Its kinds. */
  kinds: Kind[];
  /** How many records it has, as the publisher says. */
  records: number;
  /** How many different fingerprints. */
  entries: number;
  /** How many bytes the whole list has. */
  bytes: number;
  /** How it is hashed. `"argon2id"` takes a tenth of a second to seconds a check. */
  scheme: "sha256" | "argon2id" | "sha1";
}

/** What is thrown. Neither message nor fields hold anything of what was checked. */
export class HushcheckError extends Error {
  readonly name: "HushcheckError";
  /** What went wrong, for programs. */
  readonly code: ErrorCode;
  /** With code `"invalid"`: the kind. */
  readonly kind?: Kind;
  /** With code `"invalid"`: what is wrong. */
  readonly reason?: InvalidReason;
}

/**
 * What can go wrong: a wrong argument (`argument`); no identifier of its kind (`invalid`); the
 * manifest did not come (`unreachable`), has no signature (`unsigned`) or another's (`untrusted`),
 * was changed (`tampered`) or is of another version (`malformed`); han.txt did not come
 * (`names-unknown`); a slow hash would stop the page (`would-block`); the WebAssembly module could
 * not be loaded (`module`).
 */
export type ErrorCode =
  | "argument"
  | "invalid"
  | "unreachable"
  | "unsigned"
  | "untrusted"
  | "tampered"
  | "malformed"
  | "names-unknown"
  | "would-block"
  | "module";
