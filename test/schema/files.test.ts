import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { sentenceOf } from '../../src/core/catalogue.ts';
import { Diagnostics, type Diagnostic } from '../../src/core/diagnostic.ts';
import { pointerOf } from '../../src/core/site.ts';
import type { Plain } from '../../src/core/value.ts';
import { checkFile, mostFaults, shapeFaults } from '../../src/schema/files.ts';
import { fileKinds, type FileKind } from '../../src/schema/kinds.ts';
import { readSchema } from '../../src/schema/vocabulary.ts';
import { anyPlain, examplesOf, schemaOf } from './support.ts';

function complaints(kind: FileKind, plain: Plain): readonly Diagnostic[] {
  const out = new Diagnostics();
  const fits = checkFile(kind, 'file.yaml', plain, out);
  expect(fits).toBe(out.size === 0);
  return out.sorted();
}

/** One line a complaint: where, what. */
function said(kind: FileKind, plain: Plain): readonly string[] {
  return complaints(kind, plain).map((d) => `${pointerOf(d.site.route)} ${d.site.part ?? ''}: ${sentenceOf(d)}`);
}

describe.each(fileKinds)('a %s file', (kind) => {
  const schema = schemaOf(kind);

  test('is accepted as its schema shows it in examples', () => {
    const whole = (schema as { readonly examples: readonly Plain[] }).examples;
    expect(whole.length).toBeGreaterThan(0);
    for (const example of whole) expect(said(kind, example)).toEqual([]);
  });

  test('has a schema that describes each property, and closes every mapping that is not free by intention', () => {
    expect(readSchema(schema).mistakes).toEqual([]);
    for (const [pointer, part] of readSchema(schema).schemas) {
      if (typeof part !== 'object') continue;
      const inCondition = /\/(?:if|then|else)\//.test(pointer);
      if (!inCondition && /\/properties\/[^/]+$/.test(pointer)) expect(part, pointer).toHaveProperty('description');
      const free = /\/properties\/(?:variables|profile|with|parameters)$/.test(pointer);
      if (isMappingSchema(part) && !free) expect(part, pointer).toHaveProperty('additionalProperties');
    }
  });

  test('may be given any data: the gate and the explanation agree, and nothing throws', () => {
    const examples = examplesOf(schema).map((example) => example.value);
    const candidates = fc.oneof(anyPlain, spoilt(examples));
    fc.assert(
      fc.property(candidates, (plain) => {
        const out = new Diagnostics();
        const fits = checkFile(kind, 'file.yaml', plain, out);
        expect(fits).toBe(shapeFaults(kind, plain).length === 0);
        expect(fits).toBe(out.size === 0);
        for (const diagnostic of out.sorted()) expect(sentenceOf(diagnostic)).not.toContain('undefined');
      }),
      { numRuns: 300 },
    );
  });
});

test('every example inside a schema fits the part that it stands in', async () => {
  const { compileSchema } = await import('../../src/schema/checker.ts');
  for (const kind of fileKinds) {
    const schema = schemaOf(kind);
    const compiled = compileSchema(schema);
    if (!compiled.ok) throw new Error(JSON.stringify(compiled.mistakes));
    for (const { pointer, value } of examplesOf(schema)) {
      expect(compiled.checkerAt(pointer)?.(value), `${kind}${pointer}`).toEqual([]);
    }
  }
});

test('an unknown key is pointed at itself, with the nearest names', () => {
  const [fault] = complaints('cluster', { owners: ['maria'], verions: { linux: '2026_10_minor' } });
  expect(fault).toMatchObject({
    code: 'key-unknown',
    site: { file: 'file.yaml', route: ['verions'], part: 'key' },
    facts: { key: 'verions', nearest: ['versions'] },
  });
});

test('a malformed version is told by its own code, which shows the shape', () => {
  const [fault] = complaints('cluster', { owners: ['maria'], versions: { linux: '2026-10' } });
  expect(fault).toMatchObject({
    code: 'version-malformed',
    site: { route: ['versions', 'linux'] },
    facts: { text: '2026-10' },
  });
});

test('a version that YAML made a number is told as a wrong type', () => {
  expect(said('cluster', { owners: ['maria'], versions: { linux: 2026.1 } })).toEqual([
    '/versions/linux : this should be text, and is the number 2026.1',
  ]);
});

test('all faults of a file are said at once, each at its place', () => {
  const plain: Plain = {
    owners: 'maria',
    labels: { tier: 3 },
    upgrade: { linux: { mode: 'ofer' }, elfms: { mode: 'hold' } },
    stale: { due: '14' },
    hosts: { 'lxb[1-3]': null, lxb1: { variable: {} } },
  };
  expect(said('cluster', plain)).toEqual([
    '/hosts/lxb1/variable key: "variable" is not known here (did you mean "variables"?)',
    '/hosts/lxb[1-3] : this should be a mapping, and is nothing',
    '/labels/tier : this should be text, and is the number 3',
    '/owners : this should be a list, and is the text "maria"',
    '/stale/due : the text "14" is not allowed here: it must be a number of hours, days or weeks, like 36h, 14d or 6w',
    '/upgrade/elfms : "reason" is missing here',
    '/upgrade/elfms : "until" is missing here',
    '/upgrade/linux/mode : the text "ofer" is not allowed here: it is none of offer, auto, commit, hold',
  ]);
});

test('a hold needs its end and its reason, other modes do not', () => {
  const upgrade = (linux: Plain): Plain => ({ owners: ['maria'], upgrade: { linux } });
  expect(said('cluster', upgrade({ mode: 'hold', until: '2026-12-20', reason: 'heavy-ion run' }))).toEqual([]);
  expect(said('cluster', upgrade({ mode: 'auto' }))).toEqual([]);
  expect(said('cluster', upgrade({ mode: 'hold', until: '2026-02-30', reason: '' }))).toEqual([
    '/upgrade/linux/reason : the text "" is not allowed here: it must not be empty',
    '/upgrade/linux/until : the text "2026-02-30" is not allowed here: it must be a day of the calendar, like 2026-12-20',
  ]);
});

test('where several forms are allowed, the faults are those of the form that was meant', () => {
  const include: Plain = [
    3,
    { template: 'site/base', optinal: true },
    {
      template: 'site/base',
      when: { 'versions.linux': { atLest: '2026_1_minor' }, 'variables.os': null, any: [{ a: [[]] }] },
    },
  ];
  expect(said('template', { include })).toEqual([
    '/include/0 : this should be text or a mapping, and is the number 3',
    '/include/1/optinal key: "optinal" is not known here (did you mean "optional"?)',
    '/include/2/when/any/0/a/0 : this should be text, a number or true or false, and is a list',
    '/include/2/when/variables.os : this should be text, a number, true or false, a list or a mapping, and is nothing',
    '/include/2/when/versions.linux/atLest key: "atLest" is not known here (did you mean "atLeast"?)',
  ]);
  const emit: Plain = [{ layout: 'clster', path: 'a' }, { tempate: 'a.hbs', path: 'b' }, 'c'];
  expect(said('fleet', { fleet: 'x', entry: 'site/entry', streams: {}, emit })).toEqual([
    '/emit/0/layout : the text "clster" is not allowed here: it is none of cluster, host',
    '/emit/1 : "template" is missing here',
    '/emit/1/tempate key: "tempate" is not known here (did you mean "template"?)',
    '/emit/2 : this should be a mapping, and is the text "c"',
  ]);
});

test('a channel takes what belongs to it, and nothing else', () => {
  const notify: Plain = [
    { channel: 'mail' },
    { channel: 'issue', url: 'env:HOOK' },
    { channel: 'webhook', url: 'https://example.org' },
  ];
  expect(said('fleet', { fleet: 'x', entry: 'site/entry', streams: {}, notify })).toEqual([
    '/notify/0 : "to" is missing here',
    '/notify/1/url : the text "env:HOOK" is not allowed here: it does not belong here',
    '/notify/2/url : the text "https://example.org" is not allowed here: it must name an environment variable that holds the address, like env:CHAT_WEBHOOK',
  ]);
});

test('a mail address that carries a second recipient is refused', () => {
  const people: Plain = { maria: { name: 'Maria', mail: '"sm@x.org\r\nRCPT TO:<evil@x.org>"' } };
  expect(complaints('owners', { people }).map((d) => d.site.route)).toEqual([['people', 'maria', 'mail']]);
});

test('keys that JavaScript gives a meaning are unknown keys like any other', () => {
  const plain = JSON.parse(
    '{"owners":["maria"],"__proto__":{"mode":"auto"},"constructor":{},"hosts":{"a":{"prototype":1}}}',
  ) as Plain;
  expect(complaints('cluster', plain).map((d) => [d.code, d.site.route])).toEqual([
    ['key-unknown', ['__proto__']],
    ['key-unknown', ['constructor']],
    ['key-unknown', ['hosts', 'a', 'prototype']],
  ]);
  expect(({} as { mode?: string }).mode).toBeUndefined();
});

test('what an object inherits is not read', () => {
  const inherited = Object.create({ owners: ['maria'] }) as Plain;
  expect(complaints('cluster', inherited).map((d) => d.facts)).toEqual([{ key: 'owners' }]);
});

test('a file with very many faults lists the first and counts the rest', () => {
  const labels = Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`l${i}`, i]));
  const found = complaints('cluster', { owners: ['maria'], labels });
  expect(found).toHaveLength(mostFaults + 1);
  expect(found[0]).toMatchObject({ code: 'faults-too-many', facts: { count: 100_000, shown: mostFaults } });
});

test('data that is nested without end is refused, not run into', () => {
  let when: Plain = { 'variables.os': 'present' };
  for (let i = 0; i < 100_000; i += 1) when = { not: when };
  expect(complaints('template', { include: [{ template: 'a', when }] })).toHaveLength(1);
});

test('no pattern of our own takes long on any text', () => {
  for (const kind of fileKinds) {
    for (const [pointer, part] of readSchema(schemaOf(kind)).schemas) {
      const pattern =
        typeof part === 'object' && part !== null ? (part as { readonly pattern?: string }).pattern : undefined;
      if (pattern === undefined) continue;
      for (const unit of ['a', '/', '/~0', 'ea-', 'A_/', '20', '1', 'https://', 'env:A', '-', '.']) {
        const before = performance.now();
        new RegExp(pattern, 'u').test(`${unit.repeat(50_000)}\n`);
        expect(performance.now() - before, `${kind}${pointer} on ${unit}`).toBeLessThan(500);
      }
    }
  }
});

test('the schemas are written as an editor wants them', () => {
  for (const kind of fileKinds) {
    const text = readFileSync(new URL(`../../schemas/${kind}.schema.json`, import.meta.url), 'utf8');
    const schema = JSON.parse(text) as Record<string, unknown>;
    expect(schema).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: `urn:tidemark:schema:${kind}`,
    });
    expect(schema).toHaveProperty('title');
    expect(schema).toHaveProperty('description');
  }
});

function isMappingSchema(part: Plain): boolean {
  return (part as { readonly type?: Plain }).type === 'object';
}

/** An example with one place replaced by something else, or given one key more. */
function spoilt(examples: readonly Plain[]): fc.Arbitrary<Plain> {
  return fc
    .tuple(fc.constantFrom(...examples), fc.infiniteStream(fc.nat()), anyPlain)
    .map(([example, picks, other]) => {
      const spoil = (plain: Plain): Plain => {
        const pick = Number(picks.next().value);
        if (pick % 4 === 0 || typeof plain !== 'object' || plain === null) return other;
        if (Array.isArray(plain))
          return plain.map((item: Plain, i) => (i === pick % plain.length ? spoil(item) : item));
        const entries = Object.entries(plain as { readonly [key: string]: Plain });
        if (pick % 4 === 1 || entries.length === 0) return Object.fromEntries([...entries, [`k${pick % 9}`, other]]);
        return Object.fromEntries(
          entries.map(([key, value], i) => [key, i === pick % entries.length ? spoil(value) : value]),
        );
      };
      return spoil(example);
    });
}
