/** Plans the folder of a new version from what it is made of, and compares it with the version before (U4). */

import { comparePackages } from '../change/packages.ts';
import type { Advisory, PackageChange } from '../change/change.ts';
import { Diagnostics, type Diagnostic } from '../core/diagnostic.ts';
import type { PackagePlace, Stream } from '../core/fleet.ts';
import { nearest } from '../core/nearest.ts';
import { failed, succeeded, type Outcome } from '../core/outcome.ts';
import { versionOrders } from '../change/instances.ts';
import { emptyMapping, Mapping, mappingOf, valueAlong, valueOf, type Value } from '../core/value.ts';
import type { Version } from '../core/version.ts';
import { importantPackages, proposeKind, type ProposedKind } from '../release/kind.ts';
import { joinedSources } from '../release/lists/newest.ts';
import type { ListedPackage } from '../release/lists/package.ts';
import { newlyClosed } from '../release/template-advisories.ts';
import { noteLines } from '../release/template-notes.ts';
import { fittingAdvisories, releaseText } from '../release/template-release.ts';
import { versionBefore } from '../release/template-version.ts';
import { packagesMapping, templateFiles } from '../release/template.ts';
import { readYaml } from './fleet-files.ts';
import { releaseFile, type OpenFleet } from './open-fleet.ts';
import { foreseen, linkedFile, warningsOf } from './make-template-checks.ts';
import { readSources, type Source, type SourceFault, type SourceOrder } from './make-template-sources.ts';
import { readAdvisoryFile } from './make-template-advisories.ts';
import { chooseVersion, type Wished } from './make-template-version.ts';

export type { Wished } from './make-template-version.ts';
export type { SourceFault } from './make-template-sources.ts';

export interface TemplateOrder extends SourceOrder {
  readonly open: OpenFleet;
  readonly stream: string;
  readonly version: Wished;
  /** Files of advisories, absolute. */
  readonly advisories: readonly string[];
  /** The packages whose first two numbers decide on the kind; a list of ours where it is undefined. */
  readonly important: readonly string[] | undefined;
  /** The day of the release, `YYYY-MM-DD`. */
  readonly date: string;
}

export interface TemplatePlan {
  readonly stream: string;
  readonly version: Version;
  /** Texts by path from the fleet's folder, in the order in which they are written. */
  readonly files: ReadonlyMap<string, string>;
  readonly packages: readonly ListedPackage[];
  readonly sources: readonly Source[];
  /** The version it is compared with. */
  readonly before: string | undefined;
  readonly changes: readonly PackageChange[];
  readonly advisories: readonly Advisory[];
  readonly proposed: ProposedKind;
  /** What a person should know before this is committed. */
  readonly warnings: readonly string[];
}

/** A plan, or what keeps it from being made: faults of the sources, and of the fleet's own files. */
export type MadeTemplate =
  | { readonly made: true; readonly plan: TemplatePlan }
  | { readonly made: false; readonly faults: readonly SourceFault[]; readonly diagnostics: readonly Diagnostic[] };

/** `conflict` and `gone` where the order cannot be meant; the words say what can. */
export async function makeTemplate(order: TemplateOrder): Promise<Outcome<MadeTemplate>> {
  const stream = streamOf(order);
  if (!stream.ok) return stream;
  const place = order.open.fleet.packages;
  if (place === undefined) return failed('conflict', noPlace);
  // Whoever names a version that cannot be is told so before anything large is read.
  const named = order.version.is === 'named' ? chooseVersion(order, () => 'minor') : undefined;
  if (named?.ok === false) return named;
  const read = await readSources(order);
  if (!read.ok) return read;
  const listed = await readAdvisoryFiles(order);
  if (!listed.ok) return listed;
  const faults = [...read.value.faults, ...listed.value.faults];
  if (faults.length > 0) return succeeded({ made: false, faults, diagnostics: [] });
  const advisories = [...read.value.sources.flatMap((source) => source.advisories), ...listed.value.advisories];
  return plan({ order, place, stream: stream.value, sources: read.value.sources, advisories });
}

const noPlace =
  'fleet.yaml does not say where a profile keeps its packages: add packages: { at: /software/packages, order: rpm }';

function streamOf({ open, stream }: TemplateOrder): Outcome<Stream> {
  const found = open.fleet.streams.get(stream);
  if (found !== undefined) return succeeded(found);
  const names = nearest(stream, open.fleet.streams.keys());
  const known = names.length > 0 ? names : [...open.fleet.streams.keys()];
  return failed('gone', `fleet.yaml has no stream ${stream}; it has ${known.join(', ') || 'none'}`);
}

interface Read {
  readonly order: TemplateOrder;
  readonly place: PackagePlace;
  readonly stream: Stream;
  readonly sources: readonly Source[];
  /** All that are known. */
  readonly advisories: readonly Advisory[];
}

function plan(read: Read): Outcome<MadeTemplate> {
  const { order, place, stream, sources } = read;
  const packages = joinedSources(
    sources.map((source) => source.packages),
    versionOrders[place.order],
  );
  if (packages.length === 0) return failed('conflict', 'no package is left of what the sources name: look at --arch');
  const out = new Diagnostics();
  const after = packagesMapping(packages);
  const kindAfter = (before: Mapping | undefined): ProposedKind =>
    proposeKind({ before, after, order: place.order, important: order.important ?? importantPackages });
  const version = chooseVersion(order, (newest) => {
    return kindAfter(newest === undefined ? undefined : packagesOfRelease(read, newest, out)).kind;
  });
  if (!version.ok) return version;
  const previous = versionBefore(order.open.versions.get(stream.name) ?? [], version.value);
  const before = previous === undefined ? undefined : packagesOfRelease(read, previous, out);
  if (out.errors > 0) return succeeded({ made: false, faults: [], diagnostics: out.sorted() });
  const facts = { read, version: version.value, packages, after, previous, before, proposed: kindAfter(before) };
  return checked(order.open, planOf(facts));
}

/** The packages that the templates of a release set, all of them together. */
function packagesOfRelease({ order, place, stream }: Read, version: Version, out: Diagnostics): Mapping {
  const { tree } = order.open;
  const files = tree
    .list(`templates/${stream.name}/${version.text}`)
    .filter((file) => file.endsWith('.yaml') && file !== releaseFile(stream.name, version.text));
  const entries: (readonly [string, Value])[] = [];
  for (const file of files) {
    const plain = readYaml(tree, file, 'template', out)?.plain;
    const found = plain === undefined ? undefined : valueAlong(valueOf(plain), ['profile', ...place.route]);
    if (found instanceof Mapping) found.keys.forEach((key, index) => entries.push([key, found.values[index] ?? null]));
  }
  return mappingOf(entries.filter(([, value]) => value !== null));
}

interface Facts {
  readonly read: Read;
  readonly version: Version;
  readonly packages: readonly ListedPackage[];
  readonly after: Mapping;
  readonly previous: Version | undefined;
  readonly before: Mapping | undefined;
  readonly proposed: ProposedKind;
}

function planOf({ read, version, packages, after, previous, before, proposed }: Facts): TemplatePlan {
  const { order, place, stream, sources } = read;
  const changes = before === undefined ? [] : comparePackages(before, after, place.order);
  const both = { before: before ?? emptyMapping, after };
  const closed = newlyClosed(read.advisories, both, place.order);
  const advisories = fittingAdvisories(closed);
  const { tree } = order.open;
  const names = { stream: stream.name, title: stream.title, version: version.text };
  const folder = `templates/${stream.name}/${version.text}`;
  const templates = templateFiles({
    ...names,
    route: place.route,
    packages,
    sources: sources.map(({ file }) => file),
    withSchema: tree.has('schemas/template.schema.json'),
  });
  const release = releaseText({
    ...names,
    date: order.date,
    owners: stream.owners,
    notes: noteLines({
      packages: after.keys.length,
      before: previous === undefined ? undefined : `${previous.year}_${previous.number}`,
      changes,
      proposed,
      advisories,
    }),
    sources: sources.map(({ file, sha256 }) => ({ file, sha256 })),
    advisories,
    withSchema: tree.has('schemas/release.schema.json'),
  });
  const files = new Map([...templates].map(([file, text]) => [`${folder}/${file}`, text]));
  files.set(releaseFile(stream.name, version.text), release);
  const left = closed.length - advisories.length;
  const warnings = warningsOf({ kind: version.kind, proposed, sources, order: place.order, left });
  return {
    stream: stream.name, version, files, packages, sources, before: previous?.text, changes, advisories, proposed, warnings,
  }; // prettier-ignore
}

function checked(open: OpenFleet, made: TemplatePlan): Outcome<MadeTemplate> {
  const linked = linkedFile(open, made.files.keys());
  if (linked !== undefined)
    return failed('conflict', `${linked} is a link, or lies behind one: nothing is written there`);
  const { errors, warnings } = foreseen(open, made.files);
  if (errors.length > 0) return succeeded({ made: false, faults: [], diagnostics: errors });
  return succeeded({ made: true, plan: { ...made, warnings: [...new Set([...made.warnings, ...warnings])] } });
}

async function readAdvisoryFiles(
  order: TemplateOrder,
): Promise<Outcome<{ readonly advisories: readonly Advisory[]; readonly faults: readonly SourceFault[] }>> {
  const advisories: Advisory[] = [];
  const faults: SourceFault[] = [];
  for (const path of order.advisories) {
    const read = await readAdvisoryFile(path);
    if (!read.ok) return read;
    advisories.push(...read.value.advisories);
    faults.push(...read.value.faults);
  }
  return succeeded({ advisories, faults });
}
