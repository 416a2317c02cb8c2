/** Turns what failed into troubles that owners can be told: compile errors by cause, refused branches and requests. */

import type { Diagnostic } from '../core/diagnostic.ts';
import { severityOf } from '../core/catalogue.ts';
import { byteOrder } from '../core/order.ts';
import type { Why } from '../core/outcome.ts';
import type { Tree } from '../core/tree.ts';
import type { Stage, Trouble, TroubledCluster } from '../notice/trouble.ts';
import { diagnosticText } from '../render/diagnostics-text.ts';
import { plainPaint } from '../render/paint.ts';
import type { PlacedDiagnostic } from '../render/placed.ts';
import type { Move, Offer } from '../upgrade/offer.ts';
import type { Done } from './carry-out-upgrades.ts';
import type { UpgradePlan } from './plan-upgrades.ts';
import { placed } from './place.ts';
import type { Side } from './side.ts';

/** Everything that kept a plan's clusters from being offered a version: at its trial, and when it was carried out. */
export function upgradeTroubles(plan: UpgradePlan, done: readonly Done[]): readonly Trouble[] {
  return [
    ...plan.faults.flatMap((fault) =>
      compileTroubles(fault.diagnostics, {
        tree: fault.tree,
        clusterOf: (name) => refusedIn(plan, fault.stream, name),
      }),
    ),
    ...done.flatMap(({ step, result }) => (result.ok || !('offer' in step) ? [] : [refusal(step.offer, result)])),
    ...plan.steps.flatMap((step) => (step.do === 'leave' && step.because === 'taken' ? [taken(step.offer)] : [])),
  ];
}

/** Errors that keep clusters of a fleet from being compiled as they are. */
export function fleetTroubles(side: Side, diagnostics: readonly Diagnostic[]): readonly Trouble[] {
  return compileTroubles(diagnostics, { tree: side.tree, clusterOf: (name) => clusterIn(side, name) });
}

/** Every cluster of a fleet as troubles name it. */
export function everyCluster(side: Side): readonly TroubledCluster[] {
  return [...side.clusters.keys()].flatMap((name) => clusterIn(side, name) ?? []);
}

interface Where {
  readonly tree: Tree;
  readonly clusterOf: (name: string) => TroubledCluster | undefined;
}

/** One trouble a cause, however many clusters it breaks. */
function compileTroubles(diagnostics: readonly Diagnostic[], { tree, clusterOf }: Where): readonly Trouble[] {
  const errors = diagnostics.filter(({ code }) => severityOf(code) === 'error');
  return placed(errors, tree).flatMap((diagnostic) => {
    const clusters = diagnostic.victims.flatMap(({ cluster }) => clusterOf(cluster) ?? []);
    return clusters.length === 0 ? [] : [troubleOf(diagnostic, clusters)];
  });
}

function troubleOf(diagnostic: PlacedDiagnostic, clusters: readonly TroubledCluster[]): Trouble {
  const { code, place, sentence, advice } = diagnostic;
  const stage = clusters.some(({ upgrade }) => upgrade !== undefined) ? 'upgrade' : 'compile';
  return {
    // A fault of the fleet as it is ends by another run than one of what it is offered.
    id: `${stage === 'upgrade' ? 'upgrade ' : ''}${code} ${place.file} ${place.pointer}`,
    stage,
    code,
    file: place.file === '' ? undefined : place.file,
    line: place.spot?.line,
    message: sentence,
    advice,
    details: diagnosticText(diagnostic, plainPaint),
    clusters,
  };
}

function refusedIn(plan: UpgradePlan, stream: string, name: string): TroubledCluster | undefined {
  const offer = plan.refused.find(
    (refused) => refused.stream === stream && refused.moves.some(({ cluster }) => cluster === name),
  );
  const move = offer?.moves.find(({ cluster }) => cluster === name);
  return move === undefined ? undefined : troubledBy(move, stream);
}

function clusterIn(side: Side, name: string): TroubledCluster | undefined {
  const known = side.clusters.get(name);
  const cluster = known?.read?.cluster;
  const path = side.open?.clusters.find((candidate) => candidate.name === name);
  if (path === undefined) return undefined;
  return {
    name,
    file: path.file,
    owners: cluster?.owners ?? ownersIn(side.tree, path.file),
    hosts: cluster?.hosts.size ?? 0,
    upgrade: undefined,
    streams: [...(cluster?.pins.keys() ?? [])],
  };
}

/** The owners of a file that cannot be read as a cluster, as far as one can see: they are to be told above all. */
function ownersIn(tree: Tree, file: string): readonly string[] {
  const found = tree.read(file);
  if (found === undefined || 'unreadable' in found) return [];
  const list =
    /^owners:[ \t]*\[([^\]\n]{1,1000})\]/m.exec(found.text)?.[1] ??
    /^owners:[ \t]*\n((?:[ \t]+- .{1,100}\n){1,50})/m.exec(found.text)?.[1] ??
    '';
  return [...list.matchAll(/[A-Za-z0-9][A-Za-z0-9._-]{0,63}/g)].map(([name]) => name);
}

function troubledBy({ cluster, file, owners, hosts, from, to }: Move, stream: string): TroubledCluster {
  return { name: cluster, file, owners, hosts, upgrade: { stream, from: from.text, to: to.text }, streams: [stream] };
}

function refusal(offer: Offer, { why, detail }: { readonly why: Why; readonly detail: string }): Trouble {
  const stage: Stage = offer.mode === 'commit' ? 'push' : why === 'conflict' ? 'merge' : 'request';
  const cause = causeIn(detail);
  return {
    id: `upgrade-refused ${offer.stream} ${why} ${cause}`,
    stage,
    code: 'upgrade-refused',
    file: undefined,
    line: undefined,
    message: `the forge did not take this upgrade of ${offer.stream}: ${cause}`,
    advice: advices[why],
    details: '',
    clusters: offer.moves.map((move) => troubledBy(move, offer.stream)).toSorted((a, b) => byteOrder(a.name, b.name)),
  };
}

/** A refusal without the name and number of the one request that met it: a forge that is ill is one cause, not one for each. */
function causeIn(detail: string): string {
  return detail
    .replaceAll(/ of tidemark\/[\w@./-]+/g, '')
    .replaceAll(/\btidemark\/[\w@./-]+/g, 'its branch')
    .replaceAll(/\b(?:number|request) \d+\b/g, 'its request');
}

const advices: { readonly [W in Why]: string } = {
  conflict: 'Somebody changed the same at the same time; the next run looks again.',
  denied: 'Run tidemark doctor: it says which permission or setting is missing.',
  limited: 'The forge has had enough for now; the next run goes on where this one stopped.',
  gone: 'Something that was there is not there any more; the next run looks again.',
  unreachable: 'The forge did not answer sensibly; the next run tries again.',
};

function taken(offer: Offer): Trouble {
  return {
    id: `branch-taken ${offer.branch}`,
    stage: 'push',
    code: 'branch-taken',
    file: undefined,
    line: undefined,
    message: `the branch ${offer.branch} has commits that tidemark did not make, and no request is open for it`,
    advice: 'Open a request from the branch, merge it, or delete it; then the upgrade is offered again.',
    details: '',
    clusters: offer.moves.map((move) => troubledBy(move, offer.stream)),
  };
}
