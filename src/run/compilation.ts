/** One compilation of a fleet: what to compile, compiling it, and what to remember of it. */

import type { ClusterProfiles } from '../compile/cluster-work.ts';
import { isOutputPath, outputPaths, outputsOf, type EmitPlan } from '../compile/emit.ts';
import { checkHolds } from '../compile/holds.ts';
import type { Cluster } from '../core/cluster.ts';
import { Diagnostics, type Diagnostic } from '../core/diagnostic.ts';
import { foldHosts } from '../core/hosts.ts';
import { byteOrder } from '../core/order.ts';
import { succeeded, type Outcome } from '../core/outcome.ts';
import { FolderWriter, sha256Of, stampOfFile, textOfFile, type Written } from '../tree/write.ts';
import { writeCache, type Cache, type CachedCluster, type CachedOutput } from './cache.ts';
import { checkOutputs } from './check-outputs.ts';
import { askedFor, shardName, type CompileOrder, type CompileReport } from './compile-order.ts';
import { definesOf, type ClusterPath } from './fleet-files.ts';
import { failuresOf, indexText, type FleetIndex, type IndexEntry } from './fleet-index.ts';
import { digestOf, headOf, sharedKey } from './input-digests.ts';
import type { Inputs } from './inputs.ts';
import { KnownClusters, type Known } from './known-clusters.ts';
import { checkWithdrawn, readClusterOf, releaseFile, workshopOf, type OpenFleet, type Workshop } from './open-fleet.ts';
import { breathe } from './interruption.ts';
import { locateIn } from './place.ts';
import { templateFile } from './template-files.ts';
import { toolVersion } from './tool.ts';
import { OutputPaths } from './output-paths.ts';
import { isIntact, listingOf, tellRemembered } from './unchanged.ts';

export interface Materials {
  readonly order: CompileOrder;
  readonly open: OpenFleet;
  readonly cache: Cache | undefined;
  readonly inputs: Inputs;
  readonly plans: readonly EmitPlan[];
  /** The index that lies in the output folder. */
  readonly before: FleetIndex | undefined;
}

/** What is needed to compile any cluster. */
interface Ready {
  readonly workshop: Workshop;
  /** Faults of clusters that share hosts, by cluster. */
  readonly doubles: ReadonlyMap<string, readonly Diagnostic[]>;
  /** Whether no cluster can be validated. */
  readonly blocked: boolean;
}

export class Compilation {
  readonly #m: Materials;
  readonly #out = new Diagnostics();
  readonly #writer: FolderWriter;
  readonly #known: KnownClusters;
  readonly #records = new Map<string, CachedCluster>();
  readonly #entries = new Map<string, IndexEntry>();
  /** Every path that was emitted, so that no two outputs meet in one. */
  readonly #emitted = new OutputPaths();
  readonly #failed: string[] = [];
  /** By cluster that fails, what it made earlier and still lies there. */
  readonly #left = new Map<string, readonly string[]>();
  readonly #counts = { compiled: 0, unchanged: 0, hosts: 0, written: 0, bytes: 0 };

  constructor(materials: Materials) {
    this.#m = materials;
    this.#known = new KnownClusters(materials);
    this.#writer = new FolderWriter(materials.order.out);
  }

  async run(): Promise<Outcome<CompileReport>> {
    const { order, open, cache, inputs } = this.#m;
    for (const path of open.shared) inputs.add(path);
    this.#known.readAll();
    const defines = this.#known.defines();
    const key = sharedKey(this.#m, defines);
    if (key !== cache?.key) this.#known.forget();
    const ready: Ready = {
      workshop: workshopOf(open, defines),
      doubles: this.#known.doubles(),
      blocked: open.fleet.profileSchema !== undefined && open.schema.schema === undefined,
    };
    const asked = this.#asked();
    for (const [index, path] of asked.entries()) {
      order.progress(index, asked.length);
      if (index % 16 === 15) await breathe(order.signal);
      const known = this.#known.take(path.name);
      const done = known === undefined ? succeeded(undefined) : this.#compile(known, ready);
      if (!done.ok) return done;
    }
    for (const known of this.#known.left()) {
      // Nobody asked for these. One whose inputs changed is forgotten: its record would be taken for what they say now.
      if (known.is === 'remembered' && this.#areAsBefore(known.cached)) this.#remember(known);
    }
    return this.#finish(key, asked);
  }

  #asked(): readonly ClusterPath[] {
    const { only, shard } = this.#m.order;
    const sorted = this.#m.open.clusters.toSorted((a, b) => byteOrder(a.name, b.name));
    if (shard !== undefined) return sorted.filter((_, index) => index % shard.count === shard.index - 1);
    return only === undefined ? sorted : sorted.filter(({ name }) => only.has(name));
  }

  #compile(known: Known, { workshop, doubles, blocked }: Ready): Outcome<undefined> {
    const { path } = known;
    if (known.is === 'remembered' && this.#isCurrent(known.cached)) return this.#keep(path, known.cached);
    const read = known.is === 'read' ? known.read : readClusterOf(this.#m.open, path);
    const out = new Diagnostics([{ cluster: path.name }]);
    out.addAll(read.diagnostics);
    out.addAll(doubles.get(path.name) ?? []);
    const { cluster } = read;
    if (cluster !== undefined) checkWithdrawn(this.#m.open, cluster, out);
    if (cluster === undefined || out.errors > 0 || blocked) return this.#fail(path, cluster, out);
    const profiles = workshop.compiler.profilesOf(cluster);
    out.addAll(profiles.diagnostics);
    return profiles.sound ? this.#emit(cluster, profiles, { workshop, out }) : this.#fail(path, cluster, out);
  }

  #isCurrent(cached: CachedCluster): boolean {
    const { open, order } = this.#m;
    return (
      Object.entries(cached.entry.pins).every(([stream, version]) => open.versions.get(stream)?.has(version)) &&
      this.#areAsBefore(cached) &&
      cached.outputs.every((output) => isIntact(output, order.out))
    );
  }

  #areAsBefore({ inputs }: CachedCluster): boolean {
    const { cache } = this.#m;
    return inputs.every((index) => this.#m.inputs.isAsBefore(cache?.paths[index]?.[0] ?? ''));
  }

  #keep(path: ClusterPath, cached: CachedCluster): Outcome<undefined> {
    this.#counts.unchanged += 1;
    this.#counts.hosts += cached.entry.hostCount;
    this.#entries.set(path.name, cached.entry);
    for (const output of cached.outputs) this.#emitted.add(output.path);
    this.#remember({ is: 'remembered', path, cached: { ...cached, asked: true } });
    tellRemembered(path.name, cached, this.#m.order.today, this.#out);
    return succeeded(undefined);
  }

  /** Carries what is remembered of a cluster into the next cache, with its inputs at their new indexes. */
  #remember(known: Known): void {
    if (known.is !== 'remembered') return;
    const { cache, inputs } = this.#m;
    const moved = known.cached.inputs.map((index) => inputs.add(cache?.paths[index]?.[0] ?? ''));
    this.#records.set(known.path.name, { ...known.cached, inputs: moved });
  }

  #emit(
    cluster: Cluster,
    profiles: ClusterProfiles,
    made: { readonly workshop: Workshop; readonly out: Diagnostics },
  ): Outcome<undefined> {
    const { workshop, out } = made;
    const context = workshop.compiler.contextOf(cluster);
    checkOutputs(outputsOf(profiles, context, this.#m.plans), cluster.name, {
      open: this.#m.open,
      emitted: this.#emitted,
      out,
    });
    if (out.errors > 0) return this.#fail(cluster, cluster, out);
    const outputs: CachedOutput[] = [];
    for (const output of outputsOf(profiles, context, this.#m.plans)) {
      if (output.is === 'fault') continue;
      const written = this.#write(output.path, output.text);
      if (!written.ok) return written;
      outputs.push({ path: output.path, ...written.value });
    }
    const diagnostics = out.sorted();
    this.#out.addAll(diagnostics);
    checkHolds(cluster, this.#m.order.today, this.#out);
    this.#record(cluster, { inputs: this.#inputsOf(cluster, profiles, workshop), outputs, diagnostics });
    return succeeded(undefined);
  }

  #write(path: string, text: string): Outcome<Written> {
    const first = this.#writer.write(path, text);
    const written =
      !first.ok && first.why === 'conflict' && this.#makeWay(path) ? this.#writer.write(path, text) : first;
    if (!written.ok) return written;
    this.#emitted.add(path);
    this.#counts.written += 1;
    this.#counts.bytes += written.value.bytes;
    return written;
  }

  /** Removes earlier outputs that stand where a folder belongs, or in a folder where the file belongs. */
  #makeWay(path: string): boolean {
    const inTheWay = this.#earlier().filter(
      (old) => (path.startsWith(`${old}/`) || old.startsWith(`${path}/`)) && !this.#emitted.has(old),
    );
    for (const old of inTheWay) this.#writer.remove(old);
    return inTheWay.length > 0;
  }

  /** Every file that a cluster's profiles depend on, whether it is there or not, beside those that all depend on. */
  #inputsOf(cluster: Cluster, profiles: ClusterProfiles, { templates }: Workshop): readonly number[] {
    const { inputs } = this.#m;
    return [
      inputs.add(cluster.file, cluster.blob),
      ...[...profiles.lookedFor].map((name) => inputs.add(templateFile(name), templates.blobOf(name) ?? '')),
      ...[...cluster.pins].map(([stream, version]) => inputs.add(releaseFile(stream, version.text))),
    ];
  }

  #record(cluster: Cluster, made: Pick<CachedCluster, 'inputs' | 'outputs' | 'diagnostics'>): void {
    const { open, inputs } = this.#m;
    const all = [...open.shared.map((path) => inputs.add(path)), ...made.inputs];
    const entry: IndexEntry = {
      ...entryOf(cluster),
      status: 'compiled',
      inputs: digestOf(all, inputs),
      outputs: made.outputs,
    };
    this.#counts.compiled += 1;
    this.#counts.hosts += cluster.hosts.size;
    this.#entries.set(cluster.name, entry);
    const { file, holds } = cluster;
    this.#records.set(cluster.name, { file, asked: true, entry, defines: definesOf(cluster), holds, ...made });
  }

  #fail(path: ClusterPath, cluster: Cluster | undefined, out: Diagnostics): Outcome<undefined> {
    const { open, inputs, order, plans } = this.#m;
    const diagnostics = out.sorted();
    this.#out.addAll(diagnostics);
    this.#failed.push(path.name);
    if (cluster !== undefined) checkHolds(cluster, order.today, this.#out);
    const own = cluster === undefined ? { pins: {}, owners: [], hosts: '', hostCount: 0 } : entryOf(cluster);
    const all = [...open.shared, path.file].map((file) => inputs.add(file));
    const failures = failuresOf(diagnostics, locateIn(open.tree));
    this.#entries.set(path.name, { ...own, status: 'failed', inputs: digestOf(all, inputs), outputs: [], failures });
    const byName = outputPaths(path.name, cluster?.hosts.keys() ?? [], plans);
    this.#left.set(
      path.name,
      [...new Set([...this.#leftBy(path.name), ...byName])].filter(
        (output) => stampOfFile(`${order.out}/${output}`) !== undefined,
      ),
    );
    return succeeded(undefined);
  }

  /** What a cluster made when it last compiled, as far as the index or the cache still tells. */
  #leftBy(name: string): readonly string[] {
    const listed = this.#m.before?.clusters[name]?.outputs.map(({ path }) => path) ?? [];
    return (listed.length > 0 ? listed : (this.#m.cache?.left[name] ?? [])).filter(isOutputPath);
  }

  /** Writes the index, removes outputs of what is gone, writes the cache, and reports. */
  #finish(key: string, asked: readonly ClusterPath[]): Outcome<CompileReport> {
    const { order, open } = this.#m;
    if (order.only !== undefined) this.#keepOthers();
    const text = indexText(headOf(this.#m, shardName(order.shard)), this.#entries);
    if (textOfFile(`${order.out}/index.json`) !== text) {
      const written = this.#writer.write('index.json', text);
      if (!written.ok) return written;
    }
    const kept = [...this.#left.values()].flat().filter((path) => !this.#emitted.has(path));
    const gone = this.#gone(new Set(kept));
    for (const path of gone) {
      const removed = this.#writer.remove(path);
      if (!removed.ok) return removed;
    }
    const saved = this.#save(key, sha256Of(text));
    if (!saved.ok) return saved;
    this.#out.addAll(open.diagnostics.sorted());
    const { compiled, unchanged, hosts, written, bytes } = this.#counts;
    return succeeded({
      asked: asked.length,
      compiled,
      unchanged,
      failed: this.#failed,
      hosts,
      files: { written, bytes, removed: gone.length, kept },
      diagnostics: this.#out.sorted(),
      unknown: [],
    });
  }

  /** Outputs that nobody makes any more, and that are not kept for a cluster that fails. */
  #gone(kept: ReadonlySet<string>): readonly string[] {
    return this.#earlier().filter((path) => !this.#emitted.meets(path) && !kept.has(path));
  }

  /** All outputs of the time before that the index or the cache still tells of. */
  #earlier(): readonly string[] {
    const { before, cache } = this.#m;
    const names = new Set([...Object.keys(before?.clusters ?? {}), ...Object.keys(cache?.left ?? {})]);
    return [...new Set([...names].flatMap((name) => this.#leftBy(name)))];
  }

  /** Where only some clusters were asked for, the index keeps what it says of the others. */
  #keepOthers(): void {
    const names = new Set(this.#m.open.clusters.map(({ name }) => name));
    for (const [name, entry] of Object.entries(this.#m.before?.clusters ?? {})) {
      if (this.#entries.has(name) || !names.has(name)) continue;
      this.#entries.set(name, entry);
      for (const { path } of entry.outputs) this.#emitted.add(path);
      if (entry.status === 'failed') this.#left.set(name, this.#leftBy(name));
    }
  }

  #save(key: string, index: string): Outcome<unknown> {
    const { order, open, inputs } = this.#m;
    if (order.cache === undefined) return succeeded(undefined);
    const cache: Cache = {
      key,
      asked: askedFor(order),
      listing: listingOf(open.tree),
      paths: inputs.paths,
      clusters: Object.fromEntries(this.#records),
      diagnostics: open.diagnostics.sorted(),
      failed: this.#failed,
      left: Object.fromEntries(this.#left),
      index,
    };
    return writeCache(order.cache, cache, toolVersion);
  }
}

function entryOf(cluster: Cluster): Pick<IndexEntry, 'pins' | 'owners' | 'hosts' | 'hostCount'> {
  const pins = Object.fromEntries([...cluster.pins].map(([stream, version]) => [stream, version.text]));
  return { pins, owners: cluster.owners, hosts: foldHosts(cluster.hosts.keys()), hostCount: cluster.hosts.size };
}
