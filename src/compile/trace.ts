/** One profile with how it came about: made on its own, layer by layer, for those who ask where a value comes from. */

import type { Cluster, HostEntry } from '../core/cluster.ts';
import { Diagnostics } from '../core/diagnostic.ts';
import type { Fleet } from '../core/fleet.ts';
import type { Route, Site } from '../core/site.ts';
import { emptyMapping, Hole, Mapping } from '../core/value.ts';
import { parseVersion } from '../core/version.ts';
import { evaluateBody, readBody, readsOpen, type Body } from './body.ts';
import type { Context } from './context.ts';
import { pathsOf } from './expression.ts';
import { hostMapping, variablesOf } from './host-group.ts';
import { readsAt, type PathRead, type Sight } from './path-reads.ts';
import { resolve, type Included, type Library } from './resolve.ts';
import { skippedIn, type Skipped } from './skipped.ts';
import { startOf } from './start.ts';
import type { Final } from './template.ts';

/** A release, and the line that chose it. */
export interface Release {
  readonly stream: string;
  readonly version: string;
  /** The cluster's pin; undefined where the template is included by its full name. */
  readonly pin: Site | undefined;
}

/** What a layer is. */
export type Origin =
  | { readonly is: 'template'; readonly name: string; readonly release: Release | undefined; readonly params: Mapping }
  | { readonly is: 'cluster'; readonly name: string }
  | { readonly is: 'hosts'; readonly pattern: string };

export interface TracedLayer {
  readonly origin: Origin;
  readonly file: string;
  /** Where its profile stands in its file. */
  readonly route: Route;
  /** What it says, evaluated. In a common profile, what depends on a host is a hole. */
  readonly profile: Mapping;
  readonly finals: readonly Final[];
  /** The includes that brought it, outermost first. */
  readonly chain: readonly Site[];
  /** The text with expressions at a place of the layer's profile, or undefined where there is none. */
  writtenAt(route: Route): { readonly text: string; readonly reads: readonly PathRead[] } | undefined;
}

export interface Trace {
  /** From the bottom up. */
  readonly layers: readonly TracedLayer[];
  readonly skipped: readonly Skipped[];
}

/** What is traced: a host's profile, or the common one where `host` is undefined. */
export interface Subject {
  readonly fleet: Fleet;
  readonly cluster: Cluster;
  readonly host: string | undefined;
  /** The context of the cluster. */
  readonly context: Context;
}

export function traceOf(subject: Subject, library: Library): Trace {
  const { fleet, cluster, host } = subject;
  const entries = host === undefined ? [] : (cluster.hosts.get(host) ?? []);
  const context = host === undefined ? subject.context : hostContext(subject.context, host, entries);
  const start = startOf(cluster, fleet, new Diagnostics());
  const { included } = resolve(start, context, library);
  const sight: Sight = { fleet, cluster, entries, context };
  const own = (origin: Origin, route: Route, profile: Mapping): TracedLayer =>
    traced(
      { origin, file: cluster.file, route, body: readBody(profile, route, () => {}), finals: [], chain: [] },
      sight,
    );
  return {
    layers: [
      ...included.map((one) => templateLayer(one, sight)),
      own({ is: 'cluster', name: cluster.name }, ['profile'], cluster.profile),
      ...entries.map(({ pattern, profile }) => own({ is: 'hosts', pattern }, ['hosts', pattern, 'profile'], profile)),
    ],
    skipped: skippedIn(start, included, { sight, library }),
  };
}

function hostContext(context: Context, host: string, entries: readonly HostEntry[]): Context {
  return { ...context, variables: variablesOf(entries, context), host: hostMapping(host, entries) };
}

function templateLayer({ template, params, chain }: Included, sight: Sight): TracedLayer {
  const { name, file, body, finals } = template;
  const origin: Origin = { is: 'template', name, release: releaseOf(name, sight), params };
  return traced(
    { origin, file, route: ['profile'], body, finals, chain },
    { ...sight, context: { ...sight.context, params } },
  );
}

/** A template lies in a release when its folder is one of a stream's versions. */
function releaseOf(name: string, { fleet, cluster }: Sight): Release | undefined {
  const [stream = '', version = '', ...rest] = name.split('/');
  if (rest.length === 0 || !fleet.streams.has(stream) || parseVersion(version) === undefined) return undefined;
  const pinned = cluster.pins.get(stream)?.text === version;
  return { stream, version, pin: pinned ? { file: cluster.file, route: ['versions', stream] } : undefined };
}

function traced(
  layer: Omit<TracedLayer, 'profile' | 'writtenAt'> & { readonly body: Body },
  sight: Sight,
): TracedLayer {
  const { body, ...rest } = layer;
  const value = evaluateBody(body, sight.context, {
    file: layer.file,
    fault: () => {},
    hole: (text) => (readsOpen(text, sight.context) ? new Hole(text.written) : undefined),
  });
  return {
    ...rest,
    profile: value instanceof Mapping ? value : emptyMapping,
    writtenAt: (route) => {
      const found = bodyAlong(body, route);
      return found?.is === 'text'
        ? {
            text: found.written,
            reads: readsAt(
              pathsOf(found.text).map(({ path }) => path),
              sight,
            ),
          }
        : undefined;
    },
  };
}

function bodyAlong(body: Body, route: Route): Body | undefined {
  let at: Body | undefined = body;
  for (const key of route) {
    if (at?.is === 'mapping') at = at.bodies[at.keys.indexOf(String(key))];
    else if (at?.is === 'list') at = at.items[Number(key)];
    else return undefined;
  }
  return at;
}
