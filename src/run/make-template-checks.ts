/** What a planned version is told before it is written: what would be refused, and what a person should look at. */

import { Diagnostics, type Diagnostic } from '../core/diagnostic.ts';
import type { PackageOrder } from '../core/fleet.ts';
import { Mapping, valueAlong, valueOf, type Plain } from '../core/value.ts';
import type { Kind } from '../core/version.ts';
import type { ProposedKind } from '../release/kind.ts';
import { overlayTree } from '../tree/overlay.ts';
import { readYaml } from './fleet-files.ts';
import type { Source } from './make-template-sources.ts';
import type { OpenFleet } from './open-fleet.ts';

interface Warned {
  readonly kind: Kind;
  readonly proposed: ProposedKind;
  readonly sources: readonly Source[];
  readonly order: PackageOrder;
  /** How many advisories there is no room for. */
  readonly left: number;
}

/** What a person should know before this is committed, in whole sentences. */
export function warningsOf(warned: Warned): readonly string[] {
  const left =
    warned.left === 0
      ? []
      : [`release.yaml has no room for ${warned.left} older advisories that this version closes as well.`];
  return [...kindWarning(warned), ...familyWarning(warned), ...left, ...warned.sources.flatMap(notesOf)];
}

/** A file of the plan that is a link, or lies behind one: nothing is written there. */
export function linkedFile({ tree }: OpenFleet, files: Iterable<string>): string | undefined {
  return [...files].find((file) => {
    const found = tree.read(file);
    return found !== undefined && 'unreadable' in found && found.unreadable.code === 'file-link';
  });
}

/** What `check` will say of the planned files: the errors, and as warnings the packages that the profile's schema refuses. */
export function foreseen(
  open: OpenFleet,
  files: ReadonlyMap<string, string>,
): { readonly errors: readonly Diagnostic[]; readonly warnings: readonly string[] } {
  const out = new Diagnostics();
  const tree = overlayTree(open.tree, files);
  const warnings: string[] = [];
  for (const file of files.keys()) {
    const isRelease = file.endsWith('/release.yaml');
    const plain = readYaml(tree, file, isRelease ? 'release' : 'template', out)?.plain;
    if (!isRelease && plain !== undefined) warnings.push(...misfits(open, plain));
  }
  return { errors: out.errors > 0 ? out.sorted() : [], warnings };
}

function kindWarning({ kind, proposed }: Warned): readonly string[] {
  if (kind === proposed.kind) return [];
  const why = proposed.reasons.length === 0 ? 'no package changes so much' : proposed.reasons.join(', ');
  return [`The version says ${kind}, and the packages say ${proposed.kind}: ${why}. You decide.`];
}

/** Debian's packages in a fleet that orders versions by RPM's rules, and the other way round. */
function familyWarning({ sources, order }: Warned): readonly string[] {
  const other = order === 'rpm' ? /^(?:dpkg|deb-index)$/ : /^rpm/;
  const first = sources.find(({ kind }) => other.test(kind));
  if (first === undefined) return [];
  return [
    `${first.file} is of the kind ${first.kind}, and fleet.yaml orders versions as ${order} does: look at packages.order.`,
  ];
}

function notesOf({ file, notes }: Source): readonly string[] {
  return notes.map((note) => `${file}: ${note}`);
}

/** The packages that no profile may hold: a cluster that has this template would not compile. */
function misfits({ schema, fleet }: OpenFleet, plain: Plain): readonly string[] {
  const profile = valueAlong(valueOf(plain), ['profile']);
  const route = fleet.packages?.route ?? [];
  if (schema.schema === undefined || !(profile instanceof Mapping)) return [];
  const faults = schema.schema.judge(profile).filter((fault) => route.every((key, at) => fault.route[at] === key));
  const below = faults.filter((fault) => fault.route.length > route.length);
  const names = [...new Set(below.map((fault) => String(fault.route[route.length])))];
  if (names.length === 0) return [];
  const some = names.slice(0, 5).join(', ');
  return [
    `${schema.schema.file} refuses ${names.length === 1 ? 'the package' : `${names.length} packages, as`} ${some}: a cluster that includes it does not compile. tidemark release check says more.`,
  ];
}
