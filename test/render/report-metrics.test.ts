import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { metricsContentType, reportMetrics } from '../../src/render/report-metrics.ts';
import type { Report } from '../../src/report/report.ts';
import { attacks, hostileReport } from './report-hostile.ts';
import { counts, sampleReport, sampleRow } from './report-samples.ts';

/** The lines of OpenMetrics 1.0 that gauges need. */
const sample = /^([a-z_]+)(?:\{((?:[a-z_]+="(?:[^"\\\n]|\\[\\n"])*",?)*)\})? (-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/;
const described = /^# (?:HELP|TYPE) ([a-z_]+) .+$/;

async function linesOf(report: Report): Promise<readonly string[]> {
  const text = await reportMetrics(report);
  expect(text.endsWith('\n# EOF\n')).toBe(true);
  return text.split('\n').slice(0, -2);
}

describe('OpenMetrics', () => {
  test('is a gauge for each number, described before it is given', async () => {
    const known = new Set<string>();
    for (const line of await linesOf(sampleReport())) {
      const [, name] = described.exec(line) ?? [];
      if (name !== undefined) known.add(name);
      else expect(known).toContain(sample.exec(line)?.[1]);
    }
    expect([...known]).toContain('tidemark_tail_clusters');
    expect(metricsContentType).toMatch(/^application\/openmetrics-text; version=1\.0\.0/);
  });

  test('counts by stream and state, and tells each cluster that is behind', async () => {
    const lines = await linesOf(sampleReport());
    expect(lines).toEqual(
      expect.arrayContaining([
        'tidemark_report_day_seconds 1795219200',
        'tidemark_clusters{stream="linux",state="overdue"} 3',
        'tidemark_hosts{stream="linux",state="current"} 3300',
        'tidemark_hosts_exposed{severity="Critical"} 2100',
        'tidemark_exceptions{state="ended"} 1',
        'tidemark_drift_days{cluster="lxbatch",stream="linux"} 205',
        'tidemark_days_over{cluster="lxbatch",stream="linux"} 160',
        'tidemark_behind_releases{cluster="lxbatch",stream="linux",kind="major"} 1',
        'tidemark_advisories_lacking{cluster="lxbatch",stream="linux",severity="Important"} 2',
        'tidemark_advisories_past_due{cluster="lxbatch",stream="linux",severity="Critical"} 1',
        'tidemark_entropy_bits{stream="linux",over="hosts"} 1',
        'tidemark_effective_versions{stream="linux",over="clusters"} 2',
        'tidemark_tail_hosts{stream="linux"} 1800',
        'tidemark_version_clusters{stream="linux",version="2026_3_minor"} 7',
      ]),
    );
  });

  test('has nothing of a cluster that lacks nothing', async () => {
    const current = sampleRow((what) => what, {
      cluster: 'calm',
      drift: 0,
      daysOver: 0,
      behind: { minor: 0, major: 0 },
      lacks: counts(),
      lacksOver: counts(),
    });
    const { stale, ...report } = sampleReport();
    const lines = await linesOf({ ...report, stale: stale && { ...stale, rows: [current] } });
    expect(lines.some((line) => line.includes('calm'))).toBe(false);
  });

  test('of nothing is the day of the report', async () => {
    const report: Report = { ...sampleReport(), stale: undefined, spread: undefined };
    expect(await linesOf(report)).toHaveLength(3);
  });

  test('is the same text a second time', async () => {
    expect(await linesOf(sampleReport())).toEqual(await linesOf(sampleReport()));
  });

  test.each(attacks.map((attack) => [JSON.stringify(attack).slice(0, 40), attack]))(
    'survives %s',
    async (_, attack) => {
      const report = hostileReport(attack);
      const rows = report.stale?.rows.map((row) => ({ ...row, cluster: attack, stream: attack })) ?? [];
      const stale = report.stale && { ...report.stale, rows };
      const hostile = await linesOf({ ...report, stale });
      for (const line of hostile) expect(described.test(line) || sample.test(line)).toBe(true);
      expect(hostile.filter((line) => line.startsWith('tidemark_clusters{'))).toHaveLength(7);
    },
  );
});

test('its library is loaded by nothing but a command that prints it', () => {
  const root = new URL('../../src/', import.meta.url);
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const loading = files.filter((file) =>
    /from '(?:prom-client|[./a-z]*report-metrics\.ts)'/.test(readFileSync(new URL(file, root), 'utf8')),
  );
  expect(loading).toEqual(['render/report-metrics.ts']);
});
