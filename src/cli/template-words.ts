/** What `template new` and `template next` print of a version. */

import type { PackageChange, PackageChangeKind } from '../change/change.ts';
import { columns } from '../render/columns.ts';
import { jsonDocument } from '../render/json-document.ts';
import { untrustedTerminal } from '../render/untrusted.ts';
import type { TemplatePlan } from '../run/make-template.ts';

/** Whether the files were written, or would be. */
type How = 'written' | 'planned';

/** The worst first. */
const kinds: readonly PackageChangeKind[] = ['downgraded', 'removed', 'changed', 'upgraded', 'added'];

/** How many packages are shown. */
const rows = 20;

export function templateText(plan: TemplatePlan, how: How): string {
  const { stream, version, packages, sources, advisories, proposed, files } = plan;
  const from = sources.map(({ file }) => untrustedTerminal(file)).join(', ');
  const because =
    proposed.reasons.length === 0 ? 'no package changes so much' : proposed.reasons.map(untrustedTerminal).join(', ');
  return [
    `${how === 'written' ? 'Wrote' : 'Would write'} ${stream}/${version.text}: ${packages.length} packages from ${from}.`,
    ...[...files.keys()].map((file) => `  ${untrustedTerminal(file)}`),
    '',
    ...comparison(plan),
    `Proposed: ${proposed.kind}, because ${because}.`,
    ...(advisories.length === 0
      ? []
      : [`It is the first to close ${advisories.length} ${advisories.length === 1 ? 'advisory' : 'advisories'}.`]),
    '',
    `Next: write notes, bugs and documentation into release.yaml, then tidemark release check ${stream}/${version.text}`,
  ].join('\n');
}

/** In the shape of `schemas/new-template.schema.json`. */
export function templateJson(plan: TemplatePlan, how: How): string {
  const { stream, version, packages, sources, before, changes, advisories, proposed, files, warnings } = plan;
  const shown = {
    stream,
    version: version.text,
    written: how === 'written',
    files: [...files.keys()],
    packages: packages.length,
    sources: sources.map(({ file, sha256, kind }) => ({ file, sha256, kind })),
    before: before ?? null,
    counts: Object.fromEntries(countsOf(changes)),
    changes: worstFirst(changes).map(({ name, arch, kind, from, to }) => ({ name, arch, kind, from, to })),
    advisories: advisories.map(({ id }) => id),
    proposed,
    warnings,
  };
  return jsonDocument(shown);
}

function comparison({ before, changes }: TemplatePlan): readonly string[] {
  if (before === undefined) return ['The first version of the stream: there is nothing to compare it with.'];
  if (changes.length === 0) return [`Compared with ${before}: no package changes.`];
  const counts = countsOf(changes).map(([kind, count]) => `${count} ${kind}`);
  const listed = worstFirst(changes)
    .slice(0, rows)
    .map(({ kind, name, arch = '', from, to }) =>
      ['', kind, `${name}${arch === '' ? '' : `.${arch}`}`, versionWords(from, to)].map(untrustedTerminal),
    );
  const more = changes.length > rows ? [`  and ${changes.length - rows} more; tidemark diff shows them all`] : [];
  return [`Compared with ${before}: ${counts.join(', ')}.`, ...columns(listed, 40), ...more];
}

function versionWords(from: readonly string[], to: readonly string[]): string {
  const [was, is] = [from.join(' and '), to.join(' and ')];
  if (was === '') return is;
  return is === '' ? was : `${was} → ${is}`;
}

function countsOf(changes: readonly PackageChange[]): readonly (readonly [PackageChangeKind, number])[] {
  return kinds
    .map((kind) => [kind, changes.filter((change) => change.kind === kind).length] as const)
    .filter(([, count]) => count > 0);
}

function worstFirst(changes: readonly PackageChange[]): readonly PackageChange[] {
  return changes.toSorted((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind));
}
