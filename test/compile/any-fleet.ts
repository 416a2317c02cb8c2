/** Random small fleets that the reference understands, and their files. */

import fc from 'fast-check';
import type { Plain } from '../../src/core/value.ts';
import {
  hostName,
  nodeSets,
  parameters,
  strategies,
  isText,
  type Body,
  type Cluster,
  type Condition,
  type Fleet,
  type HostEntry,
  type Include,
  type Template,
  type Text,
} from './reference.ts';

const scalar = fc.constantFrom<Plain>('a', 'b', '1', '2', 3, true);
const items = fc.array(
  fc.oneof(scalar, fc.constantFrom<Plain>({ n: 'x', v: 1 }, { n: 'y' }, { n: 'x', w: null }, { v: 2 })),
  { maxLength: 3 },
);
const named = fc.array(
  fc.constantFrom<Plain>({ n: 'x', v: 1 }, { n: 'y' }, { n: 'x', w: null }, { n: 'z', v: { a: 1 } }),
  { maxLength: 3 },
);
const mapping = fc.constantFrom<Plain>({}, { k: 'a' }, { k: 'b', m: 1 }, { k: null, m: { d: 2 } }, { m: null });
const variable = fc.oneof({ weight: 4, arbitrary: scalar }, mapping, items, fc.constant(null));

const variables = fc.dictionary(fc.constantFrom('v1', 'v2', 'v3'), variable, { maxKeys: 3 });
const labels = fc.dictionary(fc.constantFrom('l1', 'l2'), fc.constantFrom('a', 'b', '1'), { maxKeys: 2 });

const everywhere = [
  'variables.v1', 'variables.v2', 'variables.v3', 'variables.v1.k', 'variables.v2.m', 'variables.v2.m.d',
  'cluster.name', 'cluster.labels.l1', 'host.name', 'host.labels.l1', 'host.labels', 'versions.s', 'fleet.name',
]; // prettier-ignore
const inTemplates = [...everywhere, 'params.p', 'params.q'];
const certain = ['cluster.name', 'host.name', 'host.labels', 'params.q', 'fleet.name'];

/** What can stand in a file in which these paths can be read. */
interface Parts {
  readonly text: fc.Arbitrary<Text>;
  readonly leaf: fc.Arbitrary<Body>;
  readonly profile: fc.Arbitrary<{ readonly [key: string]: Body }>;
  readonly condition: fc.Arbitrary<Condition>;
}

function partsOver(paths: readonly string[]): Parts {
  // Most expressions must have a value, or nearly every fleet would fail.
  const expression = fc
    .record({ path: fc.constantFrom(...paths), safe: fc.integer({ min: 0, max: 19 }) })
    .map(({ path, safe }) => {
      const is = 'expression' as const;
      return certain.includes(path) || safe === 0 ? { is, path } : { is, path, otherwise: 'o' };
    });
  const pieces = fc.array(
    fc.oneof({ weight: 3, arbitrary: expression }, { weight: 1, arbitrary: fc.constantFrom('-', 'x') }),
    { minLength: 1, maxLength: 2 },
  );
  const text: Parts['text'] = pieces
    .filter((some) => some.some((piece) => typeof piece !== 'string'))
    .map((some) => ({ is: 'text', pieces: some }));
  const leaf: Parts['leaf'] = fc.oneof(scalar, text, fc.constant(null), mapping);
  const body: Parts['leaf'] = fc.oneof(
    leaf,
    fc.array(
      leaf.filter((it) => it !== null),
      { maxLength: 2 },
    ),
    fc.dictionary(fc.constantFrom('a', 'b', 'k'), leaf, { maxKeys: 3 }),
  );
  const lists = fc.oneof(items, fc.array(text, { maxLength: 2 }), text);
  const by = fc.oneof({ weight: 9, arbitrary: named }, { weight: 1, arbitrary: items });
  const profile = fc.record({ a: body, b: body, c: body, d: leaf, ap: lists, un: lists, by }, { requiredKeys: [] });
  const condition = fc.letrec<{ condition: Condition }>((tie) => ({
    condition: fc.oneof(
      { depthSize: 'small' },
      fc.dictionary(fc.constantFrom(...paths), test, { minKeys: 1, maxKeys: 2 }),
      fc.record({ any: fc.array(tie('condition'), { minLength: 1, maxLength: 2 }) }),
      fc.record({ not: tie('condition') }),
    ) as fc.Arbitrary<Condition>, // the index signature says less than the members
  })).condition;
  return { text, leaf, condition, profile };
}

const test = fc.oneof(
  fc.constantFrom<Plain>('present', 'absent', 'a', 'b', ['a', '1'], 3),
  fc.constantFrom<Plain>({ matches: 'h*' }, { matches: 'a*' }),
);

const own = partsOver(everywhere);
const shared = partsOver(inTemplates);

const templateNames = ['t0', 't1', 't2', 't3', 'c1-h1'];

/** Includes of later templates only, so that there are no cycles; some by a name that is made of a value. */
function includesAfter(index: number, { leaf, text, condition }: Parts): fc.Arbitrary<readonly Include[]> {
  const later = templateNames.slice(index + 1);
  if (later.length === 0) return fc.constant([]);
  const fixed = fc.constantFrom(...later).map((name): Text => ({ is: 'text', pieces: [name] }));
  const made = fc.constantFrom<Text>(
    { is: 'text', pieces: [{ is: 'expression', path: 'host.name' }] },
    { is: 'text', pieces: ['t', { is: 'expression', path: 'variables.v3', otherwise: '3' }] },
  );
  const usable = index < 2 ? fc.oneof({ weight: 4, arbitrary: fixed }, { weight: 1, arbitrary: made }) : fixed;
  const withs = fc.record({ p: leaf.filter((it) => it !== null), q: text }, { requiredKeys: [] });
  const include = fc.record(
    { template: usable, when: condition, optional: fc.boolean(), with: withs },
    { requiredKeys: ['template'] },
  );
  return fc.array(
    include.map((found) => {
      const isMade = found.template.pieces.some((piece) => typeof piece !== 'string');
      return { ...found, ...(isMade ? { optional: true } : {}) };
    }),
    { maxLength: 2 },
  );
}

const finals = fc.oneof({ weight: 9, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.constant(['a']) });

function template(index: number): fc.Arbitrary<Template> {
  return fc.record({ include: includesAfter(index, shared), profile: shared.profile, final: finals });
}

const hostEntry: fc.Arbitrary<HostEntry> = fc.record({
  labels,
  variables,
  profile: fc.oneof(fc.constant({}), own.profile),
});

const cluster: fc.Arbitrary<Cluster> = fc
  .record(
    {
      labels,
      versions: fc.constantFrom<{ readonly s?: string }>({}, { s: '2026_1_minor' }),
      variables,
      include: includesAfter(0, own),
      profile: own.profile,
      hosts: fc.dictionary(fc.constantFrom(...Object.keys(nodeSets)), hostEntry, { minKeys: 1, maxKeys: 3 }),
    },
    { requiredKeys: ['labels', 'versions', 'variables', 'profile', 'hosts'] },
  )
  .map((found) => found as Cluster); // a record without missing members

export const anyFleet: fc.Arbitrary<Fleet> = fc.record({
  variables,
  templates: fc
    .tuple(...templateNames.map((_, index) => template(index)))
    .map((made) => Object.fromEntries(made.map((each, index) => [templateNames[index] ?? '', each]))),
  clusters: fc.record({ c1: cluster, c2: cluster }),
});

/** The files of a fleet. JSON is YAML. One more cluster defines all that paths may name. */
export function filesOf(fleet: Fleet): ReadonlyMap<string, string> {
  const files: Record<string, unknown> = {
    'fleet.yaml': {
      fleet: 'demo',
      entry: 't0',
      streams: { s: {} },
      variables: fleet.variables,
      profileSchema: 'schemas/profile.schema.json',
    },
    'owners.yaml': { people: { maria: { name: 'Maria', mail: 'maria@example.org' } } },
    'schemas/profile.schema.json': {
      properties: Object.fromEntries(
        Object.entries(strategies).map(([key, strategy]) => [
          key,
          { 'x-merge': strategy === 'by' ? { by: 'n' } : strategy },
        ]),
      ),
    },
    'templates/s/2026_1_minor/default.yaml': {},
    'clusters/zz.yaml': {
      owners: ['maria'],
      labels: { l1: 'a', l2: 'a' },
      variables: { v1: 'a', v2: 'a', v3: 'a' },
      include: [],
      hosts: { zz: { labels: { l1: 'a', l2: 'a' } } },
    },
  };
  for (const [name, { include, profile, final }] of Object.entries(fleet.templates)) {
    files[`templates/${name}.yaml`] = {
      parameters,
      include: include.map(written),
      profile: plainBody(profile),
      final: final.map((key) => `/${key}`),
    };
  }
  for (const [name, { include, profile, hosts, ...rest }] of Object.entries(fleet.clusters)) {
    const entries = Object.entries(hosts).map(([pattern, entry]) => [
      hostName(name, pattern),
      { ...entry, profile: plainBody(entry.profile) },
    ]);
    files[`clusters/${name}.yaml`] = {
      ...rest,
      owners: ['maria'],
      ...(include === undefined ? {} : { include: include.map(written) }),
      profile: plainBody(profile),
      hosts: Object.fromEntries(entries),
    };
  }
  return new Map(Object.entries(files).map(([path, data]) => [path, JSON.stringify(data)]));
}

function written({ template, with: given, ...rest }: Include): unknown {
  return { ...rest, template: textWritten(template), ...(given === undefined ? {} : { with: plainBody(given) }) };
}

function plainBody(body: Body): unknown {
  if (isText(body)) return textWritten(body);
  if (Array.isArray(body)) return body.map(plainBody);
  if (typeof body !== 'object' || body === null) return body;
  return Object.fromEntries(Object.entries(body).map(([key, value]) => [key, plainBody(value)]));
}

function textWritten({ pieces }: Text): string {
  return pieces
    .map((piece) => {
      if (typeof piece === 'string') return piece;
      return piece.otherwise === undefined ? `{{${piece.path}}}` : `{{default ${piece.path} "${piece.otherwise}"}}`;
    })
    .join('');
}
