/** The profiles of one cluster: the common one, and those of its hosts, of which what they share is made once. */

import { severityOf } from '../core/catalogue.ts';
import type { Cluster, HostEntry } from '../core/cluster.ts';
import { Diagnostics, type Diagnostic, type Victim } from '../core/diagnostic.ts';
import type { Route } from '../core/site.ts';
import { emptyMapping, sameValue, textOf, type Mapping } from '../core/value.ts';
import { readBody, readsOf } from './body.ts';
import { contextOf } from './cluster-context.ts';
import type { Context } from './context.ts';
import { closeLayer, evaluateLayer, type WrittenLayer } from './evaluate.ts';
import { fillAll, fillKnown, type Filled } from './fill.ts';
import { groupsOf, hostMapping, readsHost, readsOwn, variablesOf, type HostGroup } from './host-group.ts';
import { emptyStack, stackUp, type Stack } from './layer.ts';
import type { CompilerParts } from './parts.ts';
import { resolve, type Included, type Resolution, type Start } from './resolve.ts';
import { tellFaultsOf } from './stack-faults.ts';
import { startOf } from './start.ts';
import { checkIncludes, checkReads } from './template.ts';
import { bind, stackOf, writtenLayer } from './template-stack.ts';
import type { Written, WrittenProfiles } from './written-profiles.ts';

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

/** The work on one cluster. */
export class ClusterWork {
  readonly #cluster: Cluster;
  readonly #parts: CompilerParts;
  readonly #written: WrittenProfiles;
  readonly #out: Diagnostics;
  readonly #start: Start;
  readonly #layer: WrittenLayer;
  readonly #entryLayers = new Map<HostEntry, WrittenLayer>();
  readonly #lookedFor = new Set<string>();
  /** What hosts with the same variables share, by those. */
  readonly #byVariables = new Map<string, Made>();

  constructor(cluster: Cluster, parts: CompilerParts, written: WrittenProfiles) {
    this.#cluster = cluster;
    this.#parts = parts;
    this.#written = written;
    this.#out = new Diagnostics([{ cluster: cluster.name }]);
    this.#layer = this.#readLayer({ name: `cluster ${cluster.name}`, route: ['profile'], profile: cluster.profile });
    this.#start = this.#readStart();
  }

  profiles(): ClusterProfiles {
    const cluster = this.#cluster;
    const made = this.#make(contextOf(cluster, this.#parts.fleet));
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
    const templates = stackOf(resolution, context, this.#parts.stock);
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

  #finish(stack: Stack, resolution: Resolution, victims: readonly Victim[]): void {
    const { schema } = this.#parts;
    tellFaultsOf(stack, { cluster: this.#cluster, resolution, victims, schema, out: this.#out });
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
    const { layer, told } = this.#written.read(written.profile, () => this.#freshLayer(written));
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

const noNames: ReadonlySet<string> = new Set();

/** Whether two resolutions take the same templates with the same parameters. */
function sameIncludes(a: readonly Included[], b: readonly Included[]): boolean {
  return (
    a.length === b.length &&
    a.every(({ template, params }, index) => template === b[index]?.template && sameValue(params, b[index].params))
  );
}
