/** `index.json` in the output folder: what was compiled from what, by cluster. The same fleet gives the same bytes. */

import { sentenceOf, severityOf } from '../core/catalogue.ts';
import { Diagnostics, type Diagnostic } from '../core/diagnostic.ts';
import { byteOrder } from '../core/order.ts';
import { harmlessJson } from '../render/json-document.ts';
import type { Locate } from '../render/placed.ts';
import { checkFile } from '../schema/files.ts';
import { parseJson } from '../yaml/json.ts';

export interface IndexOutput {
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
}

export interface IndexFailure {
  readonly code: string;
  readonly file: string;
  readonly line?: number;
  readonly message: string;
}

export interface IndexEntry {
  readonly status: 'compiled' | 'failed';
  /** Version by stream. */
  readonly pins: { readonly [stream: string]: string };
  readonly owners: readonly string[];
  /** In node-set notation. */
  readonly hosts: string;
  readonly hostCount: number;
  /** SHA-256 over the path and content of every file that the outputs were made from. */
  readonly inputs: string;
  readonly outputs: readonly IndexOutput[];
  readonly failures?: readonly IndexFailure[];
}

export interface FleetIndex {
  readonly fleet: string;
  readonly tool: string;
  /** Which part of the fleet this is, as `1/4`; left out for a whole one. */
  readonly shard?: string;
  /** Beside `shard`: SHA-256 over path and content of every file of the fleet, by which shards know each other. */
  readonly inputs?: string;
  readonly clusters: { readonly [name: string]: IndexEntry };
}

/** What an index says beside its clusters. */
export type IndexHead = Omit<FleetIndex, 'clusters'>;

/** The text of an index, a line a cluster, so that a change is a change of lines. */
export function indexText({ fleet, inputs, shard, tool }: IndexHead, entries: ReadonlyMap<string, IndexEntry>): string {
  const lines = [...entries]
    .toSorted((a, b) => byteOrder(a[0], b[0]))
    .map(([name, entry]) => harmlessJson(`    ${JSON.stringify(name)}: ${JSON.stringify(ordered(entry))}`));
  const body = lines.length === 0 ? '{}' : `{\n${lines.join(',\n')}\n  }`;
  const head = Object.entries({ fleet, inputs, shard, tool })
    .filter(([, said]) => said !== undefined)
    .map(([key, said]) => `  ${JSON.stringify(key)}: ${JSON.stringify(said)}`);
  return `{\n  "clusters": ${body},\n${head.join(',\n')}\n}\n`;
}

/** Outputs that an earlier index lists and nobody makes any more. What a failing cluster made is left. */
export function outputsGone(
  before: FleetIndex | undefined,
  failing: ReadonlySet<string>,
  made: { has(path: string): boolean },
): readonly string[] {
  return Object.entries(before?.clusters ?? {})
    .filter(([name]) => !failing.has(name))
    .flatMap(([, entry]) => entry.outputs.map(({ path }) => path))
    .filter((path) => !made.has(path));
}

/** An index that lies in an output folder; undefined where there is none, or none that can be read. */
export function readIndex(text: string | undefined): FleetIndex | undefined {
  if (text === undefined) return undefined;
  const out = new Diagnostics();
  const plain = parseJson('index.json', text, out);
  return plain !== undefined && checkFile('index', 'index.json', plain, out)
    ? (plain as unknown as FleetIndex)
    : undefined;
}

/** The errors among diagnostics, as an index tells them. */
export function failuresOf(diagnostics: readonly Diagnostic[], locate: Locate): readonly IndexFailure[] {
  return diagnostics
    .filter(({ code }) => severityOf(code) === 'error')
    .map((diagnostic) => {
      const { file } = diagnostic.site;
      const line = locate(diagnostic.site)?.line;
      return { code: diagnostic.code, file, ...(line === undefined ? {} : { line }), message: sentenceOf(diagnostic) };
    });
}

/** Members in byte order of their keys. */
function ordered(entry: IndexEntry): IndexEntry {
  const { failures, hostCount, hosts, inputs, outputs, owners, pins, status } = entry;
  return {
    ...(failures === undefined ? {} : { failures }),
    hostCount,
    hosts,
    inputs,
    outputs: outputs.map(({ bytes, path, sha256 }) => ({ bytes, path, sha256 })),
    owners,
    pins: Object.fromEntries(Object.entries(pins).toSorted((a, b) => byteOrder(a[0], b[0]))),
    status,
  };
}
