import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import type { Report } from '../../src/report/report.ts';
import { reportJson } from '../../src/render/report-json.ts';
import { attacks, hostileReport } from '../render/report-hostile.ts';
import { sampleReport } from '../render/report-samples.ts';

const schema = JSON.parse(readFileSync(new URL('../../schemas/report.schema.json', import.meta.url), 'utf8')) as Record<
  string,
  unknown
>;
const validate = new Ajv2020({ strict: true, strictRequired: true, allErrors: true })
  .addKeyword('patternErrorMessage')
  .compile(schema);

function valid(report: Report): string {
  const text = [...reportJson(report)].join('');
  validate(JSON.parse(text));
  expect(validate.errors).toBe(null);
  return text;
}

const empty: Report = {
  ...sampleReport(),
  commit: undefined,
  forge: { asked: false, why: 'no --forge' },
  unknown: [],
  stale: undefined,
  spread: undefined,
  logbook: undefined,
  contacts: {},
};

describe('the JSON of a report', () => {
  test('is all of it, in the shape of the schema', () => {
    const report = sampleReport();
    const written = JSON.parse(valid(report)) as Record<string, unknown>;
    expect(written).toEqual({ version: 1, ...(JSON.parse(JSON.stringify(report)) as object) });
  });

  test('may have any of its parts, or none', () => {
    expect(JSON.parse(valid(empty))).not.toHaveProperty('stale');
    const { stale, spread, logbook } = sampleReport();
    for (const part of [{ stale }, { spread }, { logbook }]) valid({ ...empty, ...part });
    valid({ ...empty, spread: [], logbook: { entries: [], from: undefined } });
    valid({
      ...empty,
      stale: {
        rows: [],
        exposures: [],
        exceptions: [],
        totals: [],
        groups: [],
        exposedHosts: { Critical: 0, Important: 0, Moderate: 0, Low: 0 },
      },
    });
  });

  test('has a line for each row', () => {
    const lines = valid(sampleReport()).split('\n');
    expect(lines.filter((line) => line.startsWith('{"cluster":"')).length).toBe(sampleReport().stale?.rows.length);
    expect(lines.at(-1)).toBe('');
  });

  test.each(attacks.map((attack) => [JSON.stringify(attack).slice(0, 40), attack]))('survives %s', (_, attack) => {
    const report = hostileReport(attack);
    const text = valid(report);
    expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\u2028\u2029]/u);
    expect(JSON.parse(text)).toEqual({ version: 1, ...(JSON.parse(JSON.stringify(report)) as object) });
  });

  test('comes in pieces, none of which grows with the logbook', () => {
    const report = sampleReport();
    const [entry] = report.logbook?.entries ?? [];
    if (entry === undefined) throw new Error('the sample has entries');
    const long: Report = {
      ...empty,
      logbook: { from: undefined, entries: Array.from({ length: 20_000 }, () => entry) },
    };
    const sizes = [...reportJson(long)].map((piece) => piece.length);
    expect(Math.max(...sizes)).toBeLessThan(1_000_000);
    expect(sizes.length).toBeGreaterThan(20);
  });
});

describe('the schema', () => {
  test('describes every property, and closes every object', () => {
    const silent: string[] = [];
    const look = (at: string, part: unknown): void => {
      if (typeof part !== 'object' || part === null) return;
      const { description, properties, type, additionalProperties } = part as Record<string, unknown>;
      if (type === 'object' && additionalProperties === undefined) silent.push(`${at} is open`);
      if (typeof type === 'string' && typeof description !== 'string') silent.push(at);
      for (const [name, inner] of Object.entries(properties ?? {})) {
        if (typeof (inner as { description?: unknown }).description !== 'string') silent.push(`${at}.${name}`);
      }
      for (const [name, inner] of Object.entries(part)) if (name !== 'examples') look(`${at}/${name}`, inner);
    };
    look('', schema);
    expect(silent).toEqual([]);
  });

  test('has a title, an id and an example that it accepts', () => {
    const { $id, title, examples } = schema;
    expect([$id, title]).toEqual(['urn:tidemark:schema:report', 'Report']);
    for (const example of examples as unknown[]) {
      validate(example);
      expect(validate.errors).toBe(null);
    }
  });
});
