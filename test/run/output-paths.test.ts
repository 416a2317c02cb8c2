import { expect, test } from 'vitest';
import { OutputPaths } from '../../src/run/output-paths.ts';
import { compileFolder, fleetFolder, leastFleet } from '../support/fleet.ts';

test.each([
  ['the same file', 'a/b.json', 'a/b.json', true],
  ['a folder where a file stands', 'a', 'a/b.json', true],
  ['a file where a folder stands', 'a/b/c.json', 'a', true],
  ['a file deep below another', 'a/b', 'a/b/c/d', true],
  ['a name that begins alike', 'a/b', 'a/b2', false],
  ['a file beside another', 'a/b', 'a/c', false],
])('%s: %s and %s', (_, first, second, meet) => {
  const paths = new OutputPaths();
  paths.add(first);
  expect(paths.meets(second)).toBe(meet);
  expect(paths.has(first)).toBe(true);
});

test('a cluster whose output needs the place of another fails alone', async () => {
  const emit = 'emit: [ { layout: cluster, path: "{{variables.path}}" } ]\n';
  const cluster = (path: string, host: string): string =>
    `owners: [maria]\nvariables: { path: ${path} }\nhosts:\n  ${host}: {}\n`;
  const { root } = fleetFolder({
    ...leastFleet,
    'fleet.yaml': `${String(leastFleet['fleet.yaml'])}variables: { path: x }\n${emit}`,
    'clusters/a.yaml': cluster('x/y', 'a1'),
    'clusters/b.yaml': cluster('x', 'b1'),
    'clusters/c.yaml': cluster('x/z', 'c1'),
    'clusters/web.yaml': cluster('w', 'w1'),
  });
  const report = await compileFolder(root);
  expect(report.failed).toEqual(['b']);
  expect(report.compiled).toBe(3);
  expect(report.diagnostics.map(({ code, facts }) => [code, facts])).toEqual([['emit-collision', { path: 'x' }]]);
});
