/** Expressions cannot make a text that fills the machine. */

import { expect, test } from 'vitest';
import { checked, treeOf } from '../docs/small-fleet.ts';

const fleet = {
  'fleet.yaml': 'fleet: demo\nentry: entry\nstreams: {}\n',
  'owners.yaml': 'people: { maria: { name: Maria, mail: maria@example.org } }\n',
  'templates/entry.yaml': 'profile: {}\n',
};
const faultsOf = async (line: string): Promise<readonly string[]> => {
  const cluster = `owners: [maria]\nvariables: { s: ${'a'.repeat(600_000)}, l: [a, b] }\nprofile:\n  x: ${line}\nhosts: { web1: {} }\n`;
  const found = await checked(treeOf(new Map(Object.entries({ ...fleet, 'clusters/web.yaml': cluster }))));
  return found.map(({ code, place }) => `${code} ${place.file}:${place.spot?.line}`);
};

test.each([
  ['one text', '"{{variables.s}}"', []],
  ['the same text twice', '"{{variables.s}}{{variables.s}}"', ['expression-too-long clusters/web.yaml:4']],
  [
    'every letter replaced by it',
    `'{{replace variables.s "a" variables.s}}'`,
    ['expression-helper-misused clusters/web.yaml:4'],
  ],
  ['a list joined by it', '"{{join variables.l variables.s}}"', ['expression-helper-misused clusters/web.yaml:4']],
])('%s', async (_, line, faults) => {
  expect(await faultsOf(line)).toEqual(faults);
});
