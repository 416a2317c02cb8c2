/** What releases would do to the fleet, as JSON: all of it, in a fixed order, in the shape of `schemas/release-check.schema.json`. */

import type { Effect } from '../release/effect.ts';
import { jsonDocument } from './json-document.ts';
import type { CheckedReleases } from './release-check-text.ts';

/** Ends in a line break. */
export function releaseCheckJson({ effects, published }: CheckedReleases): string {
  return jsonDocument({ releases: effects.map((effect) => shownOf(effect, published)) });
}

function shownOf(effect: Effect, published: ReadonlySet<string>): object {
  const { release, previous, movers, causes, broken, failing, packages, closes } = effect;
  const { stream, version, date, withdrawn } = release;
  return {
    stream,
    version: version.text,
    kind: version.kind,
    date,
    published: published.has(`${stream}/${version.text}`),
    withdrawn: withdrawn ?? null,
    previous: previous ?? null,
    movers,
    broken,
    failing,
    causes: causes.map(({ line, ...cause }) => ({ ...cause, line: line ?? null })),
    packages: packages.map(({ name, arch, kind, from, to }) => ({ name, arch: arch ?? null, kind, from, to })),
    closes: {
      bySeverity: closes.bySeverity,
      cves: closes.cves,
      advisories: closes.list.map(({ id, severity, title }) => ({ id, severity, title })),
    },
  };
}
