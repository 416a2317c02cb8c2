/**
 * The compiler: from a cluster to the profiles of its hosts. The passes, in order: resolve the includes, evaluate each
 * layer, merge the layers into a stack, validate what stands on top. Emitting bytes is `emit.ts`.
 */

import type { Cluster, HostEntry } from '../core/cluster.ts';
import { Diagnostics, type Diagnostic, type Facts, type Victim } from '../core/diagnostic.ts';
import { severityOf } from '../core/catalogue.ts';
import type { Fleet } from '../core/fleet.ts';
import type { Route, Site } from '../core/site.ts';
import { emptyMapping, List, Mapping, mappingOf, type Value } from '../core/value.ts';
import { writerOf } from './attribute.ts';
import { evaluateBody, leftOut, readBody, readingKey, readsOf, type Body } from './body.ts';
import type { Context, Definable } from './context.ts';
import { emptyStack, faultsOf, layersOf, siteIn, stackUp, type Stack, type Fault, type Layer, type MergeRules } from './layer.ts';
import { mergeMapping } from './merge.ts';
import type { Prover } from './prove.ts';
import { resolve, tellFaults, type Included, type Library, type Resolution, type Start } from './resolve.ts';
import { checkIncludes, checkReads, readIncludes, type Include } from './template.ts';

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
  readonly rules: MergeRules;
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

/** Makes profiles. It lives for one compilation and shares all work between clusters; its memory stays bounded. */
export class Compiler {
  readonly #parts: CompilerParts;
  readonly #fleetMapping: Mapping;
  readonly #layers = new Map<Included['template'], Map<string, Layer>>();
  readonly #kept = { layers: 0, stacks: 0 };
  #root = emptyStack();

  constructor(parts: CompilerParts) {
    this.#parts = parts;
    this.#fleetMapping = mappingOf([['name', parts.fleet.name]]);
  }

  profilesOf(cluster: Cluster): ClusterProfiles {
    return new ClusterWork(cluster, this, this.#parts).profiles();
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

  /** The stack of the templates of a resolution, shared with every other that begins the same way. */
  stackOf(resolution: Resolution, context: Context): Stack {
    let stack = this.#root;
    for (const included of resolution.included) {
      const layer = this.#layerOf(included, context);
      let above = stack.above.get(layer);
      if (above === undefined) {
        above = stackUp(stack, layer, this.#parts.rules);
        stack.above.set(layer, above);
        this.#kept.stacks += 1;
      }
      stack = above;
    }
    this.#forgetIfMany();
    return stack;
  }

  #layerOf({ template, params }: Included, context: Context): Layer {
    let known = this.#layers.get(template);
    if (known === undefined) this.#layers.set(template, (known = new Map()));
    const own = { ...context, params };
    const key = template.reads.length === 0 ? '' : readingKey(template.reads, own);
    let layer = known.get(key);
    if (layer === undefined) {
      const { name, file, body, finals } = template;
      layer = evaluateLayer({ name, file, route: ['profile'], body, finals }, own);
      known.set(key, layer);
      this.#kept.layers += 1;
    }
    return layer;
  }

  /** Tables that are full are emptied: what is still needed is made again, and memory stays flat over any fleet. */
  #forgetIfMany(): void {
    if (this.#kept.stacks < mostKept && this.#kept.layers < mostKept) return;
    this.#root = emptyStack();
    this.#layers.clear();
    this.#kept.stacks = 0;
    this.#kept.layers = 0;
  }
}

/** How many layers and how many stacks are kept to be shared. */
const mostKept = 4_000;

interface WrittenLayer {
  readonly name: string;
  readonly file: string;
  readonly route: Route;
  readonly body: Body;
  readonly finals: Layer['finals'];
  /** The paths that the body reads, as `variables.os`. */
  readonly reads: ReadonlySet<string>;
}

function evaluateLayer(written: Omit<WrittenLayer, 'reads'>, context: Context): Layer {
  const { name, file, route, finals } = written;
  const faults: Fault[] = [];
  const value = evaluateBody(written.body, context, (fault, at) => faults.push({ ...fault, site: { file, route: at } }));
  return { name, file, route, finals, faults, profile: value !== leftOut && value instanceof Mapping ? value : emptyMapping };
}

function hostVariablesOf(cluster: Cluster): ReadonlySet<string> {
  const names = new Set<string>();
  for (const entries of cluster.hosts.values()) for (const entry of entries) for (const name of entry.variables.keys) names.add(name);
  return names;
}

/** Hosts that the same entries of a cluster's `hosts` name: they differ in their name only. */
interface HostGroup {
  readonly entries: readonly HostEntry[];
  readonly names: string[];
}

/** A resolution, and the stack that it and the cluster's own layer make. */
interface Made {
  readonly context: Context;
  readonly resolution: Resolution;
  readonly stack: Stack;
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
    const common = this.#make(this.#compiler.contextOf(cluster));
    const hosts = new Map<string, Stack>();
    if (cluster.hosts.size === 0) this.#finish(common.stack, common.resolution, [{ cluster: cluster.name }]);
    for (const group of groupsOf(cluster)) this.#makeGroup(group, common, hosts);
    const diagnostics = this.#out.sorted();
    const sound = diagnostics.every(({ code }) => severityOf(code) !== 'error');
    return { cluster, common: common.stack, resolution: common.resolution, hosts, lookedFor: this.#lookedFor, diagnostics, sound };
  }

  #make(context: Context): Made {
    const resolution = resolve(this.#start, context, this.#parts.library);
    for (const name of resolution.lookedFor) this.#lookedFor.add(name);
    const stack = this.#put(this.#compiler.stackOf(resolution, context), this.#layer, context);
    return { context, resolution, stack };
  }

  #put(stack: Stack, layer: WrittenLayer, context: Context): Stack {
    return stackUp(stack, evaluateLayer(layer, context), this.#parts.rules);
  }

  /** Makes the stacks of hosts with the same entries: one for all of them, unless something reads a host's own name. */
  #makeGroup(group: HostGroup, common: Made, hosts: Map<string, Stack>): void {
    const layers = group.entries.map((entry) => this.#entryLayer(entry)).filter(({ body }) => body.is !== 'fixed' || body.value !== emptyMapping);
    const variables = group.entries.reduce((all, entry) => mergeMapping(all, entry.variables, undefined), common.context.variables);
    const asCommon = !common.resolution.hostDecides && !readsOwn(common.resolution.reads, group) && !readsOwn(this.#layer.reads, group);
    let shared: Stack | undefined;
    for (const name of group.names) {
      if (shared === undefined) {
        const context = { ...common.context, variables, host: hostMapping(name, group.entries) };
        const made = asCommon ? common : this.#make(context);
        const stack = layers.reduce((below, layer) => this.#put(below, layer, context), made.stack);
        const alike = ![made.resolution, this.#layer, ...layers].some(({ reads }) => readsHost(reads));
        this.#finish(stack, made.resolution, this.#victims(alike ? group.names : [name]));
        hosts.set(name, stack);
        if (alike) shared = stack;
      } else {
        hosts.set(name, shared);
      }
    }
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
    for (const fault of faultsOf(stack)) {
      const related = fault.lockedAt === undefined ? [] : [{ site: fault.lockedAt, role: 'locked-here' } as const];
      this.#out.add(fault.code, fault.site, fault.facts, { related, victims, chain: chainTo(fault.site.file, resolution) });
    }
    const { schema } = this.#parts;
    if (schema === undefined || schema.prover.proves(stack.profile)) return;
    for (const fault of schema.judge(stack.profile)) this.#tellProfileFault(fault, stack, { schema: schema.file, resolution, victims });
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
    this.#out.add(fault.code, site, fault.facts, { related, victims: told.victims, chain: chainTo(site.file, told.resolution) });
  }

  #entryLayer(entry: HostEntry): WrittenLayer {
    let layer = this.#entryLayers.get(entry);
    if (layer === undefined) {
      layer = this.#readLayer({ name: `hosts ${entry.pattern}`, route: ['hosts', entry.pattern, 'profile'], profile: entry.profile });
      this.#entryLayers.set(entry, layer);
    }
    return layer;
  }

  #readLayer(written: { readonly name: string; readonly route: Route; readonly profile: Mapping }): WrittenLayer {
    const { file } = this.#cluster;
    const body = readBody(written.profile, written.route, ({ code, route, facts }) => this.#out.add(code, { file, route }, facts));
    const found = readsOf(body);
    checkReads(found, { file, definable: this.#parts.definable, parameters: undefined, out: this.#out });
    const reads = new Set(found.map(({ path }) => path.slice(0, 2).join('.')));
    return { name: written.name, file, route: written.route, body, finals: [], reads };
  }

  /** The cluster's own includes, or the fleet's entry template. */
  #readStart(): Start {
    const { file, include } = this.#cluster;
    if (include === undefined) return { file: 'fleet.yaml', includes: [entryInclude(this.#parts.fleet.entry)] };
    const includes = readIncludes(file, include, this.#out);
    checkIncludes(includes, { file, definable: this.#parts.definable, parameters: undefined, out: this.#out });
    return { file, includes };
  }
}

function entryInclude(entry: string): Include {
  const name = { is: 'fixed', text: entry } as const;
  return { route: ['entry'], nameRoute: ['entry'], name, when: undefined, optional: false, with: new Map() };
}

function chainTo(file: string, resolution: Resolution): readonly Site[] {
  return resolution.included.find(({ template }) => template.file === file)?.chain ?? [];
}

function readsHost(reads: ReadonlySet<string>): boolean {
  for (const path of reads) if (path === 'host' || path.startsWith('host.')) return true;
  return false;
}

/** Whether something read differs between a group's hosts and the cluster: a host itself, or a variable that the group sets. */
function readsOwn(reads: ReadonlySet<string>, group: HostGroup): boolean {
  if (readsHost(reads)) return true;
  return group.entries.some(({ variables }) => variables.keys.some((name) => reads.has(`variables.${name}`) || reads.has('variables')));
}

function groupsOf(cluster: Cluster): Iterable<HostGroup> {
  const groups = new Map<string, HostGroup>();
  for (const [name, entries] of cluster.hosts) {
    const key = entries.map((entry) => entry.pattern).join('\0');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { entries, names: [name] });
    else group.names.push(name);
  }
  return groups.values();
}

function hostMapping(name: string, entries: readonly HostEntry[]): Mapping {
  const labels = entries.reduce((all, entry) => mergeMapping(all, entry.labels, undefined), emptyMapping);
  return new Mapping(['labels', 'name'], [labels, name]);
}
