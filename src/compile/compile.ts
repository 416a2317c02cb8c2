/**
 * The compiler: from a cluster to the profiles of its hosts. The passes, in order: resolve the includes, evaluate each
 * layer, merge the layers into a stack, validate what stands on top. Emitting bytes is `emit.ts`.
 */

import type { Cluster, HostEntry } from '../core/cluster.ts';
import { Diagnostics, type Diagnostic, type Facts, type Victim } from '../core/diagnostic.ts';
import { severityOf } from '../core/catalogue.ts';
import type { Fleet } from '../core/fleet.ts';
import type { Route, Site } from '../core/site.ts';
import { emptyMapping, List, mappingOf, sameValue, textOf, type Mapping, type Value } from '../core/value.ts';
import { writerOf } from './attribute.ts';
import { readBody, readingKey, readsOf } from './body.ts';
import type { Context, Definable } from './context.ts';
import { closeLayer, evaluateLayer, loosenLayer, type WrittenLayer } from './evaluate.ts';
import { fillAll, fillKnown, type BoundText, type Filled } from './fill.ts';
import { groupsOf, hostMapping, readsHost, readsOwn, variablesOf, type HostGroup } from './host-group.ts';
import { emptyStack, faultsOf, layersOf, siteIn, stackUp, type Layer, type Stack } from './layer.ts';
import { forgetMerges, mergeMapping } from './merge.ts';
import type { Prover } from './prove.ts';
import { resolve, tellFaults, type Included, type Library, type Resolution, type Start } from './resolve.ts';
import { startOf } from './start.ts';
import type { Stock } from './stock.ts';
import { checkIncludes, checkReads, type Template } from './template.ts';

/** Something in a profile that its schema refuses. `route` leads to the value, `schemaRoute` to the line of the schema. */
export type ProfileFault = {
  [C in 'profile-key-unknown' | 'profile-key-missing' | 'profile-type' | 'profile-value']: {
    readonly code: C;
    readonly route: Route;
    readonly facts: Facts[C];
    readonly schemaRoute: Route;
  };
}['profile-key-unknown' | 'profile-key-missing' | 'profile-type' | 'profile-value'];

/** The profile schema: a quick way to show that a profile is valid, and a judge for when it is not shown. */
export interface ProfileSchema {
  readonly file: string;
  readonly prover: Prover;
  judge(profile: Mapping): readonly ProfileFault[];
}

export interface CompilerParts {
  readonly fleet: Fleet;
  readonly library: Library;
  readonly definable: Definable;
  readonly stock: Stock;
  readonly schema: ProfileSchema | undefined;
}

/** A cluster's profiles as stacks of layers: the common one, which knows no host, and each host's. */
export interface ClusterProfiles {
  readonly cluster: Cluster;
  readonly common: Stack;
  /** How the common profile came about: its includes, in order. */
  readonly resolution: Resolution;
  readonly hosts: ReadonlyMap<string, Stack>;
  /** Names of templates that were looked for, there or not: what the profiles depend on. */
  readonly lookedFor: ReadonlySet<string>;
  readonly diagnostics: readonly Diagnostic[];
  /** False when an error keeps the cluster from being emitted. */
  readonly sound: boolean;
}

/** Makes profiles. It lives for one compilation; what clusters share is made once and kept in its stock. */
export class Compiler {
  readonly #parts: CompilerParts;
  readonly #fleetMapping: Mapping;
  #last: Last | undefined;

  constructor(parts: CompilerParts) {
    this.#parts = parts;
    this.#fleetMapping = mappingOf([['name', parts.fleet.name]]);
  }

  profilesOf(cluster: Cluster): ClusterProfiles {
    this.#begin(cluster);
    return new ClusterWork(cluster, this, this.#parts).profiles();
  }

  /** What a profile in a cluster's file says, and what is wrong with it; read once, whatever the cluster pins. */
  written(profile: Mapping, read: () => Written): Written {
    let written = this.#last?.written.get(profile);
    if (written !== undefined && profile !== emptyMapping) return written;
    written = read();
    this.#last?.written.set(profile, written);
    return written;
  }

  /** Of the cluster before it nothing is kept: a fleet has many, and each is mostly compiled once, or twice in a row. */
  #begin(cluster: Cluster): void {
    if (this.#last?.cluster.hosts === cluster.hosts) return;
    if (this.#last !== undefined) forgetMergesOf(this.#last.cluster);
    this.#last = { cluster, written: new Map() };
  }

  contextOf(cluster: Cluster): Context {
    const { fleet } = this.#parts;
    const own: [string, Value][] = [
      ['description', cluster.description],
      ['labels', cluster.labels],
      ['name', cluster.name],
      ['owners', new List(cluster.owners)],
    ];
    if (cluster.service !== undefined) own.push(['service', cluster.service]);
    const pins = [...cluster.pins].map(([stream, version]) => [stream, version.text] as const);
    return {
      fleet: this.#fleetMapping,
      cluster: mappingOf(own),
      versions: mappingOf(pins),
      variables: mergeMapping(fleet.variables, cluster.variables, undefined),
      params: emptyMapping,
      host: undefined,
      hostVariables: hostVariablesOf(cluster),
    };
  }

  /**
   * The stack of the templates of a resolution. First with everything left open, which is the same for every cluster that
   * includes the same templates; only where a text decides how things merge, with what this context makes of them.
   */
  stackOf({ included }: Resolution, context: Context): Filled {
    const { stock } = this.#parts;
    const loose = included.map((one, index) => this.#looseLayer(one, context, ordinalOf(included, index)));
    const stack = stock.stack(loose);
    const filled = stack.undecided
      ? undefined
      : fillKnown(
          stack,
          loose.flatMap((layer, index) => bind(layer, included[index])),
          context,
        );
    if (filled !== undefined) return filled;
    const layers = included.map(({ template, params }) => this.#layerIn(template, { ...context, params }));
    return { stack: stock.stack(layers), open: layers.flatMap((layer, index) => bind(layer, included[index])) };
  }

  #looseLayer({ template, params }: Included, context: Context, ordinal: number): Layer {
    const { stock } = this.#parts;
    const early = stock.earlyTexts(template);
    const reading = `${ordinal} ${early.reads.length === 0 ? '' : readingKey(early.reads, { ...context, params })}`;
    return stock.layer(template, reading, () =>
      loosenLayer(writtenLayer(template), early.texts, { ...context, params }),
    );
  }

  #layerIn(template: Template, context: Context): Layer {
    const reading = template.reads.length === 0 ? '' : readingKey(template.reads, context);
    return this.#parts.stock.layer(template, `in ${reading}`, () => evaluateLayer(writtenLayer(template), context));
  }
}

/** The cluster that was compiled last; one that pins something else and has the very same hosts counts as the same. */
interface Last {
  readonly cluster: Cluster;
  readonly written: Map<Mapping, Written>;
}

function forgetMergesOf({ profile, hosts }: Cluster): void {
  forgetMerges(profile);
  for (const entries of hosts.values()) for (const entry of entries) forgetMerges(entry.profile);
}

/** A layer as it stands in a cluster's file. */
interface Written {
  readonly layer: WrittenLayer;
  readonly told: readonly Diagnostic[];
}

function writtenLayer({ name, file, body, finals }: Template): WrittenLayer {
  return { name, file, route: ['profile'], body, finals };
}

/** The how-manieth inclusion of the same template this is: each has holes of its own. */
function ordinalOf(included: readonly Included[], index: number): number {
  const template = included[index]?.template;
  let ordinal = 0;
  for (let i = 0; i < index; i += 1) if (included[i]?.template === template) ordinal += 1;
  return ordinal;
}

function bind({ holes }: Layer, included: Included | undefined): readonly BoundText[] {
  const params = included?.params ?? emptyMapping;
  return holes.length === 0 ? [] : holes.map(({ hole, body, file }) => ({ hole, body, file, params }));
}

function hostVariablesOf(cluster: Cluster): ReadonlySet<string> {
  const names = new Set<string>();
  for (const entries of cluster.hosts.values())
    for (const entry of entries) for (const name of entry.variables.keys) names.add(name);
  return names;
}

const noNames: ReadonlySet<string> = new Set();

/** How many faults of one profile against its schema are said one by one. */
const mostFaults = 100;

/** What a context makes of a cluster: its templates, and the stack of them and of the cluster's own layer. */
interface Made extends Filled {
  readonly context: Context;
  readonly resolution: Resolution;
}

/** A profile in a cluster's file, and where it stands. */
interface WrittenProfile {
  readonly name: string;
  readonly route: Route;
  readonly profile: Mapping;
}

/** The work on one cluster. */
class ClusterWork {
  readonly #cluster: Cluster;
  readonly #compiler: Compiler;
  readonly #parts: CompilerParts;
  readonly #out: Diagnostics;
  readonly #start: Start;
  readonly #layer: WrittenLayer;
  readonly #entryLayers = new Map<HostEntry, WrittenLayer>();
  readonly #lookedFor = new Set<string>();
  /** What hosts with the same variables share, by those. */
  readonly #byVariables = new Map<string, Made>();

  constructor(cluster: Cluster, compiler: Compiler, parts: CompilerParts) {
    this.#cluster = cluster;
    this.#compiler = compiler;
    this.#parts = parts;
    this.#out = new Diagnostics([{ cluster: cluster.name }]);
    this.#layer = this.#readLayer({ name: `cluster ${cluster.name}`, route: ['profile'], profile: cluster.profile });
    this.#start = this.#readStart();
  }

  profiles(): ClusterProfiles {
    const cluster = this.#cluster;
    const made = this.#make(this.#compiler.contextOf(cluster));
    const { resolution } = made;
    const common = this.#common(made);
    const hosts = new Map<string, Stack>();
    if (cluster.hosts.size === 0) this.#finish(common, resolution, [{ cluster: cluster.name }]);
    for (const group of groupsOf(cluster)) this.#makeGroup(group, made, hosts);
    const diagnostics = this.#out.sorted();
    const sound = diagnostics.every(({ code }) => severityOf(code) !== 'error');
    return { cluster, common, resolution, hosts, lookedFor: this.#lookedFor, diagnostics, sound };
  }

  #make(context: Context): Made {
    return this.#stacked(this.#resolve(context), context);
  }

  #resolve(context: Context): Resolution {
    const resolution = resolve(this.#start, context, this.#parts.library);
    for (const name of resolution.lookedFor) this.#lookedFor.add(name);
    return resolution;
  }

  #stacked(resolution: Resolution, context: Context): Made {
    const templates = this.#compiler.stackOf(resolution, context);
    return { context, resolution, ...this.#put(templates, this.#layer, context) };
  }

  /** What depends on a host is left out of the common profile, which then has what earlier layers say there. */
  #common(made: Made): Stack {
    if (made.stack.undecided || made.stack.covers) return this.#closed(made);
    const { stack, structured } = fillAll(made.stack, made.open, made.context);
    return structured ? this.#closed(made) : stack;
  }

  /** The common profile where what depends on a host would decide how things merge: merged without any of it. */
  #closed({ resolution, context }: Made): Stack {
    const templates = resolution.included.map(({ template, params }) =>
      closeLayer(writtenLayer(template), { ...context, params }),
    );
    const layers = [...templates, closeLayer(this.#layer, context)];
    return layers.reduce((below, layer) => stackUp(below, layer, this.#parts.stock.rules), emptyStack());
  }

  #put({ stack, open }: Filled, written: WrittenLayer, context: Context): Filled {
    const layer = evaluateLayer(written, context);
    const more = layer.holes.length === 0 ? open : [...open, ...bind(layer, undefined)];
    return { stack: stackUp(stack, layer, this.#parts.stock.rules), open: more };
  }

  /** Makes the stacks of hosts that the same entries name. What they share is made once; each host fills what is open. */
  #makeGroup(group: HostGroup, common: Made, hosts: Map<string, Stack>): void {
    const layers = group.entries
      .map((entry) => this.#entryLayer(entry))
      .filter(({ body }) => body.is !== 'fixed' || body.value !== emptyMapping);
    const variables = variablesOf(group.entries, common.context);
    const shared = this.#sharedBy(group, common, variables);
    const over = (made: Made): Made =>
      layers.reduce((below, layer) => ({ ...made, ...this.#put(below, layer, made.context) }), made);
    const made = shared && over(shared);
    if (made?.open.length === 0) {
      this.#finish(made.stack, made.resolution, this.#victims(group.names));
      for (const name of group.names) hosts.set(name, made.stack);
      return;
    }
    for (const name of group.names) {
      const context = { ...common.context, variables, host: hostMapping(name, group.entries) };
      const filled = made === undefined || made.stack.undecided ? undefined : fillKnown(made.stack, made.open, context);
      const own =
        filled === undefined || made === undefined
          ? over(this.#make(context))
          : { ...filled, resolution: made.resolution };
      this.#finish(own.stack, own.resolution, [{ cluster: this.#cluster.name, host: name }]);
      hosts.set(name, own.stack);
    }
  }

  /** What a group's hosts share: the templates that the cluster includes, or their own; undefined where each host decides. */
  #sharedBy(group: HostGroup, common: Made, variables: Mapping): Made | undefined {
    if (!common.resolution.hostDecides && !readsOwn(common.resolution.reads, group)) return common;
    const key = textOf(variables);
    let made = this.#byVariables.get(key);
    if (made === undefined)
      this.#byVariables.set(
        key,
        (made = this.#makeFor({ ...common.context, variables, hostVariables: noNames }, common)),
      );
    return made.resolution.hostDecides || readsHost(made.resolution.reads) ? undefined : made;
  }

  /** What a context makes of the cluster: the very stack of the common profile, where the same templates are included. */
  #makeFor(context: Context, common: Made): Made {
    const resolution = this.#resolve(context);
    const same = sameIncludes(resolution.included, common.resolution.included) && !common.stack.undecided;
    return same ? { ...common, resolution } : this.#stacked(resolution, context);
  }

  #victims(hosts: readonly string[]): readonly Victim[] {
    const cluster = this.#cluster.name;
    return hosts.length === this.#cluster.hosts.size ? [{ cluster }] : hosts.map((host) => ({ cluster, host }));
  }

  /** Tells everything that is wrong with one stack, for everyone it breaks. */
  #finish(stack: Stack, resolution: Resolution, victims: readonly Victim[]): void {
    if (resolution.faulty) {
      for (const victim of victims) tellFaults(resolution, victim, this.#out);
      if (resolution.broken) return;
    }
    const faults = faultsOf(stack);
    for (const fault of faults) {
      const related = fault.lockedAt === undefined ? [] : [{ site: fault.lockedAt, role: 'locked-here' } as const];
      this.#out.add(fault.code, fault.site, fault.facts, {
        related,
        victims,
        chain: chainTo(fault.site.file, resolution),
      });
    }
    const { schema } = this.#parts;
    if (faults.some(({ code }) => code === 'profile-too-large')) return;
    if (schema === undefined || schema.prover.proves(stack.profile)) return;
    const refused = schema.judge(stack.profile);
    for (const fault of refused.slice(0, mostFaults))
      this.#tellProfileFault(fault, stack, { schema: schema.file, resolution, victims });
    if (refused.length <= mostFaults) return;
    this.#out.add(
      'faults-too-many',
      { file: this.#cluster.file, route: [] },
      { count: refused.length, shown: mostFaults },
      { victims },
    );
  }

  #tellProfileFault(
    fault: ProfileFault,
    stack: Stack,
    told: { readonly schema: string; readonly resolution: Resolution; readonly victims: readonly Victim[] },
  ): void {
    const writer = writerOf(layersOf(stack), stack.profile, fault.route);
    const place = writer === undefined ? { file: this.#cluster.file, route: [] } : siteIn(writer.layer, writer.route);
    const site = fault.code === 'profile-key-unknown' ? { ...place, part: 'key' as const } : place;
    const related = [{ site: { file: told.schema, route: fault.schemaRoute }, role: 'schema-says' } as const];
    this.#out.add(fault.code, site, fault.facts, {
      related,
      victims: told.victims,
      chain: chainTo(site.file, told.resolution),
    });
  }

  #entryLayer(entry: HostEntry): WrittenLayer {
    let layer = this.#entryLayers.get(entry);
    if (layer === undefined) {
      layer = this.#readLayer({
        name: `hosts ${entry.pattern}`,
        route: ['hosts', entry.pattern, 'profile'],
        profile: entry.profile,
      });
      this.#entryLayers.set(entry, layer);
    }
    return layer;
  }

  #readLayer(written: WrittenProfile): WrittenLayer {
    const { layer, told } = this.#compiler.written(written.profile, () => this.#freshLayer(written));
    this.#out.addAll(told);
    return layer;
  }

  #freshLayer({ name, route, profile }: WrittenProfile): Written {
    const { file } = this.#cluster;
    const out = new Diagnostics([{ cluster: this.#cluster.name }]);
    const body = readBody(profile, route, (fault) => out.add(fault.code, { file, route: fault.route }, fault.facts));
    checkReads(readsOf(body), { file, definable: this.#parts.definable, parameters: undefined, out });
    return { layer: { name, file, route, body, finals: [] }, told: out.sorted() };
  }

  /** The cluster's own includes, or the fleet's entry template. */
  #readStart(): Start {
    const start = startOf(this.#cluster, this.#parts.fleet, this.#out);
    const { file, includes } = start;
    if (file === this.#cluster.file)
      checkIncludes(includes, { file, definable: this.#parts.definable, parameters: undefined, out: this.#out });
    return start;
  }
}

/** Whether two resolutions take the same templates with the same parameters. */
function sameIncludes(a: readonly Included[], b: readonly Included[]): boolean {
  return (
    a.length === b.length &&
    a.every(({ template, params }, index) => template === b[index]?.template && sameValue(params, b[index].params))
  );
}

function chainTo(file: string, resolution: Resolution): readonly Site[] {
  return resolution.included.find(({ template }) => template.file === file)?.chain ?? [];
}
