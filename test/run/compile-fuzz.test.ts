/** Any bytes as any file of a fleet: diagnostics, never a crash or a hang; and what is not touched is compiled. */

import fc from 'fast-check';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkFleet } from '../../src/run/check-fleet.ts';
import { placed } from '../../src/run/place.ts';
import { workingTree } from '../../src/tree/working.ts';
import { compileFolder, fleetFolder, temporaryFolder } from '../support/fleet.ts';

const files: Readonly<Record<string, string>> = {
  'fleet.yaml':
    'fleet: demo\nentry: entry\nrequires: ^1.0.0\nprofileSchema: schemas/p.schema.json\nstreams: { linux: { owners: [team] } }\nvariables: { a: 1, os: alma9 }\npackages: { at: /packages, order: rpm }\ncalendar: ch\nemit:\n  - { layout: cluster, path: "{{cluster.name}}.json" }\n  - { layout: host, path: "h/{{host.name}}.json" }\n  - { template: x.hbs, path: "t/{{host.name}}" }\n',
  'owners.yaml': 'people:\n  maria: { name: Maria, mail: maria@example.org }\nteams:\n  team: { members: [maria] }\n',
  'calendars/ch.yaml': 'title: Geneva\ntimezone: Europe/Zurich\nweekend: [sat, sun]\n',
  'schemas/p.schema.json':
    '{ "$defs": { "n": { "type": "integer", "minimum": 1 } }, "properties": { "count": { "$ref": "#/$defs/n" }, "users": { "x-merge": "union" }, "mounts": { "x-merge": { "by": "at" } }, "name": { "pattern": "^[a-z]" } }, "additionalProperties": true }\n',
  'templates/entry.yaml':
    'include:\n  - base\n  - template: linux/{{versions.linux}}/default\n    when: { versions.linux: present }\n  - { template: "hw/{{variables.hw}}", optional: true, when: { variables.hw: present, any: [ { cluster.name: db }, { not: { cluster.name: { matches: "d*" } } } ] } }\n  - { template: q, with: { name: "{{cluster.name}}", n: 2 } }\nprofile: { count: 3, name: "{{lower cluster.name}}", host: "{{host.name}}", users: [a] }\nfinal: [/count]\n',
  'templates/base.yaml':
    'profile: { users: [b], mounts: [ { at: /, size: 1 } ], packages: { openssl: { version: "3.0", arch: x86_64 } } }\n',
  'templates/q.yaml':
    'parameters: { type: object, properties: { name: { type: string }, n: { type: integer, default: 1 } }, required: [name] }\nprofile: { queue: "{{params.name}}-{{params.n}}" }\n',
  'templates/linux/2026_1_minor/default.yaml': 'profile: { kernel: "5.14" }\n',
  'templates/linux/2026_1_minor/release.yaml':
    'stream: linux\nversion: 2026_1_minor\ndate: 2026-01-05\nowners: [team]\nnotes: n\n',
  'templates/hw/gpu.yaml': 'profile: { gpu: true }\n',
  'templates/x.hbs': '{{host.name}}: {{profile.name}}{{#each profile.users}} {{this}}{{/each}}\n',
  'clusters/web.yaml':
    'owners: [maria, team]\nversions: { linux: 2026_1_minor }\nlabels: { tier: x }\nprofile: { users: [c], mounts: [ { at: /, size: 2 } ] }\nhosts:\n  web[1-3]: {}\n  web2: { variables: { hw: gpu }, labels: { rack: b1 } }\n',
  'clusters/db.yaml':
    'owners: [team]\nservice: db\nupgrade: { linux: { mode: hold, until: 2026-12-01, reason: r } }\nhosts: { "db[01-02]": {} }\n',
  'clusters/apart.yaml':
    'owners: [team]\nversions: { linux: 2026_1_minor }\ninclude: []\nprofile: { name: apart, users: [x] }\nhosts: { apart1: {} }\n',
};

/** Pieces of the languages in the files, that mean something where they land. */
const pieces = [
  '{{', '}}', '{{cluster.name}}', '{{#each profile}}', '{{/each}}', '{{default variables.x 1}}', '{{variables.a.b.c}}', '\\{{', ': ', '- ', '\n', '\n  ', '[', ']', '{', '}', '"', "'", '#', '&a', '*a', '!!x', '<<: ', '|', '>', '---\n', '%YAML', '? ', '\t',
  'null', 'true', '1.10', '1e999', '.inf', '007', '-0', '0x1F', '2026_2_minor', '__proto__', 'constructor', '../..', '/etc/passwd', 'web[1-99999999]', 'a[1-9]b[1-9]', '\u202e', '\u0000', '\ufeff', '😀', '\ud800', 'include: [entry]', 'when: { any: [] }', 'final: [/]', '"x-merge"', '"$ref": "#"', '"not": {}', '"pattern": "(a+)+$"',
]; // prettier-ignore

type Mutation = (bytes: Uint8Array) => Uint8Array;

const position = fc.nat(10_000);
const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.tuple(position, fc.constantFrom(...pieces)).map(
    ([at, piece]): Mutation =>
      (bytes) =>
        spliced(bytes, at, 0, Buffer.from(piece)),
  ),
  fc.tuple(position, fc.nat(30)).map(
    ([at, length]): Mutation =>
      (bytes) =>
        spliced(bytes, at, length, Buffer.alloc(0)),
  ),
  fc.tuple(position, fc.nat(40), fc.integer({ min: 1, max: 50 })).map(([at, length, times]): Mutation => (bytes) => {
    const start = at % (bytes.length + 1);
    const part = bytes.subarray(start, start + length);
    return spliced(bytes, start, 0, Buffer.concat(Array.from({ length: times }, () => part)));
  }),
  fc.tuple(position, fc.uint8Array({ minLength: 1, maxLength: 4 })).map(
    ([at, raw]): Mutation =>
      (bytes) =>
        spliced(bytes, at, raw.length, Buffer.from(raw)),
  ),
  fc.constantFrom(...Object.values(files)).map(
    (other): Mutation =>
      () =>
        Buffer.from(other),
  ),
  fc.uint8Array({ maxLength: 60 }).map(
    (raw): Mutation =>
      () =>
        Buffer.from(raw),
  ),
);

function spliced(bytes: Uint8Array, at: number, remove: number, insert: Uint8Array): Uint8Array {
  const start = at % (bytes.length + 1);
  return Buffer.concat([bytes.subarray(0, start), insert, bytes.subarray(start + remove)]);
}

test('any file may hold anything', async () => {
  const { root } = fleetFolder(files);
  const out = temporaryFolder();
  const clean = await compileFolder(root, { cache: undefined, out });
  expect(clean).toMatchObject({ asked: 3, compiled: 3, failed: [] });
  const counts = { well: 0, some: 0, none: 0 };
  const edits = fc.array(
    fc.tuple(fc.constantFrom(...Object.keys(files)), fc.array(mutation, { minLength: 1, maxLength: 3 })),
    { minLength: 1, maxLength: 2 },
  );
  await fc.assert(
    fc.asyncProperty(edits, async (changes) => {
      for (const [path, mutations] of changes)
        writeFileSync(
          join(root, path),
          mutations.reduce<Uint8Array>((bytes, mutate) => mutate(bytes), Buffer.from(files[path] ?? '')),
        );
      const start = performance.now();
      const tree = workingTree(root);
      const checked = await checkFleet(tree, '2026-11-21', () => undefined);
      const compiled = await compileFolder(root, { cache: undefined, out });
      const told = placed([...checked.diagnostics, ...compiled.diagnostics], tree);
      expect(performance.now() - start, 'milliseconds').toBeLessThan(5_000);
      expect(compiled.compiled + compiled.failed.length).toBe(compiled.asked);
      // What fails is told, and what is told by compiling is told by checking.
      const errors = told.filter(({ severity }) => severity === 'error');
      if (compiled.failed.length > 0) expect(errors.length).toBeGreaterThan(0);
      expect(checked.failed.toSorted()).toEqual(compiled.failed.toSorted());
      const checkedCodes = new Set(checked.diagnostics.map(({ code, site }) => `${code} ${site.file}`));
      expect(
        compiled.diagnostics.map(({ code, site }) => `${code} ${site.file}`).filter((line) => !checkedCodes.has(line)),
      ).toEqual([]);
      if (compiled.compiled === 3) counts.well += 1;
      else if (compiled.compiled > 0) counts.some += 1;
      else counts.none += 1;
      for (const [path] of changes) writeFileSync(join(root, path), files[path] ?? '');
    }),
    {
      seed: Number(process.env['SEED'] ?? 81),
      numRuns: Number(process.env['RUNS'] ?? 120),
      interruptAfterTimeLimit: 600_000,
    },
  );
  rmSync(root, { recursive: true });
  expect(Math.min(counts.well, counts.some, counts.none)).toBeGreaterThan(8);
});
