import { describe, expect, test } from 'vitest';
import { diagnosticsGithub, shownOfAKind } from '../../src/render/diagnostics-github.ts';
import { placeDiagnostic } from '../../src/render/placed.ts';
import { diagnosticOf, flood, hostileTexts, story } from './diagnostics-samples.ts';

test('the most important come first, each at its line', async () => {
  await expect(diagnosticsGithub(story(), { folder: '' })).toMatchFileSnapshot('diagnostics/story.github.txt');
});

test('a fleet in a folder of the repository is annotated there', () => {
  expect(diagnosticsGithub(story(), { folder: 'fleet/' })).toContain('file=fleet/clusters/lxbatch.yaml,');
});

test('nothing found is nothing printed', () => {
  expect(diagnosticsGithub([], { folder: '' })).toBe('');
});

test('as many as GitHub shows of each kind, and one line for the rest', () => {
  const lines = diagnosticsGithub(flood(500), { folder: '' }).trimEnd().split('\n');
  expect(lines.filter((line) => line.startsWith('::error '))).toHaveLength(shownOfAKind);
  expect(lines.filter((line) => line.startsWith('::warning '))).toHaveLength(1);
  expect(lines.at(-1)).toBe(
    '490 more diagnostics without an annotation: GitHub shows 10 of a kind; the summary has all.',
  );
});

describe('hostile text', () => {
  test.each(hostileTexts.map((text) => [JSON.stringify(text).slice(0, 40), text]))(
    '%s forges no command and no property',
    (_, text) => {
      const diagnostic = diagnosticOf('version-malformed', { text }, `clusters/${text}.yaml`);
      const placed = placeDiagnostic(diagnostic, { locate: () => undefined, fold: () => '' });
      const printed = diagnosticsGithub([placed], { folder: '' });
      expect(printed).toMatch(/^::error file=[^,:\r\n]+,title=version-malformed::[^\r\n]+\n$/);
    },
  );
});
