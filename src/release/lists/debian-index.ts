/** A Debian index: the `Packages` file of a repository, or dpkg's own status file, which has the same form. */

import { compareDeb } from '../../change/deb-order.ts';
import { lineRanges } from './lines.ts';
import { newestOf } from './newest.ts';
import { Listing, quoted, type ReadList } from './package.ts';

/** Of several versions of one package and architecture the newest is taken, by Debian's order. */
export function readDebianIndex(text: string): ReadList {
  const out = new Listing();
  let stanza: Stanza | undefined;
  for (const [number, start, end] of lineRanges(text)) {
    if (out.hopeless) break;
    if (isBlank(text, start, end)) {
      finish(stanza, out);
      stanza = undefined;
      continue;
    }
    stanza ??= { line: number, fields: new Map() };
    const code = text.charCodeAt(start);
    if (code === space || code === tab) continue;
    const colon = text.indexOf(':', start);
    if (colon < 0 || colon >= end || colon - start > longestField) {
      out.fault(number, `${quoted(text.slice(start, Math.min(end, start + 80)))} is no field of an index`);
      continue;
    }
    const field = text.slice(start, colon).toLowerCase();
    if (!wanted.has(field)) continue;
    if (stanza.fields.has(field)) out.fault(number, `the field ${field} stands twice for one package`);
    stanza.fields.set(field, text.slice(colon + 1, Math.min(end, colon + longestValue)).trim());
  }
  finish(stanza, out);
  const { packages, faults, notes } = out.finished();
  const kept = newestOf(packages, compareDeb);
  const older = kept.length < packages.length ? [`Left out: older versions (${packages.length - kept.length}).`] : [];
  return { packages: kept, faults, notes: [...notes, ...older] };
}

const space = 32;
const tab = 9;
const longestField = 64;
const longestValue = 1024;
const wanted: ReadonlySet<string> = new Set(['package', 'version', 'architecture', 'status']);

interface Stanza {
  readonly line: number;
  readonly fields: Map<string, string>;
}

function isBlank(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) {
    const code = text.charCodeAt(at);
    if (code !== space && code !== tab && code !== 13) return false;
  }
  return true;
}

function finish(stanza: Stanza | undefined, out: Listing): void {
  if (stanza === undefined) return;
  const { line, fields } = stanza;
  const status = fields.get('status');
  if (status !== undefined && !/ (?:installed|unpacked|half-configured|triggers-\w+)$/.test(status)) {
    out.leave('packages that are not installed');
    return;
  }
  const name = fields.get('package');
  if (name?.endsWith('-dbgsym') === true) {
    out.leave('packages of debug symbols');
    return;
  }
  const [version, arch] = [fields.get('version'), fields.get('architecture')];
  if (name !== undefined && version !== undefined && arch !== undefined) {
    out.take(line, { name, version, arch });
    return;
  }
  const missing = [...(['package', 'version', 'architecture'] as const)].filter((field) => !fields.has(field));
  out.fault(line, `the entry that begins here has no field ${missing.join(', ')}: it may be cut off`);
}
