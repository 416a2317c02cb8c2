/** What commands print with `--format json` is what its schema says: on the example fleet, and on one full of hostile text. */

import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { commands } from '../../src/cli/table.ts';
import { attacks } from '../render/report-hostile.ts';
import { temporaryFolder } from '../support/fleet.ts';
import { faultsIn, outputSchema, outputSchemas, schemaOfCommand } from '../support/output-schemas.ts';
import { bareCloneOf, repositoryOf, type Repository } from '../support/repository.ts';
import { upgradeWorld } from '../support/upgrade-world.ts';
import { ran } from './upgrade/session.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

const top = fileURLToPath(new URL('../../', import.meta.url));
const now = ['--now', '2026-11-22T08:00:00Z'];

/** What a terminal would obey. */
const obeyed = /(?!\n)[\p{Cc}\p{Cf}\u2028\u2029]/u;

/** Runs a command, which throws where it prints something else than its schema says, and gives what it printed. */
async function shown(root: string, args: readonly string[]): Promise<Readonly<Record<string, unknown>>> {
  const { stdout, stderr } = await ran(root, [...args, '--format', 'json', ...now]);
  expect(stdout, `tidemark ${args.join(' ')} says ${stderr}`).not.toBe('');
  expect(stdout).not.toMatch(obeyed);
  return JSON.parse(stdout) as Readonly<Record<string, unknown>>;
}

/** The example fleet with an embedded forge behind it; two releases are published, and a later commit moves and breaks clusters. */
function example(): Repository {
  vi.stubEnv('GIT_COMMITTER_DATE', '2026-09-01T12:00:00Z');
  const repository = repositoryOf({ '.gitignore': '.tidemark/\nprofiles/\n' });
  const parts = 'fleet.yaml owners.yaml schedule.yaml clusters templates schemas calendars rollouts package-lists';
  for (const part of parts.split(' ')) cpSync(join(top, part), join(repository.root, part), { recursive: true });
  repository.commit();
  for (const tag of ['linux/2026_7_minor', 'linux/2026_8_minor', 'elfms/2026_8_minor'])
    repository.git('tag', '-a', '-m', tag, tag);
  const forge = bareCloneOf(repository);
  repository.git('remote', 'add', 'origin', forge);
  return repository;
}

function edited({ root }: Repository, file: string, change: (text: string) => string): void {
  writeFileSync(join(root, file), change(readFileSync(join(root, file), 'utf8')));
}

describe('on the example fleet', () => {
  test('the compiler’s commands print what their schemas say', async () => {
    const repository = example();
    const { root } = repository;
    edited(repository, 'clusters/geneva/lxplus.yaml', (text) => text.replace(/linux: \S+/, 'linux: 2026_8_minor'));
    edited(repository, 'clusters/geneva/dbod.yaml', (text) => text.replace(/linux: \S+/, 'linux: 2026_98_minor'));
    repository.git('rm', '-q', 'clusters/lyon/lyoweb.yaml');
    const change = await shown(root, ['diff', 'HEAD']);
    expect(new Set((change['groups'] as { kind: string }[]).map(({ kind }) => kind))).toContain('removed');
    const found = await shown(root, ['check']);
    expect(found['diagnostics']).not.toEqual([]);
    const compiled = await shown(root, ['compile', '--only', 'dbod', 'lxplus', '--out', temporaryFolder()]);
    expect(compiled['failed']).toEqual(['dbod']);
    await shown(root, ['explain', 'lxplus']);
    await shown(root, ['impact', 'templates/linux/2026_8_minor/default.yaml', 'fleet.yaml', 'no/such/file']);
    await shown(root, ['owners']);
    await shown(root, ['owners', '--check']);
    await shown(root, ['doctor', '--offline']);
  });

  test('those about releases, upgrades and reports do', async () => {
    const { root } = example();
    const checked = await shown(root, ['release', 'check', 'elfms/2026_8_minor']);
    expect((checked['releases'] as { movers: unknown[] }[])[0]?.movers).not.toEqual([]);
    await shown(root, ['release', 'schedule']);
    await shown(root, ['release', 'announce', 'linux/2026_8_minor', '--dry-run']);
    await shown(root, ['release', 'withdraw', 'linux/2026_8_minor', '--reason', 'a test', '--dry-run']);
    const list = join(root, 'package-lists/linux/2026_8.list');
    await shown(root, ['template', 'next', 'linux', '--from', list, '--dry-run']);
    await shown(root, ['template', 'new', 'linux', '2026_99_major', '--from', list]);
    await shown(root, ['template', 'import', list, '--out', 'a.list', '--dry-run']);
    await shown(root, ['upgrade', 'plan']);
    await shown(root, ['upgrade', 'run', '--limit', '2', '--no-tell']);
    const { clusters } = await shown(root, ['upgrade', 'status']);
    expect((clusters as { request?: number }[]).filter(({ request }) => request !== undefined)).toHaveLength(2);
    await shown(root, ['report', 'all']);
    await shown(root, ['doctor']);
  });
});

/** A fleet that says this text wherever it may say anything; some of its files are broken, and named as they should not be. */
function hostile(text: string): string {
  const evil = JSON.stringify(text).replaceAll(
    /[^ -~]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  const { clone } = upgradeWorld(
    {
      clusters: {
        asked: { more: `description: ${evil}\nservice: ${evil}\nlabels: { x: ${evil} }\n` },
        broken: { owners: ['nobody', evil], more: `profile: { ${evil}: ${evil}, swap: ${evil} }\n` },
        held: { more: `upgrade:\n  linux: { mode: hold, until: 2027-04-01, reason: ${evil} }\n` },
        unpinned: { owners: ['left'], more: `variables: { ${evil}: ${evil} }\n` },
      },
      files: {
        'owners.yaml': `people:\n  maria: { name: ${evil}, mail: maria@example.org, chat: ${evil} }\n  ingrid: { name: I, forge: ${evil} }\n  left: { name: ${evil}, left: 2026-01-01 }\nteams:\n  nobody: { members: [] }\n`,
        'schedule.yaml': `releases:\n  - { date: 2026-12-01, stream: linux, kind: minor, freeze: 2026-11-20, note: ${evil} }\n`,
        'templates/linux/2026_2_minor/default.yaml': `profile:\n  packages: { ${evil}: { version: ${evil}, arch: ${evil} }, linux-tool: { version: "2-1", arch: x86_64, from: ${evil} } }\n`,
        'templates/linux/2026_2_minor/release.yaml': `stream: linux\nversion: 2026_2_minor\ndate: 2026-02-28\nnotes: ${evil}\nbugs: [ ${evil} ]\nadvisories:\n  - { id: ${evil}, severity: Critical, published: 2026-02-20, title: ${evil}, cves: [], packages: { ${evil}: "2-1" } }\n`,
        'clusters/a b|=1+1 [x](y) @all.yaml': 'owners: [maria]\n',
        'clusters/::error::x.yaml': 'owners: [maria]\n',
        'clusters/torn.yaml': `owners: [${evil}\n`,
      },
    },
    ['linux/2026_1_minor', 'linux/2026_2_minor', 'elfms/2026_1_minor'],
  );
  return clone.root;
}

const texts = attacks
  .map((text) => text.slice(0, 300).replaceAll('{{', '{ {'))
  .filter((text) => text.trim() !== '' && !/\p{Surrogate}/u.test(text));

test.each([
  ['text that a terminal obeys', texts.filter((text) => /\p{C}/u.test(text)).join(' ')],
  ['text that a forge, a page or a spreadsheet obeys', texts.filter((text) => !/\p{C}/u.test(text)).join(' ')],
  ['the words of objects', '__proto__'],
])('on a fleet full of %s they do as well', async (_, text) => {
  const root = hostile(text);
  const out = temporaryFolder();
  const calls = [
    ['check'],
    ['compile', '--shard', '1/2', '--out', join(out, '1')],
    ['compile', '--shard', '2/2', '--out', join(out, '2')],
    ['merge', join(out, '1'), join(out, '2'), '--out', join(out, 'all')],
    ['diff', 'HEAD'],
    ['explain', 'asked'],
    ['impact', 'templates/linux/2026_2_minor/default.yaml', text.replaceAll('\u0000', '')],
    ['release', 'check'],
    ['release', 'check', 'linux/2026_2_minor'],
    ['release', 'schedule'],
    ['upgrade', 'plan'],
    ['upgrade', 'status'],
    ['report', 'all'],
    ['doctor', '--offline'],
  ];
  for (const call of calls) await shown(root, call);
});

describe('every command that knows --format json', () => {
  const known = commands.filter(({ name, options }) => {
    const format = options.find(({ usage }) => usage.startsWith('--format'));
    return format?.choices?.includes('json') === true && !name.startsWith('forge ') && name !== 'profile';
  });

  test('has a schema, which its help and the page about JSON name', () => {
    expect(known.map(({ name }) => name).toSorted()).toEqual(Object.keys(schemaOfCommand).toSorted());
    const page = readFileSync(join(top, 'docs/json.md'), 'utf8');
    for (const { name, options } of known) {
      const schema = `schemas/${schemaOfCommand[name] ?? ''}.schema.json`;
      expect([name, options.find(({ usage }) => usage.startsWith('--format'))?.about]).toEqual([
        name,
        expect.stringContaining(schema),
      ]);
      expect(page).toContain(`(../${schema})`);
      expect(page).toContain(`\`tidemark ${name}\``);
    }
  });
});

describe.each(outputSchemas)('the schema %s', (name) => {
  const schema = outputSchema(name);

  test('has an id, a title, and says of which command it is', () => {
    expect(schema.$id).toBe(`urn:tidemark:schema:${name}`);
    expect(schema.title).not.toBe('');
    const named = Object.keys(schemaOfCommand).filter((command) => schemaOfCommand[command] === name);
    expect(named.some((command) => schema.description.includes(`\`tidemark ${command.split(' ')[0] ?? ''}`))).toBe(
      true,
    );
  });

  test('closes every object, and describes every property', () => {
    expect(silent('', schema)).toEqual([]);
  });

  test('accepts its examples', () => {
    for (const one of schema.examples ?? []) expect(faultsIn(name, one)).toEqual([]);
  });
});

/** Parts that are open to anything, and properties of which nothing is said. */
function silent(at: string, part: unknown): readonly string[] {
  if (typeof part !== 'object' || part === null) return [];
  const { properties = {}, type, additionalProperties, oneOf } = part as Readonly<Record<string, unknown>>;
  const isOpen = type === 'object' && additionalProperties === undefined && oneOf === undefined && !free.has(at);
  const undescribed = Object.entries(properties as object)
    .filter(([, inner]) => !('description' in (inner as object) || '$ref' in (inner as object)))
    .map(([key]) => `${at}/${key} is not described`);
  const below = Object.entries(part).filter(([key]) => key !== 'examples');
  return [
    ...(isOpen ? [`${at} is open`] : []),
    ...undescribed,
    ...below.flatMap(([key, inner]) => silent(`${at}/${key}`, inner)),
  ];
}

/** The facts of a diagnostic are its code's own; parameters of a template are the template's. */
const free: ReadonlySet<string> = new Set(['/$defs/diagnostic/properties/facts', '/$defs/layer/properties/params']);
