/** Reads a file of advisories: a JSON list of `{ id, severity, published, title, cves, packages }`. */

import { basename } from 'node:path';
import type { Advisory } from '../change/change.ts';
import { succeeded, type Outcome } from '../core/outcome.ts';
import { advisoriesInJson } from '../release/template-advisories.ts';
import { readWhole, unpackLimits, unpackText } from '../tree/unpack.ts';
import type { SourceFault } from './make-template-sources.ts';

export interface AdvisoryFile {
  readonly advisories: readonly Advisory[];
  readonly faults: readonly SourceFault[];
}

/** `gone` where the file is not there. */
export async function readAdvisoryFile(path: string): Promise<Outcome<AdvisoryFile>> {
  const bytes = readWhole(path, unpackLimits.packed, 'followed');
  if (!bytes.ok) return bytes;
  const text = await unpackText(bytes.value, unpackLimits.packed);
  if (!text.ok) return faulty(path, text.detail);
  let data: unknown;
  try {
    data = JSON.parse(text.value);
  } catch {
    return faulty(path, 'it is no JSON: advisories are a list of { id, severity, published, title, cves, packages }');
  }
  const advisories = advisoriesInJson(data);
  return typeof advisories === 'string' ? faulty(path, advisories) : succeeded({ advisories, faults: [] });
}

function faulty(path: string, reason: string): Outcome<AdvisoryFile> {
  return succeeded({ advisories: [], faults: [{ file: basename(path), line: 0, reason }] });
}
