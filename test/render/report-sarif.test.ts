import { gzipSync } from 'node:zlib';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { sarifLimits } from '../../src/render/diagnostics-sarif.ts';
import { reportSarif } from '../../src/render/report-sarif.ts';
import { failing, type Level } from '../../src/report/failing.ts';
import type { Report, StaleRow } from '../../src/report/report.ts';
import { attacks, hostileReport } from './report-hostile.ts';
import { sampleReport, sampleRow } from './report-samples.ts';
import { sarifRules } from './sarif-rules.ts';

interface Log {
  readonly runs: readonly [
    {
      readonly automationDetails: { readonly id: string };
      readonly tool: {
        readonly driver: {
          readonly rules: readonly {
            readonly id: string;
            readonly properties: { readonly tags: readonly string[]; readonly 'security-severity'?: string };
          }[];
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
          {
            readonly physicalLocation: {
              readonly artifactLocation: { readonly uri: string };
              readonly region: { readonly startLine: number };
            };
          },
        ];
      }[];
    },
  ];
}

const validate = new Ajv2020({ strict: true, strictRequired: false }).compile(withCategory(sarifRules));

function logOf(report: Report, level: Level = 'overdue'): Log['runs'][0] {
  const findings = report.stale === undefined ? [] : failing(report.stale, level);
  const log: Log = JSON.parse(reportSarif(report, { version: '1.0.0', folder: 'fleet/', findings }));
  validate(log);
  expect(validate.errors).toBe(null);
  return log.runs[0];
}

function withRows(rows: readonly StaleRow[]): Report {
  const report = sampleReport();
  return { ...report, stale: report.stale && { ...report.stale, rows, exceptions: [] } };
}

const as = (what: string): string => what;

describe('code scanning', () => {
  test('shows what is late at the line of the pin, the most important first', () => {
    const { results } = logOf(sampleReport());
    expect(results[0]?.ruleId).toBe('advisory-overdue-critical');
    expect(results.map(({ ruleId }) => ruleId)).toEqual(
      expect.arrayContaining([
        'version-withdrawn',
        'stale-unmaintained',
        'stale-overdue',
        'hold-ended',
        'exception-ended',
      ]),
    );
    const place = results[0]?.locations[0].physicalLocation;
    expect(place?.artifactLocation.uri).toBe('fleet/clusters/geneva/lxbatch.yaml');
    expect(place?.region.startLine).toBe(7);
    expect(results.find(({ ruleId }) => ruleId === 'exception-ended')?.locations[0].physicalLocation).toMatchObject({
      artifactLocation: { uri: 'fleet/fleet.yaml' },
      region: { startLine: 30 },
    });
  });

  test('says in words what it is, whose move, and whom to call', () => {
    const { results } = logOf(withRows([sampleRow(as)]));
    expect(results.find(({ ruleId }) => ruleId === 'stale-overdue')?.message.text).toBe(
      [
        'lxbatch (300 hosts) pins linux 2026_3_minor, 160 days over: the first release that it lacks is of 2026-04-30.',
        'It should have linux 2026_10_minor (3 minor, 1 major).',
        'Advisories that it lacks: 1 Critical, 2 Important, the first due by 2026-05-07.',
        'Next move: its manager: request #12 is open for 34 days. Call: Maria Rossi <maria@example.org>, Batch team, somebody.',
      ].join('\n'),
    );
  });

  test('knows what is due and unpinned at the level that asks for it', () => {
    const rules = logOf(sampleReport(), 'due').results.map(({ ruleId }) => ruleId);
    expect(rules).toEqual(expect.arrayContaining(['stale-due', 'stale-unpinned']));
    expect(logOf(sampleReport()).results.map(({ ruleId }) => ruleId)).not.toContain('stale-due');
  });

  test('is another category than that of the diagnostics', () => {
    expect(logOf(sampleReport()).automationDetails.id).toBe('tidemark-report/');
  });

  test('has rules with a severity for advisories, and few tags', () => {
    const { rules } = logOf(sampleReport()).tool.driver;
    const severities = rules.flatMap(({ properties }) => properties['security-severity'] ?? []);
    expect(severities).toEqual(['9.5', '8.0', '5.5', '2.0']);
    for (const { properties } of rules) expect(properties.tags.length).toBeLessThanOrEqual(20);
    for (const { ruleId, ruleIndex } of logOf(sampleReport()).results) expect(rules[ruleIndex]?.id).toBe(ruleId);
  });

  test('of a report without a finding has no result', () => {
    expect(logOf(withRows([])).results).toEqual([]);
    expect(logOf({ ...sampleReport(), stale: undefined }).results).toEqual([]);
  });
});

describe('fingerprints', () => {
  const hashes = (report: Report): readonly string[] =>
    logOf(report).results.map((result) => result.partialFingerprints.primaryLocationLineHash);

  test('stay the same when days go by, lines move and the pin changes', () => {
    const later = sampleRow(as, {
      drift: 300,
      daysOver: 255,
      line: 90,
      pin: '2026_4_minor',
      newest: '2027_1_major',
      patchBy: '2026-06-01',
      turn: { who: 'tidemark', why: 'next-run', request: undefined, by: undefined, at: undefined },
    });
    expect(hashes(withRows([later]))).toEqual(hashes(withRows([sampleRow(as)])));
  });

  test('are all different', () => {
    const rows = ['a', 'b'].flatMap((cluster) =>
      ['linux', 'elfms'].map((stream) => sampleRow(as, { cluster, stream })),
    );
    const all = hashes(withRows([...rows, ...rows]));
    expect(new Set(all).size).toBe(all.length);
    expect(all.every((hash) => /^[0-9a-f]{16}:\d+$/.test(hash))).toBe(true);
  });
});

describe('limits', () => {
  const crowd = Array.from({ length: 6_000 }, (_, index) => sampleRow(as, { cluster: `c${index}` }));

  test('of GitHub are kept; the log says how many are left out', () => {
    const { results, invocations } = logOf(withRows(crowd));
    expect(results).toHaveLength(sarifLimits.results);
    expect(results.every(({ ruleId }) => ruleId === 'advisory-overdue-critical')).toBe(true);
    expect(invocations[0].toolExecutionNotifications[0]?.message.text).toMatch(/^7000 more findings left out/);
  });

  test('of bytes are kept with the longest texts in every field', () => {
    const report = hostileReport('古'.repeat(2_000));
    const rows = crowd.map((row) => ({
      ...row,
      turn: { ...row.turn, by: '古'.repeat(2_000) },
      call: ['古'.repeat(900)],
    }));
    const stale = report.stale && { ...report.stale, rows };
    const findings = stale === undefined ? [] : failing(stale, 'overdue');
    const text = reportSarif({ ...report, stale }, { version: '1.0.0', folder: '', findings });
    expect(new TextEncoder().encode(text).length).toBeLessThan(10_000_000);
    expect(gzipSync(text).length).toBeLessThan(10_000_000);
  });
});

describe('hostile text', () => {
  test.each(attacks.map((attack) => [JSON.stringify(attack).slice(0, 40), attack]))('%s', (_, attack) => {
    const { results } = logOf(hostileReport(attack), 'due');
    expect(results).toHaveLength(logOf(sampleReport(), 'due').results.length);
    for (const { message } of results) {
      expect(message.text.split('\n').length).toBeLessThanOrEqual(4);
      expect(message.text.length).toBeLessThan(4_000);
      expect(message.text).not.toMatch(/(?!\n|\u200b)[\p{Cc}\p{Cf}\p{Cs}]/u);
    }
  });
});

/** 3.17: a run may name its category. */
function withCategory(rules: object): object {
  const copy = structuredClone(rules) as {
    properties: { runs: { items: { properties: Record<string, object> } } };
  };
  copy.properties.runs.items.properties['automationDetails'] = {
    type: 'object',
    additionalProperties: false,
    required: ['id'],
    properties: { id: { type: 'string', minLength: 1 } },
  };
  return copy;
}
