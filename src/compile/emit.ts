/** The bytes of a cluster's outputs, in the layouts that the fleet asks for. */

import type { HostEntry } from '../core/cluster.ts';
import type { Facts } from '../core/diagnostic.ts';
import { emptyMapping, isScalar, Mapping, mappingOf, plainOf, textOf, type Plain, type Value } from '../core/value.ts';
import type { ClusterProfiles } from './cluster-work.ts';
import type { Context } from './context.ts';
import { differenceOf } from './difference.ts';
import { evaluateText, pathsOf, type Text } from './expression.ts';
import { mergeMapping } from './merge.ts';

/** A text made from a finished profile; data is plain, so that a template can call nothing. */
export type TextTemplate = (
  data: Plain,
) =>
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly reason: string; readonly offset?: number };

/** An output that the fleet asks for, with its path parsed. `index` is its place in the list `emit` of fleet.yaml. */
export interface EmitPlan {
  readonly index: number;
  readonly layout: 'cluster' | 'host' | 'text';
  readonly path: Text;
  /** For layout `text`. */
  readonly render: TextTemplate | undefined;
}

export interface Output {
  readonly is: 'output';
  /** Its place in the list `emit` of fleet.yaml. */
  readonly index: number;
  readonly host: string | undefined;
  readonly path: string;
  /** Made when it is asked for. */
  readonly text: string;
}

export interface EmitFault {
  readonly is: 'fault';
  readonly index: number;
  readonly code: 'emit-path' | 'emit-template';
  readonly facts: Facts[EmitFault['code']];
  readonly host: string | undefined;
  /** Where in the output template the fault lies, in characters, if it lies there. */
  readonly offset?: number;
}

/** Every output of a cluster, one after the other, so that only one is held at a time. */
export function* outputsOf(
  profiles: ClusterProfiles,
  context: Context,
  plans: readonly EmitPlan[],
): Iterable<Output | EmitFault> {
  for (const plan of plans) {
    if (plan.layout === 'cluster') yield at(plan, context, undefined, () => clusterText(profiles));
    else if (plan.layout === 'text' && !isPerHost(plan))
      yield textOutput(plan, context, undefined, profiles.common.profile);
    else yield* hostOutputs(profiles, context, plan);
  }
}

function* hostOutputs(profiles: ClusterProfiles, context: Context, plan: EmitPlan): Iterable<Output | EmitFault> {
  for (const [name, stack] of profiles.hosts) {
    const own = contextOfHost(context, name, profiles.cluster.hosts.get(name) ?? []);
    if (plan.layout === 'host') yield at(plan, own, name, () => `${textOf(stack.profile)}\n`);
    else yield textOutput(plan, own, name, stack.profile);
  }
}

/** What an output of a host sees: its own name and labels, and its variables over the cluster's. */
function contextOfHost(context: Context, name: string, entries: readonly HostEntry[]): Context {
  const variables = entries.reduce((all, entry) => mergeMapping(all, entry.variables, undefined), context.variables);
  const labels = entries.reduce((all, entry) => mergeMapping(all, entry.labels, undefined), emptyMapping);
  return { ...context, variables, host: new Mapping(['labels', 'name'], [labels, name]) };
}

/** The common profile once, and for each host the merge patch (RFC 7396) that makes it that host's. */
function clusterText(profiles: ClusterProfiles): string {
  const common = profiles.common.profile;
  const patches = new Map<Mapping, string>();
  let hosts = '';
  for (const name of [...profiles.hosts.keys()].toSorted()) {
    const profile = profiles.hosts.get(name)?.profile ?? emptyMapping;
    let patch = patches.get(profile);
    if (patch === undefined) patches.set(profile, (patch = textOf(differenceOf(common, profile))));
    hosts += `${hosts === '' ? '' : ','}${JSON.stringify(name)}:${patch}`;
  }
  return `{"cluster":${JSON.stringify(profiles.cluster.name)},"common":${textOf(common)},"hosts":{${hosts}}}\n`;
}

function textOutput(plan: EmitPlan, context: Context, host: string | undefined, profile: Mapping): Output | EmitFault {
  const rendered = plan.render?.(plainOf(dataOf(context, profile)));
  if (rendered?.ok === true) return at(plan, context, host, () => rendered.text);
  const reason = rendered?.reason ?? 'there is no such template';
  const offset = rendered?.ok === false ? rendered.offset : undefined;
  return {
    is: 'fault',
    index: plan.index,
    code: 'emit-template',
    facts: { reason },
    host,
    ...(offset !== undefined && { offset }),
  };
}

/** What an output template sees. */
function dataOf(context: Context, profile: Mapping): Value {
  const { fleet, cluster, versions, variables } = context;
  return mappingOf(
    Object.entries({
      fleet,
      cluster,
      versions,
      variables,
      profile,
      ...(context.host === undefined ? {} : { host: context.host }),
    }),
  );
}

function isPerHost(plan: EmitPlan): boolean {
  return pathsOf(plan.path).some(({ path }) => path[0] === 'host');
}

function at(plan: EmitPlan, context: Context, host: string | undefined, text: () => string): Output | EmitFault {
  const { index } = plan;
  const path = pathIn(plan, context);
  const reason = path === undefined ? 'it reads something that has no value here' : whyNoPath(path);
  if (path !== undefined && reason === undefined) {
    return {
      is: 'output',
      index,
      host,
      path,
      get text() {
        return text();
      },
    };
  }
  return { is: 'fault', index, code: 'emit-path', facts: { path: path ?? '', reason: reason ?? '' }, host };
}

function pathIn(plan: EmitPlan, context: Context): string | undefined {
  const evaluated = evaluateText(plan.path, context);
  return evaluated.is === 'value' && isScalar(evaluated.value) ? String(evaluated.value) : undefined;
}

/** The paths of a cluster's outputs as far as names alone tell them. */
export function outputPaths(cluster: string, hosts: Iterable<string>, plans: readonly EmitPlan[]): readonly string[] {
  const none = emptyMapping;
  const context = { fleet: none, versions: none, variables: none, params: none, hostVariables: new Set<string>() };
  const own = { ...context, cluster: new Mapping(['name'], [cluster]), host: undefined };
  const names = [...hosts];
  return plans.flatMap((plan) => {
    const contexts = isPerHost(plan) ? names.map((name) => ({ ...own, host: new Mapping(['name'], [name]) })) : [own];
    return contexts.flatMap((each) => pathIn(plan, each) ?? []);
  });
}

/** Whether a path can be an output's. */
export function isOutputPath(path: string): boolean {
  return whyNoPath(path) === undefined;
}

/** Why a path cannot be an output's, or undefined when it can: it lies in the output folder and is made of safe names. */
function whyNoPath(path: string): string | undefined {
  if (path === 'index.json') return 'that is the index of all outputs';
  if (path.length > 400) return 'it has more than 400 characters';
  const safe = path.split('/').every((part) => /^[A-Za-z0-9_][A-Za-z0-9_.+-]*$/.test(part));
  return safe ? undefined : 'it is not made of names of letters, digits, "_", ".", "+" and "-", divided by "/"';
}
