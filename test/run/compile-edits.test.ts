/** Compiling after edits: what is kept from before must never show. Random edits, each followed by a cold compile to compare with. */

import fc from 'fast-check';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import type { CompileReport } from '../../src/run/compile-fleet.ts';
import { compileFolder, fleetFolder, filesIn, temporaryFolder } from '../support/fleet.ts';

const entry = `include:
  - template: linux/{{versions.linux}}/default
    when: { versions.linux: present }
  - template: site/fallback
    when: { versions.linux: absent }
  - { template: "service/{{cluster.service}}", optional: true }
  - { template: "hardware/{{variables.hardware}}", optional: true, when: { variables.hardware: present } }
profile: { site: here, owners: "{{cluster.owners}}" }
`;

/** Each file of the fleet, and the texts that it may hold; undefined stands for no file. The first is what it begins with. */
const variants: Readonly<Record<string, readonly (string | undefined)[]>> = {
  'fleet.yaml': [
    fleetText(
      '{ layout: cluster, path: "{{cluster.name}}.json" }',
      '{ layout: host, path: "hosts/{{host.name}}.json" }',
    ),
    fleetText(
      '{ layout: cluster, path: "{{cluster.name}}.json" }',
      '{ template: motd.hbs, path: "motd/{{host.name}}" }',
    ),
    fleetText('{ layout: cluster, path: "all/{{cluster.name}}.json" }'),
    fleetText('{ layout: cluster, path: one.json }'),
    fleetText('{ layout: cluster, path: "{{cluster.service}}" }', '{ layout: host, path: "web/{{host.name}}" }'),
    'fleet: [broken\n',
  ],
  'owners.yaml': [
    'people:\n  maria: { name: Maria, mail: maria@example.org }\n  paolo: { name: Paolo, mail: paolo@example.org }\n',
    'people:\n  maria: { name: Maria, mail: maria@example.org }\n  paolo: { name: Paolo, mail: paolo@example.org, left: 2026-01-01 }\n',
    'people:\n  maria: { name: Maria, mail: maria@example.org }\n',
    undefined,
  ],
  'schemas/profile.schema.json': [
    '{ "properties": { "users": { "x-merge": "union" }, "count": { "type": "integer" } } }',
    '{ "properties": { "users": { "x-merge": "append" }, "count": { "type": "integer" } } }',
    '{ "properties": { "count": { "type": "string" } } }',
    '{ "type": "nothing" }',
  ],
  'templates/entry.yaml': [
    entry,
    entry.replace('here', 'there'),
    entry.replace('site: here', 'site: "{{variables.rack}}"'),
    'include: [entry]\n',
    'profile: [\n',
  ],
  'templates/motd.hbs': [
    'Welcome to {{host.name}}\n',
    'Welcome to {{profile.site}}\n',
    '{{profile.nothing}}\n',
    '{{#each',
    undefined,
  ],
  'templates/site/fallback.yaml': [
    'profile: { count: 0, users: [root] }\n',
    'profile: { count: 1, users: [root] }\n',
    undefined,
  ],
  'templates/linux/2026_1_minor/default.yaml': [
    'profile: { count: 1, users: [a, a] }\n',
    'profile: { count: 2, users: [a, a] }\n',
    'profile: { count: many }\n',
    undefined,
  ],
  'templates/linux/2026_1_minor/release.yaml': [
    undefined,
    'stream: linux\nversion: 2026_1_minor\ndate: 2026-01-05\nowners: [maria]\nnotes: n\nwithdrawn: { reason: bad }\n',
    'stream: linux\nversion: 2026_1_minor\ndate: 2026-01-05\nowners: [maria]\nnotes: n\nwithdrawn: { reason: worse }\n',
  ],
  'templates/linux/2026_2_minor/default.yaml': ['profile: { count: 3 }\nfinal: [/count]\n', undefined],
  'templates/linux/2026_3_minor/other.yaml': [undefined, 'profile: {}\n'],
  'templates/service/web.yaml': [undefined, 'profile: { service: web }\n', 'profile: { service: 1.10 }\n'],
  'templates/hardware/gpu.yaml': [undefined, 'profile: { gpu: true }\n'],
  'clusters/a.yaml': [
    'owners: [maria]\nservice: web\nversions: { linux: 2026_1_minor }\nhosts:\n  a[1-3]: {}\n  a2: { variables: { hardware: gpu } }\n',
    'owners: [maria]\nservice: web\nversions: { linux: 2026_2_minor }\nhosts:\n  a[1-3]: {}\n  a2: { variables: { hardware: gpu } }\n',
    'owners: [maria]\nservice: web\nversions: { linux: 2026_3_minor }\ninclude: []\nhosts:\n  a[1-2]: {}\n',
    'owners: [maria]\nservice: web\nversions: { linux: 2026_2_minor }\nprofile: { count: 9 }\nhosts:\n  a[1-3]: {}\n',
    'owners: [maria]\nhosts: {}\n',
    undefined,
  ],
  'clusters/b.yaml': [
    'owners: [maria, paolo]\nhosts:\n  b1: { profile: { users: [b] } }\n  b2: {}\n',
    'owners: [maria, paolo]\nhosts:\n  a1: {}\n  b2: {}\n',
    'owners: [paolo]\nvariables: { rack: r1 }\nupgrade: { linux: { mode: hold, until: 2026-01-01, reason: r } }\nhosts:\n  b1: {}\n',
    'ownres: [maria]\n',
    undefined,
  ],
  'clusters/sub/b.yaml': [undefined, 'owners: [maria]\nhosts:\n  sub1: {}\n'],
  'clusters/c.yaml': [
    'owners: [maria]\nversions: { linux: 2026_1_minor }\nservice: web\nvariables: { rack: r2 }\nhosts:\n  c1: {}\n',
    'owners: [maria]\nversions: { linux: 2026_1_minor }\nservice: web\nvariables: { rack: r3 }\nhosts:\n  c1: {}\n',
    undefined,
  ],
};

function fleetText(...emits: readonly string[]): string {
  const lines = emits.map((emit) => `  - ${emit}\n`).join('');
  return `fleet: demo\nentry: entry\nstreams: { linux: {} }\nprofileSchema: schemas/profile.schema.json\nemit:\n${lines}`;
}

type Edit =
  | { readonly do: 'write'; readonly path: string; readonly text: string | undefined }
  | { readonly do: 'spoil' | 'lose'; readonly which: number }
  | { readonly do: 'only'; readonly cluster: string };

const write: fc.Arbitrary<Edit> = fc
  .constantFrom(...Object.keys(variants))
  .chain((path) => fc.constantFrom(...(variants[path] ?? [])).map((text) => ({ do: 'write', path, text })));
const edit: fc.Arbitrary<Edit> = fc.oneof(
  { weight: 8, arbitrary: write },
  // Most fleets of random texts are broken somewhere: what was at first comes back often.
  {
    weight: 6,
    arbitrary: fc
      .constantFrom(...Object.keys(variants))
      .map((path): Edit => ({ do: 'write', path, text: variants[path]?.[0] })),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('spoil' as const, 'lose' as const), which: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('only' as const), cluster: fc.constantFrom('a', 'b', 'c') }) },
);

test('after any edits, the outputs, the index and the report are those of a first compile', async () => {
  const counts = { compiled: 0, failed: 0, unchanged: 0 };
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(edit, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 8 }),
      async (rounds) => {
        const { root } = fleetFolder({});
        for (const [path, texts] of Object.entries(variants)) put(root, path, texts[0]);
        const out = join(root, 'profiles');
        await compileFolder(root);
        for (const edits of rounds) {
          for (const each of edits) await apply(each, root, out);
          const before = filesIn(out);
          const warm = await compileFolder(root);
          const fresh = temporaryFolder();
          const cold = await compileFolder(root, { out: fresh, cache: undefined });
          expect(warm.compiled + warm.unchanged + warm.failed.length).toBe(warm.asked);
          expect(told(warm)).toEqual(told(cold));
          // Where there is no fleet to speak of, everything is left as it is.
          if (existsSync(join(fresh, 'index.json')))
            expectSameFiles(filesIn(out), filesIn(fresh), { before, kept: new Set(warm.files.kept) });
          else expect(filesIn(out)).toEqual(before);
          counts.compiled += warm.compiled;
          counts.unchanged += warm.unchanged;
          counts.failed += warm.failed.length;
          rmSync(fresh, { recursive: true });
        }
        rmSync(root, { recursive: true });
      },
    ),
    {
      seed: Number(process.env['SEED'] ?? 71),
      numRuns: Number(process.env['RUNS'] ?? 25),
      interruptAfterTimeLimit: 600_000,
    },
  );
  // The law says little where nothing is kept, or nothing fails.
  expect(Math.min(counts.compiled, counts.unchanged, counts.failed)).toBeGreaterThan(10);
});

function put(root: string, path: string, text: string | undefined): void {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  if (text === undefined) rmSync(file, { force: true });
  else writeFileSync(file, text);
}

async function apply(edit: Edit, root: string, out: string): Promise<void> {
  if (edit.do === 'write') return put(root, edit.path, edit.text);
  if (edit.do === 'only') {
    await compileFolder(root, { only: new Set([edit.cluster]) });
    return undefined;
  }
  const paths = [...filesIn(out).keys()];
  const path = join(out, paths[edit.which % paths.length] ?? 'index.json');
  if (!existsSync(path)) return undefined;
  if (edit.do === 'lose') rmSync(path);
  else writeFileSync(path, `${readFileSync(path, 'utf8').slice(1)} `);
  return undefined;
}

/** What a report says, but for how much of it was kept. */
function told({ asked, failed, hosts, diagnostics, unknown }: CompileReport): unknown {
  return { asked, failed, hosts, diagnostics, unknown };
}

/** The same files, but for what failed clusters made earlier, which is left as it was. */
function expectSameFiles(
  warm: ReadonlyMap<string, string>,
  cold: ReadonlyMap<string, string>,
  { before, kept }: { readonly before: ReadonlyMap<string, string>; readonly kept: ReadonlySet<string> },
): void {
  const rest = [...warm].filter(([path]) => !cold.has(path));
  expect(new Map([...warm].filter(([path]) => cold.has(path)))).toEqual(cold);
  for (const [path, text] of rest) {
    expect([...kept], `${path} is left over`).toContain(path);
    if (before.has(path)) expect(text).toBe(before.get(path));
  }
}
