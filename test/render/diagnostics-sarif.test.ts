import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { diagnosticsSarif, sarifLimits, type Reporting } from '../../src/render/diagnostics-sarif.ts';
import { placeDiagnostic, type PlacedDiagnostic } from '../../src/render/placed.ts';
import { codes, pageOf, placedExample } from './code-pages.ts';
import { diagnosticOf, flood, hostileTexts, story } from './diagnostics-samples.ts';
import { sarifRules } from './sarif-rules.ts';

const reporting: Reporting = { version: '1.0.0', folder: '' };
const validate = new Ajv2020({ strict: true, strictRequired: false }).compile(sarifRules);

/** The parts of a log that the tests look at. */
interface Log {
  readonly runs: readonly [
    {
      readonly tool: {
        readonly driver: {
          readonly rules: readonly { readonly id: string; readonly help: object; readonly helpUri?: string }[];
        };
      };
      readonly invocations: readonly [
        { readonly toolExecutionNotifications: readonly { readonly message: { readonly text: string } }[] },
      ];
      readonly results: readonly {
        readonly ruleId: string;
        readonly ruleIndex: number;
        readonly message: { readonly text: string };
        readonly partialFingerprints: { readonly primaryLocationLineHash: string };
        readonly locations: readonly [
          { readonly physicalLocation: { readonly artifactLocation: { readonly uri: string } } },
        ];
      }[];
    },
  ];
}

function logOf(diagnostics: readonly PlacedDiagnostic[], how: Reporting = reporting): Log {
  const log: Log = JSON.parse(diagnosticsSarif(diagnostics, how));
  validate(log);
  expect(validate.errors).toBe(null);
  return log;
}

function hashes(all: readonly PlacedDiagnostic[]): readonly string[] {
  return logOf(all).runs[0].results.map((result) => result.partialFingerprints.primaryLocationLineHash);
}

function placed(text: string): PlacedDiagnostic {
  const diagnostic = diagnosticOf('version-malformed', { text }, `clusters/${text}.yaml`);
  return placeDiagnostic(diagnostic, { locate: () => undefined, fold: () => '' });
}

test('a log holds places, both ends, the way there, and fingerprints', async () => {
  const { results } = logOf(story()).runs[0];
  await expect(`${JSON.stringify(results, undefined, 2)}\n`).toMatchFileSnapshot('diagnostics/story.sarif.json');
});

test('every code is a rule, and every result names its rule', () => {
  const [run] = logOf(codes.map((code) => placedExample(code, pageOf(code)))).runs;
  expect(run.tool.driver.rules.map((rule) => rule.id)).toEqual(codes);
  for (const { ruleId, ruleIndex } of run.results) expect(run.tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
});

test('a rule carries its page and its address where these are known', () => {
  const how: Reporting = { ...reporting, site: 'https://example.org/tidemark/', page: (code) => `# ${code}` };
  const [rule] = logOf(story(), how).runs[0].tool.driver.rules;
  expect(rule?.help).toHaveProperty('markdown', '# calendar-unknown');
  expect(rule?.helpUri).toBe('https://example.org/tidemark/docs/codes/calendar-unknown.md');
});

test('a fleet in a folder of the repository is found there', () => {
  const [result] = logOf(story(), { ...reporting, folder: 'my fleet/' }).runs[0].results;
  expect(result?.locations[0].physicalLocation.artifactLocation.uri).toBe('my%20fleet/templates/site/entry.yaml');
});

describe('fingerprints', () => {
  test('stay the same when lines move', () => {
    const moved = story().map((d) => {
      const { spot } = d.place;
      return spot === undefined ? d : { ...d, place: { ...d.place, spot: { ...spot, line: spot.line + 100 } } };
    });
    expect(hashes(moved)).toEqual(hashes(story()));
  });

  test('are all different, at one place too', () => {
    const [first] = story();
    if (first === undefined) throw new Error('the story is not empty');
    const all = hashes([...story(), { ...first }, { ...first }]);
    expect(new Set(all).size).toBe(all.length);
  });
});

describe('limits', () => {
  test('the most important results are kept, and the log says how many were left out', () => {
    const { results, invocations } = logOf(flood(5100)).runs[0];
    expect(results).toHaveLength(sarifLimits.results);
    expect(results.some((result) => result.ruleId === 'owner-left')).toBe(false);
    expect(invocations[0].toolExecutionNotifications[0]?.message.text).toMatch(/^101 more diagnostics left out: /);
  });

  test('the file stays below ten million bytes', () => {
    const wide = placed('古'.repeat(2000));
    const log = diagnosticsSarif(
      Array.from({ length: 5000 }, () => ({ ...wide })),
      reporting,
    );
    expect(new TextEncoder().encode(log).length).toBeLessThan(10_000_000);
    expect(log).toContain('more diagnostics left out');
  });
});

describe('hostile text', () => {
  test.each(hostileTexts.map((text) => [JSON.stringify(text).slice(0, 40), text]))(
    '%s makes no link, no placeholder, no line',
    (_, text) => {
      const [result] = logOf([placed(text)]).runs[0].results;
      expect(result?.message.text.split('\n')).toHaveLength(3);
      expect(result?.message.text.length).toBeLessThan(4000);
    },
  );
});
