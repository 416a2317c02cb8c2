/** A small difference of a fleet that the tests of its renderings share. */

import { Adviser } from '../../src/change/adviser.ts';
import type { Pins } from '../../src/change/change.ts';
import { compareProfiles } from '../../src/change/compare.ts';
import { ChangeGroups } from '../../src/change/group.ts';
import type { Part } from '../../src/change/pieces.ts';
import { mappingFrom, type Plain } from '../../src/core/value.ts';
import type { ShownChange } from '../../src/render/change-words.ts';

type Profile = { readonly [key: string]: Plain };

const place = { route: ['software', 'packages'], order: 'rpm' } as const;

/** What differs between two profiles, with both at hand. */
function part(before: Profile, after: Profile): Part {
  const sample = { before: mappingFrom(before), after: mappingFrom(after) };
  return { change: compareProfiles(sample.before, sample.after, place), sample };
}

/** The pins of a cluster that is in one stream. */
function pinned(linux: string): Pins {
  return new Map([['linux', linux]]);
}

/** A profile that holds nothing but packages and what is given. */
function profile(packages: Profile, others: Profile = {}): Profile {
  return { software: { packages }, ...others };
}

const x86 = (version: string): Plain => ({ version, arch: 'x86_64' });

const before = profile(
  { bash: x86('5.1.8-6.el9'), openssl: x86('1:3.0.7-27.el9'), telnet: x86('1:0.17-85.el9') },
  { system: { console: 'ttyS0' } },
);
const after = profile(
  { bash: x86('5.1.8-6.el9'), openssl: x86('1:3.0.7-28.el9'), nano: x86('5.6.1-5.el9') },
  { system: { console: 'ttyS1' } },
);

const adviser = new Adviser(
  [
    {
      id: 'ALSA-2026:1',
      severity: 'Important',
      published: '2026-08-02',
      title: 'openssl security update',
      cves: ['CVE-2026-1', 'CVE-2026-2'],
      packages: { openssl: '1:3.0.7-28.el9' },
    },
  ],
  place,
);

/** Two clusters with one change, one that is broken, and hosts that joined. */
export function example(): ShownChange {
  const pins = { before: pinned('2026_7_minor'), after: pinned('2026_8_minor') };
  const groups = new ChangeGroups();
  const common = { ...part(before, after), advisories: adviser.between(mappingFrom(before), mappingFrom(after)) };
  groups.add({ cluster: 'lxplus', kind: 'changed', hosts: 20, pins, common, unchanged: 5 });
  groups.add({ cluster: 'lxbatch', kind: 'changed', hosts: 300, pins, common });
  groups.add({ cluster: 'web', kind: 'broken', hosts: 4, pins });
  const joined = { count: 2, which: 'db[08-09]' };
  groups.add({ cluster: 'db', kind: 'changed', hosts: 9, pins: { before: new Map(), after: new Map() }, joined });
  groups.add({ cluster: 'dns', kind: 'changed', hosts: 3, pins: { before: new Map(), after: new Map() } });
  return { base: 'main~1', head: 'working tree', change: groups.result() };
}

/** Two clusters of which the second keeps one package, and gets a value. */
export function alike(): ShownChange {
  const names = Array.from({ length: 10 }, (_, i) => `p${i}`);
  const packages = (version: string): Profile => Object.fromEntries(names.map((name) => [name, x86(version)]));
  const groups = new ChangeGroups();
  const pins = { before: pinned('2026_7_minor'), after: pinned('2026_8_minor') };
  const [first, second] = [profile(packages('2')), profile({ ...packages('2'), p0: x86('1') }, { x: 1 })];
  groups.add({ cluster: 'a', kind: 'changed', hosts: 2, pins, common: part(profile(packages('1')), first) });
  groups.add({ cluster: 'b', kind: 'changed', hosts: 1, pins, common: part(profile(packages('1')), second) });
  return { base: 'main~1', head: 'main', change: groups.result() };
}

/** One cluster of which so many packages change. */
export function upgrades(count: number): ShownChange {
  const packages = (release: number): Profile =>
    Object.fromEntries(
      Array.from({ length: count }, (_, i) => [`package-${String(i).padStart(5, '0')}`, x86(`1.${i}-${release}`)]),
    );
  const groups = new ChangeGroups();
  const pins = { before: pinned('2026_7_minor'), after: pinned('2026_8_minor') };
  groups.add({
    cluster: 'a',
    kind: 'changed',
    hosts: 1,
    pins,
    common: part(profile(packages(1)), profile(packages(2))),
  });
  return { base: 'main', head: 'HEAD', change: groups.result() };
}

/** Wherever a text from a file can stand, this one stands. */
export function hostile(text: string): ShownChange {
  const groups = new ChangeGroups();
  const pins = { before: new Map([[text, '2026_7_minor']]), after: new Map([[text, text]]) };
  const was = profile(
    { [text]: { version: text, arch: text }, field: { version: '1', [`f${text}`]: text } },
    { [text]: text, [`${text}2`]: [text] },
  );
  const is = profile(
    { [`${text}3`]: { version: `${text}2`, arch: text }, field: { version: '1', [`f${text}`]: `${text}2` } },
    { [text]: `${text}2` },
  );
  groups.add({
    cluster: text,
    kind: 'changed',
    hosts: 2,
    pins,
    others: [{ ...part(was, is), hosts: { count: 1, which: text } }],
  });
  const change = groups.result();
  const advisory = {
    id: text,
    severity: 'Critical',
    published: text,
    title: text,
    cves: [text],
    packages: { [text]: text },
  } as const;
  const list = { list: [advisory], bySeverity: { Critical: 1, Important: 0, Moderate: 0, Low: 0 }, cves: [text] };
  const advised = change.groups.map((group) => ({ ...group, advisories: { closed: list, reopened: list } }));
  return { base: text, head: text, change: { ...change, groups: advised } };
}
