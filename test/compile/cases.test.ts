/** Every folder in `cases/`: a small fleet, and what it must give. `UPDATE=1` rewrites the profiles, never the complaints. */

import { describe, expect, test } from 'vitest';
import { catalogue } from '../../src/core/catalogue.ts';
import { caseNames, codesInCases, expectedOf, resultOf, rewrite } from './case.ts';

/** Codes of what a folder of plain small files cannot hold; each has a test of its own. */
const elsewhere = [
  'file-link',
  'file-special',
  'file-too-large',
  'file-unreadable',
  'files-too-many',
  'fleet-missing',
  'profile-too-large',
  'release-changed',
  'source-changed',
];

const update = process.env['UPDATE'] === '1';

describe.each(caseNames)('the case %s', (name) => {
  test('gives what it says', async () => {
    const expected = expectedOf(name);
    const result = await resultOf(name);
    expect(result.complaints).toEqual(expected.complaints);
    expect(result.onlyCompile, 'check finds all that compile finds').toEqual([]);
    if (expected.outputs === undefined) return;
    if (update) rewrite(name, result.outputs ?? new Map());
    else expect(result.outputs).toEqual(expected.outputs);
  });
});

test('every code of the catalogue is shown by a case, or named here as tested elsewhere', () => {
  const shown = codesInCases();
  expect(
    Object.keys(catalogue)
      .filter((code) => !shown.has(code))
      .toSorted(),
  ).toEqual(elsewhere);
});
