/** Whose move it is for a cluster in a stream. */

import { expect, test } from 'vitest';
import type { OfferFacts, ReleaseFacts } from '../../src/report/facts.ts';
import type { Turn } from '../../src/report/report.ts';
import { staleReport } from '../../src/report/stale.ts';
import { cluster, fleet, release, rowOf, today, type Said } from './stale-support.ts';

const releases = [
  release('2026_1_minor', '2026-05-01'),
  release('2026_2_minor', '2026-06-01'),
  release('2026_3_major', '2026-07-01'),
  release('2026_4_minor', '2026-08-01'),
];

interface Case extends Said {
  readonly pin?: string | undefined;
  readonly releases?: readonly ReleaseFacts[];
  /** What the forge says; left out, it says nothing of this cluster. */
  readonly offer?: Partial<OfferFacts> | 'not-asked';
}

function turnOf({ pin, releases: own = releases, offer, ...said }: Case): Turn {
  const offers =
    offer === 'not-asked'
      ? undefined
      : new Map(
          offer === undefined
            ? []
            : [['linux web', { request: undefined, declined: undefined, blocked: undefined, ...offer }]],
        );
  const pins = pin === undefined ? {} : { linux: pin };
  return rowOf(staleReport(fleet([cluster('web', pins, said)], own, { offers }), { today }), 'web').turn;
}

const url = 'https://forge.example.org/cc/fleet/12';
const request = { number: 12, url, since: '2026-11-01T08:30:00Z' };
const declined = { to: '2026_4_minor', number: 12, url, by: 'tomas', at: '2026-11-03T08:30:00Z' };
const blocked = { title: 'web cannot be compiled', number: 12, url };
const bad = { withdrawn: { reason: 'bad', date: undefined } };
const held = { holds: { linux: { until: '2026-12-20', reason: 'heavy-ion run' } } };
const over = { holds: { linux: { until: '2026-11-20', reason: 'heavy-ion run' } } };

test.each<[string, Case, string]>([
  ['has the newest', { pin: '2026_4_minor' }, 'nobody current'],
  ['has the newest, and was not asked about', { pin: '2026_4_minor', offer: 'not-asked' }, 'nobody current'],
  ['adopts early, and is offered more', { pin: '2026_4_minor', offer: { request } }, 'manager request-open #12 20'],
  ['pins nothing', {}, 'manager unpinned'],
  ['pins no version', { pin: 'newest' }, 'manager unpinned'],
  ['pins in a stream without releases', { pin: '2026_1_minor', releases: [] }, 'release-team no-release'],
  [
    'pins what nobody has published',
    { pin: '2026_1_minor', releases: [release('2026_1_minor', '2026-05-01', { isPublished: false })] },
    'release-team no-release',
  ],
  ['waits for the next run', { pin: '2026_1_minor' }, 'tidemark next-run'],
  ['waits, and no forge was asked', { pin: '2026_1_minor', offer: 'not-asked' }, 'manager not-asked'],
  ['has a request', { pin: '2026_1_minor', offer: { request, declined, blocked } }, 'manager request-open #12 20'],
  [
    'declined',
    { pin: '2026_1_minor', offer: { declined, blocked } },
    'manager declined tomas 2026-11-03T08:30:00Z see 12',
  ],
  [
    'declined an older one',
    { pin: '2026_1_minor', offer: { declined: { ...declined, to: '2026_3_major' } } },
    'tidemark next-run',
  ],
  ['is blocked', { pin: '2026_1_minor', offer: { blocked } }, 'manager blocked web cannot be compiled see 12'],
  [
    'is blocked, with an older one declined',
    { pin: '2026_1_minor', offer: { blocked, declined: { ...declined, to: '2026_3_major' } } },
    'manager blocked web cannot be compiled see 12',
  ],
  ['is held', { pin: '2026_1_minor', ...held, offer: { request } }, 'manager held heavy-ion run 2026-12-20'],
  ['was held', { pin: '2026_1_minor', ...over }, 'tidemark next-run'],
  ['is held, and has the newest', { pin: '2026_4_minor', ...held }, 'nobody current'],
  [
    'accepts what is minor, up to the major one',
    { pin: '2026_1_minor', accepts: { linux: 'minor' }, offer: { declined: { ...declined, to: '2026_2_minor' } } },
    'manager declined tomas 2026-11-03T08:30:00Z see 12',
  ],
  [
    'accepts nothing of what there is',
    { pin: '2026_2_minor', accepts: { linux: 'minor' }, offer: { request } },
    'manager not-accepted',
  ],
  [
    'accepts minor ones, past a withdrawn major one',
    {
      pin: '2026_2_minor',
      accepts: { linux: 'minor' },
      releases: releases.map((each) => (each.version.kind === 'major' ? { ...each, ...bad } : each)),
    },
    'manager not-accepted',
  ],
  ['accepts minor ones in another stream', { pin: '2026_2_minor', accepts: { elfms: 'minor' } }, 'tidemark next-run'],
  [
    'is on a withdrawn one, on hold',
    {
      pin: '2026_1_minor',
      ...held,
      releases: [release('2026_1_minor', '2026-05-01', bad), release('2026_2_minor', '2026-06-01')],
    },
    'tidemark next-run',
  ],
  [
    'is on a withdrawn one with a way back',
    {
      pin: '2026_2_minor',
      releases: [release('2026_1_minor', '2026-05-01'), release('2026_2_minor', '2026-06-01', bad)],
      offer: { request },
    },
    'manager request-open #12 20',
  ],
  [
    'declined the way back',
    {
      pin: '2026_2_minor',
      releases: [release('2026_1_minor', '2026-05-01'), release('2026_2_minor', '2026-06-01', bad)],
      offer: { declined: { ...declined, to: '2026_1_minor' } },
    },
    'manager declined tomas 2026-11-03T08:30:00Z see 12',
  ],
  [
    'is on a withdrawn one without a way back',
    { pin: '2026_1_minor', releases: [release('2026_1_minor', '2026-05-01', bad)] },
    'release-team no-way-back',
  ],
  [
    'is on a withdrawn one, and accepts no way on but has one back',
    {
      pin: '2026_2_minor',
      accepts: { linux: 'minor' },
      releases: [
        release('2026_1_minor', '2026-05-01'),
        release('2026_2_minor', '2026-06-01', bad),
        release('2026_3_major', '2026-07-01'),
      ],
    },
    'tidemark next-run',
  ],
])('a cluster that %s', (_, said, expected) => {
  const { who, why, request: open, by, at, see } = turnOf(said);
  const words = [who, why, open && `#${open.number} ${open.days}`, by, at, see && `see ${see.number}`];
  expect(words.filter((word) => word !== undefined).join(' ')).toBe(expected);
});
