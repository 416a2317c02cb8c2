/** Marks a release as withdrawn in the working tree, and says who is on it. */

import { Diagnostics, type Diagnostic } from '../core/diagnostic.ts';
import { failed, succeeded, type Outcome } from '../core/outcome.ts';
import { byteOrder } from '../core/order.ts';
import type { Mover } from '../release/effect.ts';
import type { Withdrawal } from '../release/release.ts';
import { isWellFormed, withdrawnTexts } from '../release/withdraw.ts';
import { workingTree } from '../tree/working.ts';
import { FolderWriter } from '../tree/write.ts';
import { yamlIn } from './fleet-files.ts';
import { releaseFile } from './open-fleet.ts';
import { readSide } from './side.ts';

export interface WithdrawOrder {
  /** The fleet's folder. */
  readonly folder: string;
  readonly stream: string;
  readonly version: string;
  readonly reason: string;
  /** `YYYY-MM-DD`. */
  readonly today: string;
  /** `shown` writes nothing. */
  readonly acts: 'done' | 'shown';
}

export type Withdrawing =
  | {
      readonly is: 'withdrawn';
      readonly file: string;
      readonly text: string;
      /** The clusters that pin it, by name. */
      readonly clusters: readonly Mover[];
    }
  | { readonly is: 'already'; readonly file: string; readonly withdrawn: Withdrawal }
  /** The file cannot be read, and what is wrong with it. */
  | { readonly is: 'unreadable'; readonly diagnostics: readonly Diagnostic[] };

/** `gone` where there is no such release; `denied` where no text can be put into the file; else as writing fails. */
export function withdrawRelease(order: WithdrawOrder): Outcome<Withdrawing> {
  const { folder, stream, version, today } = order;
  const tree = workingTree(folder);
  const file = releaseFile(stream, version);
  const found = tree.read(file);
  if (found === undefined) return failed('gone', `there is no release ${stream}/${version}: no file ${file}`);
  const out = new Diagnostics();
  const before = dataIn(found, file, out);
  if (before === undefined || 'unreadable' in found) return succeeded({ is: 'unreadable', diagnostics: out.sorted() });
  if (before.withdrawn !== undefined) return succeeded({ is: 'already', file, withdrawn: before.withdrawn });
  const withdrawn: Withdrawal = { reason: order.reason, date: today };
  if (!isWellFormed(order.reason) || order.reason.trim() === '')
    return failed('denied', 'a reason is needed, in characters that can be written to a file');
  const text = withdrawnTexts(found.text, withdrawn).find((each) => says(each, { file, before, withdrawn }));
  if (text === undefined)
    return failed(
      'denied',
      `${file} is written so that nothing can be added to it: add \`withdrawn: { reason: … }\` by hand`,
    );
  const written = order.acts === 'done' ? new FolderWriter(folder).write(file, text) : succeeded(undefined);
  if (!written.ok) return written;
  return succeeded({ is: 'withdrawn', file, text, clusters: clustersOn(order) });
}

interface Data {
  readonly [key: string]: unknown;
  readonly withdrawn?: Withdrawal;
}

function dataIn(found: Parameters<typeof yamlIn>[0], file: string, out: Diagnostics): Data | undefined {
  return yamlIn(found, { file, kind: 'release' }, out).plain as Data | undefined; // its schema has accepted it
}

/** Whether a text says what the file said, and that the release is withdrawn. */
function says(
  text: string,
  { file, before, withdrawn }: { readonly file: string; readonly before: Data; readonly withdrawn: Withdrawal },
): boolean {
  const after = dataIn({ blob: '', text }, file, new Diagnostics());
  if (after?.withdrawn === undefined) return false;
  const { withdrawn: found, ...rest } = after;
  const isSame = found.reason === withdrawn.reason && found.date === withdrawn.date;
  return isSame && JSON.stringify(rest) === JSON.stringify(before);
}

function clustersOn({ folder, stream, version }: WithdrawOrder): readonly Mover[] {
  const on: Mover[] = [];
  for (const [name, { read }] of readSide(workingTree(folder)).clusters) {
    const cluster = read?.cluster;
    if (cluster?.pins.get(stream)?.text !== version) continue;
    on.push({ name, file: cluster.file, from: version, owners: cluster.owners, hosts: cluster.hosts.size });
  }
  return on.toSorted((a, b) => byteOrder(a.name, b.name));
}
