/** A package as a list names it, and what every reader of lists shares: shapes, faults, what was left out. */

/** One package of one architecture. `version` is `[epoch:]version-release`, the epoch only where it is not 0. */
export interface ListedPackage {
  readonly name: string;
  readonly version: string;
  readonly arch: string;
}

/** What is wrong with a line; line 0 is the whole file. */
export interface ListFault {
  readonly line: number;
  readonly reason: string;
}

/** What a reader makes of a text. Where there are faults, the packages are not to be used. */
export interface ReadList {
  readonly packages: readonly ListedPackage[];
  /** At most {@link faultLimit}, in order of lines. */
  readonly faults: readonly ListFault[];
  /** What a person should know: what was left out, what was assumed. Whole sentences. */
  readonly notes: readonly string[];
}

/** How many faults of one text are told; a text that is wrong so often is of another kind. */
const faultLimit = 20;

/** How many packages are taken from one source. */
const packageLimit = 500_000;

/** Gathers what a reader finds in one text. */
export class Listing {
  readonly packages: ListedPackage[] = [];
  readonly #faults: ListFault[] = [];
  readonly #left = new Map<string, number>();
  readonly #notes: string[] = [];

  /** Takes a package if its words have the right shapes, and tells what is wrong otherwise. */
  take(line: number, { name, version, arch }: ListedPackage): void {
    const reason = misshapen({ name, version, arch });
    if (reason !== undefined) this.fault(line, reason);
    else if (this.packages.length >= packageLimit) this.fault(line, `more than ${packageLimit} packages`);
    else this.packages.push({ name, version: withoutZeroEpoch(version), arch });
  }

  fault(line: number, reason: string): void {
    if (this.#faults.length < faultLimit) this.#faults.push({ line, reason });
  }

  /** Whether so much is wrong that reading on tells nothing new. */
  get hopeless(): boolean {
    return this.#faults.length >= faultLimit;
  }

  /** Counts something that is left out; `what` is in the plural. */
  leave(what: string): void {
    this.#left.set(what, (this.#left.get(what) ?? 0) + 1);
  }

  note(sentence: string): void {
    this.#notes.push(sentence);
  }

  finished(): ReadList {
    const left = [...this.#left].map(([what, count]) => `Left out: ${what} (${count}).`);
    if (this.packages.length === 0 && this.#faults.length === 0) this.fault(0, 'there is no package in it');
    return { packages: this.packages, faults: this.#faults, notes: [...left, ...this.#notes] };
  }
}

/** Joins what package managers keep apart; no epoch, `(none)` and 0 are the same. */
export function versionFrom(epoch: string, version: string, release: string): string {
  const whole = release === '' ? version : `${version}-${release}`;
  return epoch === '' || epoch === '(none)' || /^0+$/.test(epoch) ? whole : `${epoch}:${whole}`;
}

function withoutZeroEpoch(version: string): string {
  return version.replace(/^(?:0+|\(none\)):/, '');
}

const longest = 128;
const nameShape = /^[A-Za-z0-9_][A-Za-z0-9._+-]*$/;
const versionShape = /^(?:(?:[0-9]{1,9}|\(none\)):)?[A-Za-z0-9][A-Za-z0-9._+~^:-]*$/;
const archShape = /^[a-z0-9][a-z0-9_-]*$/;

/** JavaScript gives these a meaning of their own, so no key of a profile may be one. */
const reserved: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

function misshapen({ name, version, arch }: ListedPackage): string | undefined {
  if (name.length > longest || !nameShape.test(name)) return `${quoted(name)} is not the name of a package`;
  if (reserved.has(name)) return `a package named ${name} cannot stand in a profile`;
  if (version.length > longest || !versionShape.test(version))
    return `${quoted(version)} is not the version of a package`;
  if (arch.length > 32 || !archShape.test(arch)) return `${quoted(arch)} is not an architecture`;
  return undefined;
}

/** A word of a file inside a sentence, not too long. */
export function quoted(text: string): string {
  return `"${text.length > 60 ? `${text.slice(0, 60)}…` : text}"`;
}
