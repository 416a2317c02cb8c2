/** A report as OpenMetrics, for a scraper or a textfile collector. The library costs 50 ms: import this file only to use it. */

import { Gauge, Registry, type OpenMetricsContentType } from 'prom-client';
import type { BySeverity, Entropy, Report, StaleReport, StreamSpread } from '../report/report.ts';
import { dayNumber } from '../core/days.ts';
import { severities } from './release-words.ts';
import { sumOf } from './report-words.ts';
import { untrustedTerminal } from './untrusted.ts';

export const metricsContentType: string = Registry.OPENMETRICS_CONTENT_TYPE;

/**
 * Gauges alone, each of the day of the report; ends in `# EOF`. Series of single clusters are there only where they are
 * not 0, so that 10,000 current clusters cost nothing.
 */
export async function reportMetrics(report: Report): Promise<string> {
  const registry = new Registry<OpenMetricsContentType>();
  registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
  const gauge = gaugesOf(registry);
  gauge(
    'tidemark_report_day_seconds',
    'The day of the report, as seconds since 1970.',
    [],
  )({}, (dayNumber(report.asOf) ?? 0) * 86_400);
  if (report.stale !== undefined) {
    totalMetrics(report.stale, gauge);
    rowMetrics(report.stale, gauge);
  }
  if (report.spread !== undefined) spreadMetrics(report.spread, gauge);
  return registry.metrics();
}

type Set = (labels: Readonly<Record<string, string>>, value: number) => void;
type MakeGauge = (name: string, help: string, labels: readonly string[]) => Set;

function gaugesOf(registry: Registry<OpenMetricsContentType>): MakeGauge {
  return (name, help, labelNames) => {
    const gauge = new Gauge({ name, help, labelNames: [...labelNames], registers: [registry] });
    return (labels, value) => {
      const shown: Record<string, string> = {};
      for (const label of labelNames) shown[label] = untrustedTerminal(labels[label] ?? '');
      gauge.set(shown, value);
    };
  };
}

function totalMetrics({ totals, exposedHosts, exceptions }: StaleReport, gauge: MakeGauge): void {
  const clusters = gauge('tidemark_clusters', 'Clusters, by stream and state.', ['stream', 'state']);
  const hosts = gauge('tidemark_hosts', 'Hosts, by stream and state of their cluster.', ['stream', 'state']);
  for (const { stream, state, ...counts } of totals) {
    clusters({ stream, state }, counts.clusters);
    hosts({ stream, state }, counts.hosts);
  }
  const exposed = gauge('tidemark_hosts_exposed', 'Hosts that lack an advisory, each once.', ['severity']);
  for (const severity of severities) exposed({ severity }, exposedHosts[severity]);
  const ended = exceptions.filter(({ isOver }) => isOver).length;
  const running = gauge('tidemark_exceptions', 'Exceptions, running and past their end.', ['state']);
  running({ state: 'running' }, exceptions.length - ended);
  running({ state: 'ended' }, ended);
}

function rowMetrics({ rows }: StaleReport, gauge: MakeGauge): void {
  const pin = ['cluster', 'stream'];
  const drift = gauge('tidemark_drift_days', 'Days since the first release that a cluster lacks.', pin);
  const over = gauge('tidemark_days_over', 'Days for which a cluster is overdue.', pin);
  const behind = gauge('tidemark_behind_releases', 'Releases that a cluster lacks.', [...pin, 'kind']);
  const lacking = gauge('tidemark_advisories_lacking', 'Advisories that a cluster lacks.', [...pin, 'severity']);
  const pastDue = gauge('tidemark_advisories_past_due', 'Advisories past due and not excused.', [...pin, 'severity']);
  for (const { cluster, stream, ...row } of rows) {
    if (row.drift > 0) drift({ cluster, stream }, row.drift);
    if (row.daysOver > 0) over({ cluster, stream }, row.daysOver);
    for (const kind of ['minor', 'major'] as const)
      if (row.behind[kind] > 0) behind({ cluster, stream, kind }, row.behind[kind]);
    severityMetrics(row.lacks, (severity, count) => lacking({ cluster, stream, severity }, count));
    severityMetrics(row.lacksOver, (severity, count) => pastDue({ cluster, stream, severity }, count));
  }
}

function severityMetrics(counts: BySeverity, set: (severity: string, count: number) => void): void {
  if (sumOf(counts) === 0) return;
  for (const severity of severities) if (counts[severity] > 0) set(severity, counts[severity]);
}

function spreadMetrics(spread: readonly StreamSpread[], gauge: MakeGauge): void {
  const over = ['stream', 'over'];
  const bits = gauge('tidemark_entropy_bits', 'Shannon entropy of the versions in use.', over);
  const effective = gauge('tidemark_effective_versions', 'How many even versions would spread as far: 2^H.', over);
  const tailClusters = gauge('tidemark_tail_clusters', 'Clusters whose drift is past overdue.', ['stream']);
  const tailHosts = gauge('tidemark_tail_hosts', 'Hosts of clusters whose drift is past overdue.', ['stream']);
  const labels = ['stream', 'version'];
  const clusters = gauge('tidemark_version_clusters', 'Clusters on a version.', labels);
  const hosts = gauge('tidemark_version_hosts', 'Hosts on a version.', labels);
  for (const { stream, byClusters, byHosts, tail, versions } of spread) {
    const each: readonly (readonly [string, Entropy])[] = [
      ['clusters', byClusters],
      ['hosts', byHosts],
    ];
    for (const [over, entropy] of each) {
      bits({ stream, over }, entropy.bits);
      effective({ stream, over }, entropy.effective);
    }
    tailClusters({ stream }, tail.clusters);
    tailHosts({ stream }, tail.hosts);
    for (const share of versions) {
      clusters({ stream, version: share.version }, share.clusters);
      hosts({ stream, version: share.version }, share.hosts);
    }
  }
}
