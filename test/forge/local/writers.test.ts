/** Two writers at once, and one that dies: nothing is lost, nothing is doubled, no number is given twice. */

import { spawn } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Faults } from '../../../src/forge/local/faults.ts';
import { bench, benchAt, copyOf, type Bench } from './support.ts';
import { writeAll } from './writer.ts';

const writer = new URL('./writer.ts', import.meta.url).href;

function numbersFrom(folder: string, name: string): Promise<readonly number[]> {
  const call = `writeAll(${JSON.stringify(folder)}, ${JSON.stringify(name)}, 8)`;
  const program = `const { writeAll } = await import(${JSON.stringify(writer)}); console.log(JSON.stringify(await ${call}));`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program]);
  let out = '';
  let wrong = '';
  child.stdout.on('data', (text: Buffer) => (out += text.toString()));
  child.stderr.on('data', (text: Buffer) => (wrong += text.toString()));
  return new Promise((resolve, reject) => {
    child.on('close', (code) => {
      if (code === 0) resolve(JSON.parse(out) as readonly number[]);
      else reject(new Error(wrong));
    });
  });
}

test('three processes at once lose nothing and never get one number twice', { timeout: 60_000 }, async () => {
  const forge = bench();
  await forge.ask('POST', 'issues', { title: 'the first' });
  const names = ['a', 'b', 'c'];
  const others = names.slice(1).map((name) => numbersFrom(forge.folder, name));
  const numbers = [await writeAll(forge.folder, 'a', 8), ...(await Promise.all(others))].flat();
  expect(numbers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 24 }, (_, index) => index + 2));
  const { body } = await forge.ask('GET', 'issues/1/comments?per_page=100');
  const said = body.map((comment: { readonly body: string }) => comment.body);
  const wanted = names.flatMap((name) => Array.from({ length: 8 }, (_, index) => `${name} ${index + 1}`));
  expect(said.toSorted()).toEqual(wanted.toSorted());
  expect(new Set(body.map(({ id }: { readonly id: number }) => id)).size).toBe(24);
  // Each line of a log is a commit of its own.
  expect(forge.git('rev-list', '--count', 'refs/tidemark/forge/issues/1')).toBe('25');
});

/** What a writer wants; none of it depends on numbers that the other writer gets. */
const wishes = fc.constantFrom<(by: string) => readonly [string, string, object]>(
  (by) => ['POST', 'issues/1/comments', { body: by }],
  (by) => ['POST', 'issues/1/labels', { labels: [by] }],
  (by) => ['POST', 'issues', { title: by }],
  (by) => ['POST', 'releases', { tag_name: by }],
);

test('two writers between each other’s steps end as one after the other', { timeout: 60_000 }, async () => {
  const fresh = bench();
  await fresh.ask('POST', 'issues', { title: 'the first' });
  await fc.assert(
    fc.asyncProperty(wishes, wishes, fc.nat({ max: 1 }), async (one, two, step) => {
      // The second writes in the middle of the first: before its commits are made known, or after.
      const forge = copyOf(fresh);
      const other = forge.reopened();
      let effects = 0;
      let pending: Promise<unknown> | undefined;
      const faults = new Faults({
        afterEffect: () => {
          if (effects === step && pending === undefined) pending = other.ask(...two('two'));
          effects += 1;
        },
      });
      const came = await benchAt(forge.folder, forge.checkout, { faults }).ask(...one('one'));
      await pending;
      expect(came.status).toBeLessThan(300);
      const inTurns = async (...writes: readonly (readonly [string, string, object])[]): Promise<unknown> => {
        const alone = copyOf(fresh);
        for (const write of writes) await alone.ask(...write);
        return stateOf(alone);
      };
      const orders = [await inTurns(one('one'), two('two')), await inTurns(two('two'), one('one'))];
      expect(orders).toContainEqual(await stateOf(forge.reopened()));
    }),
    { seed: 7, numRuns: 6 },
  );
});

async function stateOf(forge: Bench): Promise<unknown> {
  const { body } = await forge.ask('GET', 'issues?state=all&direction=asc');
  const comments = await forge.ask('GET', 'issues/1/comments');
  const releases = await forge.ask('GET', 'releases');
  return {
    issues: body.map(({ number, title, labels }: Shown) => [number, title, labels.map(({ name }) => name)]),
    comments: comments.body.map(({ id, body: text }: Shown) => [id, text]),
    releases: releases.body.map(({ id, tag_name: tag }: Shown) => [id, tag]),
  };
}

interface Shown {
  readonly id: number;
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly tag_name: string;
  readonly labels: readonly { readonly name: string }[];
}

class Killed extends Error {}

test(
  'killed after any change of the repository, the forge is whole, and the same request finds what is left to do',
  { timeout: 60_000 },
  async () => {
    for (let fatal = 1; fatal <= 2; fatal += 1) {
      for (const [method, path, body] of [
        ['POST', 'pulls', { title: 'T', head: 'side', base: 'main' }],
        ['PUT', 'pulls/1/merge', {}],
      ] as const) {
        const forge = bench();
        forge.branch('side', { b: 'b\n' });
        await forge.ask('PATCH', '/repos/cc/fleet', { delete_branch_on_merge: true });
        if (method === 'PUT') await forge.ask('POST', 'pulls', { title: 'T', head: 'side', base: 'main' });
        let effects = 0;
        const faults = new Faults({
          afterEffect: () => {
            effects += 1;
            if (effects === fatal) throw new Killed();
          },
        });
        const doomed = benchAt(forge.folder, forge.checkout, { faults });
        await expect(doomed.ask(method, path, body)).rejects.toThrow(Killed);
        const after = forge.reopened();
        const done = fatal === 2;
        const { body: listed } = await after.ask('GET', 'pulls?state=all');
        if (method === 'POST') expect(listed).toHaveLength(done ? 1 : 0);
        else {
          // Base, branch and log moved together, or not at all.
          expect(listed[0].merged_at !== null).toBe(done);
          expect(forge.git('branch', '--list', 'side')).toBe(done ? '' : 'side');
          expect(forge.git('rev-list', '--count', 'main')).toBe(done ? '3' : '1');
        }
        const again = await after.ask(method, path, body);
        expect(again.status).toBe(done ? (method === 'POST' ? 422 : 405) : method === 'POST' ? 201 : 200);
        expect(forge.git('fsck', '--strict', '--no-dangling')).toBe('');
      }
    }
  },
);
