import { describe, expect, test } from 'vitest';
import { logbookOf } from '../../src/report/log-entries.ts';
import { pastFacts } from '../../src/report/log-facts.ts';
import { ourBranches, ourMail } from '../../src/report/log-ours.ts';
import { timelineOf } from '../../src/report/timeline.ts';
import { committerMail } from '../../src/run/push-upgrades.ts';
import { branchPrefix } from '../../src/upgrade/offer.ts';
import type { FleetPast } from '../../src/report/past.ts';
import {
  ann,
  cluster,
  commitId,
  github,
  linesOf,
  pastOf,
  robot,
  secondsOn,
  today,
  type Turned,
} from './logbook-world.ts';

const [v1, v2, v3] = ['2026_1_minor', '2026_2_minor', '2026_3_minor'];

/** A fleet of two clusters, imported on 2 January; the steps follow day by day. */
const imported: Turned = {
  files: { lxa: cluster({ linux: v1, elfms: v1 }), lxb: cluster({ linux: v1 }, { hosts: 5, owners: ['zoe'] }) },
};
const beginning = 5;

function told(turns: readonly Turned[], around: Partial<FleetPast> = {}): readonly string[] {
  return linesOf(logbookOf(pastOf([imported, ...turns], around), { today }).entries).slice(beginning);
}

function sinceOf(turns: readonly Turned[], key: string, around: Partial<FleetPast> = {}): string | undefined {
  return pastFacts(pastOf([imported, ...turns], around), { today }).get(key)?.pinnedSince;
}

function activityOf(turns: readonly Turned[], key = 'linux lxa', around: Partial<FleetPast> = {}): string | undefined {
  return pastFacts(pastOf([imported, ...turns], around), { today }).get(key)?.lastActivity;
}

describe('pins, holds and files', () => {
  test('a first step adds clusters and their pins', () => {
    expect(linesOf(logbookOf(pastOf([imported]), { today }).entries)).toEqual([
      `cluster-added lxb`,
      `pinned lxb linux ${v1}`,
      `cluster-added lxa`,
      `pinned lxa linux ${v1}`,
      `pinned lxa elfms ${v1}`,
    ]);
  });

  test('an entry says who, when and where', () => {
    const past = pastOf([imported, { files: { lxa: cluster({ linux: v2, elfms: v1 }) } }]);
    const { entries, from } = logbookOf(past, { today });
    expect(from).toBe('2026-01-02');
    const person = { name: 'Ann', mail: 'ann@example.org' };
    expect(entries[0]).toEqual({
      id: `${commitId('step 1')}/moved/lxa/linux`,
      at: '2026-01-03T12:00:00Z',
      commit: commitId('step 1'),
      file: 'clusters/lxa.yaml',
      event: { is: 'moved', cluster: 'lxa', stream: 'linux', from: v1, to: v2, direction: 'forward' },
      author: person,
      committer: person,
      authors: [],
      request: undefined,
      reverts: undefined,
      doubts: [],
    });
  });

  test('a pin that is removed and set again is pinned since the day on which it was set again', () => {
    const turns = [{ files: { lxa: cluster({ elfms: v1 }) } }, { files: { lxa: cluster({ linux: v1, elfms: v1 }) } }];
    expect(told(turns)).toEqual([`unpinned lxa linux ${v1}`, `pinned lxa linux ${v1}`]);
    expect(sinceOf(turns, 'linux lxa')).toBe('2026-01-04');
    expect(sinceOf(turns, 'elfms lxa')).toBe('2026-01-02');
  });

  test('a pin that is no version moves forward, and back to what the cluster had before', () => {
    const turns = ['latest', 'newest', 'latest', v1].map((linux) => ({
      files: { lxa: cluster({ linux, elfms: v1 }) },
    }));
    expect(told(turns)).toEqual([
      `moved lxa linux ${v1} latest forward`,
      'moved lxa linux latest newest forward',
      'moved lxa linux newest latest back',
      `moved lxa linux latest ${v1} back`,
    ]);
  });

  test('streams that are called like what every object has are streams', () => {
    const odd = JSON.parse(`{"constructor":"${v1}","__proto__":"${v1}"}`) as Record<string, string>;
    const turns = [{ files: { lxa: cluster(odd) } }, { files: { lxa: cluster({}) } }];
    expect(told(turns).filter((line) => /constructor|__proto__/.test(line))).toEqual([
      `pinned lxa constructor ${v1}`,
      `pinned lxa __proto__ ${v1}`,
      `unpinned lxa constructor ${v1}`,
      `unpinned lxa __proto__ ${v1}`,
    ]);
  });

  test('moves that cancel within one step are none', () => {
    const turns = [{ files: { lxa: cluster({ linux: v1, elfms: v1 }, { rest: 'back and forth, and a comment' }) } }];
    expect(told(turns)).toEqual([]);
    expect(sinceOf(turns, 'linux lxa')).toBe('2026-01-02');
    expect(activityOf(turns)).toBe('2026-01-03');
  });

  test('holds are set, changed and lifted', () => {
    const pins = { linux: v1, elfms: v1 };
    const hold = (until: string | undefined, reason: string) => ({ holds: { linux: { until, reason } } });
    const turns = [
      { files: { lxa: cluster(pins, hold('2026-03-01', 'beam time')) } },
      { files: { lxa: cluster(pins, hold('2026-04-01', 'beam time')) } },
      { files: { lxa: cluster(pins) } },
    ];
    expect(told(turns)).toEqual([
      'hold-set lxa linux 2026-03-01 beam time',
      'hold-changed lxa linux 2026-04-01 beam time',
      'hold-lifted lxa linux 2026-04-01 beam time',
    ]);
  });

  test('a file that becomes readable again is compared with what it said last', () => {
    const turns: readonly Turned[] = [
      { files: { lxa: { facts: 'unreadable' } } },
      { files: { lxa: { facts: 'unreadable', rest: 'worse' } } },
      { files: { lxa: cluster({ linux: v2, elfms: v1 }) } },
    ];
    expect(told(turns)).toEqual(['cluster-unreadable lxa', `moved lxa linux ${v1} ${v2} forward`]);
    expect(sinceOf(turns, 'elfms lxa')).toBe('2026-01-02');
    expect(sinceOf(turns, 'linux lxa')).toBe('2026-01-05');
    expect(sinceOf(turns.slice(0, 1), 'linux lxa')).toBeUndefined();
  });

  test('a file that comes unreadable is added, and not known yet', () => {
    const turns: readonly Turned[] = [
      { files: { lxc: { facts: 'unreadable' } } },
      { files: { lxc: cluster({ linux: v2 }) } },
    ];
    expect(told(turns)).toEqual(['cluster-added lxc', 'cluster-unreadable lxc', `pinned lxc linux ${v2}`]);
  });

  test('a cluster that is removed and added again begins a new life', () => {
    const turns = [
      { files: { lxa: undefined } },
      { on: '2026-05-01', files: { lxa: cluster({ linux: v1, elfms: v1 }) } },
    ];
    expect(told(turns)).toEqual([
      'cluster-removed lxa',
      'cluster-added lxa',
      `pinned lxa linux ${v1}`,
      `pinned lxa elfms ${v1}`,
    ]);
    expect(sinceOf(turns, 'linux lxa')).toBe('2026-05-01');
    const { entries } = logbookOf(pastOf([imported, ...turns]), { today });
    expect(timelineOf({ entries }, 'lxa')).toHaveLength(7);
  });

  test('a stream that has releases has facts of every cluster, pinned or not', () => {
    const releases = [{ stream: 'grid', version: v1, file: 'r', from: undefined, to: { withdrawn: undefined } }];
    const facts = pastFacts(pastOf([imported, { releases }]), { today });
    expect([...facts.keys()].toSorted()).toEqual(['elfms lxa', 'grid lxa', 'grid lxb', 'linux lxa', 'linux lxb']);
    expect(facts.get('grid lxa')).toEqual({ pinnedSince: undefined, lastActivity: undefined });
  });
});

describe('merges and requests', () => {
  const bothMoved = {
    lxa: cluster({ linux: v2, elfms: v2 }),
    lxb: cluster({ linux: v2 }, { hosts: 5, owners: ['zoe'] }),
  };
  const [head, side] = [commitId('head'), commitId('side')];
  const merge = (message: string): Turned => ({ parents: [commitId('step 0'), head], message, files: bothMoved });
  const moves = (behind: string) => [
    `moved lxb linux ${v1} ${v2} forward${behind}`,
    `moved lxa linux ${v1} ${v2} forward${behind}`,
    `moved lxa elfms ${v1} ${v2} forward${behind}`,
  ];

  test('a merge of upgrades gives an entry for each, with the authors of what it brought', () => {
    const zoe = { name: 'Zoe', mail: 'zoe@example.org', seconds: 1 };
    const commit = { parents: [side], committer: zoe, message: 'x' };
    const brought = new Map([
      [
        commitId('step 1'),
        [
          { ...commit, id: head, author: zoe },
          { ...commit, id: side, author: { ...robot, seconds: 1 } },
          { ...commit, id: commitId('first'), author: zoe },
          { ...commit, id: commitId('own'), author: { ...ann, seconds: 9 } },
        ],
      ],
    ]);
    const past = pastOf([imported, merge("Merge branch 'both'\n")], { brought, heads: new Map([[head, 12]]) });
    const entries = logbookOf(past, { today }).entries.slice(0, 3);
    expect(linesOf(entries)).toEqual(moves(' #12 by ref'));
    for (const { commit: id, authors } of entries) {
      expect(id).toBe(commitId('step 1'));
      expect(authors.map(({ name }) => name)).toEqual(['Zoe', 'tidemark']);
    }
  });

  test('a request that only the message names is unproven', () => {
    expect(told([merge('Merge pull request #12 from cc/fix\n')])).toEqual(moves(' #12 by message ? request-unproven'));
    expect(told([{ files: bothMoved, message: 'Move all (#7)\n\nmore\n' }])).toEqual(
      moves(' #7 by message ? request-unproven'),
    );
  });

  test.each(['Merge pull request #0 from x/y', 'Move (#12) all', 'Revert "Move (#12)"', '(#99999999999999999999)'])(
    'no request is read out of %j',
    (message) => expect(told([{ files: bothMoved, message }])).toEqual(moves('')),
  );

  test('what a ref proves wins over what the message says', () => {
    const heads = new Map([[head, 12]]);
    expect(told([merge('Merge pull request #99 from cc/fix\n')], { heads })).toEqual(moves(' #12 by ref'));
  });

  test('a head that is the step itself proves nothing: the branch may be asked to go elsewhere', () => {
    const heads = new Map([[commitId('step 1'), 12]]);
    expect(told([{ files: bothMoved }], { heads })).toEqual(moves(''));
  });

  test('what the forge says wins over both, and says who merged', () => {
    const request = { number: 7, url: 'https://forge/7', known: 'forge', mergedBy: 'zoe' } as const;
    const merged = new Map([[commitId('step 1'), request]]);
    const heads = new Map([[head, 12]]);
    expect(told([merge('Merge pull request #99 from cc/fix\n')], { merged, heads })).toEqual(moves(' #7 by forge'));
    expect(told([{ files: bothMoved, message: 'Squashed (#99)' }], { merged })).toEqual(moves(' #7 by forge'));
  });
});

describe('people', () => {
  const files = { lxb: cluster({ linux: v2 }, { hosts: 5, owners: ['zoe'] }) };
  const move = `moved lxb linux ${v1} ${v2} forward`;
  const zoe = { name: 'Zoe', mail: 'zoe@example.org' };

  test('a commit under the name of another is in doubt', () => {
    expect(told([{ files, author: zoe }])).toEqual([`${move} ? author-differs`]);
    expect(told([{ files, author: { name: 'The Director' } }])).toEqual([`${move} ? author-differs`]);
    expect(told([{ files, author: { mail: 'ANN@example.org' } }])).toEqual([move]);
  });

  test("a request that the forge merged or squashed is its author's", () => {
    const merged = new Map([
      [commitId('step 1'), { number: 5, url: undefined, known: 'forge', mergedBy: 'zoe' } as const],
    ]);
    expect(told([{ files, author: zoe, committer: github }], { merged })).toEqual([`${move} #5 by forge`]);
  });

  test("who borrows the forge's name stays in doubt", () => {
    expect(told([{ files, author: zoe, committer: github }])).toEqual([`${move} ? author-differs`]);
    expect(told([{ files, author: zoe, committer: github, message: 'x (#5)' }])).toEqual([
      `${move} #5 by message ? request-unproven`,
    ]);
  });
});

describe('reverts', () => {
  const forward: Turned = { id: 'forward', files: { lxa: cluster({ linux: v2, elfms: v1 }) } };
  const back: Turned = { files: { lxa: cluster({ linux: v1, elfms: v1 }) } };
  const sha = commitId('forward');
  const line = `moved lxa linux ${v2} ${v1} back`;
  const last = (turns: readonly Turned[], around: Partial<FleetPast> = {}) => told(turns, around).at(-1);

  test('a revert goes back, and names what it takes back', () => {
    const reverts = `${line} reverts ${sha.slice(0, 7)}`;
    expect(last([forward, { ...back, message: `Revert "x"\n\nThis reverts commit ${sha}.\n` }])).toBe(reverts);
    expect(last([forward, { ...back, message: `x\n\nThis reverts commit ${sha.slice(0, 9)} (x, 2026).\n` }])).toBe(
      reverts,
    );
    expect(
      last([forward, { ...back, message: `x\n\nThis reverts commit ${sha}, reversing\nchanges made to ${sha}.\n` }]),
    ).toBe(reverts);
  });

  test('the same content coming back without a word of it goes back, and names nothing', () => {
    expect(last([forward, back])).toBe(line);
  });

  test.each([
    ['is not in history', `This reverts commit ${commitId('elsewhere')}.`],
    ['did something else', `This reverts commit ${commitId('step 0')}.`],
    ['is the commit itself', `This reverts commit ${commitId('step 2')}.`],
    ['is quoted', `> This reverts commit ${sha}.`],
    ['could be many', 'This reverts commit 0000000.'],
  ])('a commit that %s is not taken back', (_, text) => {
    expect(last([forward, { ...back, message: `x\n\n${text}\n` }])).toBe(line);
  });

  test('a merge of a revert names the merge by which the reverted commit came', () => {
    const person = { ...ann, seconds: 1 };
    const commit = { parents: [], author: person, committer: person };
    const brought = new Map([
      [sha, [{ ...commit, id: commitId('inner'), message: 'x' }]],
      [
        commitId('step 2'),
        [{ ...commit, id: commitId('undo'), message: `x\n\nThis reverts commit ${commitId('inner')}.` }],
      ],
    ]);
    expect(last([forward, { ...back, message: 'Merge' }], { brought })).toBe(`${line} reverts ${sha.slice(0, 7)}`);
  });

  test('a request that reverts another names the commit of that one', () => {
    const turns = [
      { ...forward, message: 'Move (#3)' },
      { ...back, message: 'Revert "Move (#3)" (#4)\n\nReverts cc/fleet#3\n' },
    ];
    expect(last(turns)).toBe(`${line} #4 by message reverts ${sha.slice(0, 7)} ? request-unproven`);
  });

  test('a revert is known under a new name of the cluster', () => {
    const renamed = { files: { lxa: undefined, lxz: cluster({ linux: v2, elfms: v1 }) } };
    const undone = { files: { lxz: cluster({ linux: v1, elfms: v1 }) }, message: `This reverts commit ${sha}.` };
    expect(last([forward, renamed, undone])).toBe(`moved lxz linux ${v2} ${v1} back reverts ${sha.slice(0, 7)}`);
  });

  test('holds, clusters and withdrawals are taken back too', () => {
    const pins = { linux: v1, elfms: v1 };
    const hold = (until: string) => cluster(pins, { holds: { linux: { until, reason: undefined } } });
    const release = { stream: 'linux', version: v1, file: 'r' };
    const text = `This reverts commit ${sha}.`;
    const pairs: readonly (readonly [Turned, Turned])[] = [
      [{ files: { lxa: hold('2026-03-01') } }, { files: { lxa: cluster(pins) } }],
      [{ files: { lxa: undefined } }, { files: { lxa: cluster(pins) } }],
      [
        { releases: [{ ...release, from: { withdrawn: undefined }, to: { withdrawn: 'bad' } }] },
        { releases: [{ ...release, from: { withdrawn: 'bad' }, to: { withdrawn: undefined } }] },
      ],
    ];
    for (const [one, other] of pairs)
      expect(
        told([
          { ...one, id: 'forward' },
          { ...other, message: text },
        ])[1],
      ).toContain(`reverts ${sha.slice(0, 7)}`);
    const changed = [{ files: { lxa: hold('2026-03-01') } }, { files: { lxa: hold('2026-04-01') }, id: 'forward' }];
    const undone = { files: { lxa: hold('2026-03-01') }, message: text };
    expect(last([...changed, undone])).toBe(`hold-changed lxa linux 2026-03-01 reverts ${sha.slice(0, 7)}`);
  });
});

describe('dates that mislead', () => {
  const at = (on: string, linux: string): Turned => ({ on, files: { lxa: cluster({ linux, elfms: v1 }) } });

  test('a date before that of the step before is in doubt, and the order stays', () => {
    const turns = [at('2026-03-01', v2), at('2025-02-01', v3), at('2026-03-05', 'x')];
    expect(told(turns)).toEqual([
      `moved lxa linux ${v1} ${v2} forward`,
      `moved lxa linux ${v2} ${v3} forward ? date-before-parent`,
      `moved lxa linux ${v3} x forward`,
    ]);
  });

  test('a pin that moved on a day that cannot be known is pinned since the next day that can', () => {
    const more: Turned = { on: '2026-03-05', files: { lxb: undefined } };
    expect(sinceOf([at('2026-03-01', v2), at('2025-02-01', v3), more], 'linux lxa')).toBe('2026-03-05');
    expect(sinceOf([at('2026-03-05', v2), at('2025-02-01', v3), more], 'linux lxa')).toBe('2026-03-05');
    expect(sinceOf([at('2026-03-01', v2), at('2025-02-01', v3)], 'linux lxa')).toBeUndefined();
    expect(sinceOf([at(today, v2), at('2025-02-01', v3)], 'linux lxa')).toBe(today);
  });

  test('a date after today is in doubt, and makes no other one wrong', () => {
    const turns = [at('2031-01-01', v2), { on: '2026-03-05', files: { lxb: undefined } }];
    expect(told(turns)).toEqual([`moved lxa linux ${v1} ${v2} forward ? date-in-future`, 'cluster-removed lxb']);
    expect(sinceOf(turns, 'linux lxa')).toBe('2026-03-05');
    expect(sinceOf(turns.slice(0, 1), 'linux lxa')).toBeUndefined();
  });

  test('a clock that went wrong once does not make the steps after it wrong', () => {
    const turns = [at('2026-05-01', v2), at('2026-02-01', v3), at('2026-02-02', 'x'), at('2026-02-03', v3)];
    expect(sinceOf(turns, 'linux lxa')).toBe('2026-02-03');
    expect(told(turns).filter((line) => line.includes('?'))).toEqual([
      `moved lxa linux ${v2} ${v3} forward ? date-before-parent`,
    ]);
    expect(sinceOf(turns.slice(0, 1).concat({ on: '2026-02-01', files: { lxb: undefined } }), 'linux lxa')).toBe(
      '2026-05-01',
    );
  });

  test('dates that no calendar knows give dates of four digits', () => {
    const turns = [Number.NaN, -5, 999_999_999_999_999].map((seconds, index): Turned => ({
      files: { lxa: cluster({ linux: `odd${index}`, elfms: v1 }) },
      committer: { seconds },
    }));
    const { entries } = logbookOf(pastOf([imported, ...turns]), { today });
    expect(entries.slice(0, 3).map(({ at: when }) => when)).toEqual([
      '9999-12-31T23:59:59Z',
      '1970-01-01T00:00:00Z',
      '1970-01-01T00:00:00Z',
    ]);
  });

  test('activity with a date in the future is no later than what is proven', () => {
    expect(activityOf([{ ...at('2026-02-01', v2) }, { ...at('2031-01-01', v3) }])).toBe('2026-02-01');
    expect(activityOf([{ ...at('2026-02-01', v2) }, { ...at('2020-01-01', v3) }])).toBe('2026-02-01');
  });
});

describe('renames', () => {
  const pins = { linux: v1, elfms: v1 };

  test('another folder is the same cluster', () => {
    const turns = [{ files: { lxa: undefined, 'batch/lxa': cluster(pins) } }];
    expect(told(turns)).toEqual([]);
    expect(sinceOf(turns, 'linux lxa')).toBe('2026-01-02');
    expect(activityOf(turns)).toBeUndefined();
    const moved = [{ files: { lxa: undefined, 'batch/lxa': cluster({ ...pins, linux: v2 }) } }];
    expect(told(moved)).toEqual([`moved lxa linux ${v1} ${v2} forward`]);
  });

  test('the same file under a new name is the same cluster', () => {
    const turns = [
      { files: { lxa: undefined, 'batch/lxz': cluster(pins) } },
      { files: { 'batch/lxz': cluster({ ...pins, linux: v2 }) } },
    ];
    expect(told(turns)).toEqual(['cluster-renamed lxz lxa', `moved lxz linux ${v1} ${v2} forward`]);
    expect(sinceOf(turns, 'elfms lxz')).toBe('2026-01-02');
    expect(sinceOf(turns, 'elfms lxa')).toBeUndefined();
    const { entries } = logbookOf(pastOf([imported, ...turns]), { today });
    expect(linesOf(timelineOf({ entries }, 'lxz'))).toEqual([
      'cluster-added lxa',
      `pinned lxa linux ${v1}`,
      `pinned lxa elfms ${v1}`,
      'cluster-renamed lxz lxa',
      `moved lxz linux ${v1} ${v2} forward`,
    ]);
    expect(linesOf(timelineOf({ entries }, 'lxa')).at(-1)).toBe('cluster-renamed lxz lxa');
  });

  test('a file of like content under a new name is guessed to be the same cluster', () => {
    const turns = [{ files: { lxa: undefined, lxz: cluster(pins, { rest: 'and a new description' }) } }];
    expect(told(turns)).toEqual(['cluster-renamed lxz lxa ? rename-guessed']);
    expect(sinceOf(turns, 'linux lxz')).toBe('2026-01-02');
  });

  test('where two could be meant, nothing is guessed', () => {
    const turns = [{ files: { lxa: undefined, lxy: cluster(pins, { rest: 'y' }), lxz: cluster(pins, { rest: 'z' }) } }];
    expect(told(turns).filter((line) => line.startsWith('cluster'))).toEqual([
      'cluster-added lxz',
      'cluster-added lxy',
      'cluster-removed lxa',
    ]);
    expect(sinceOf(turns, 'linux lxz')).toBe('2026-01-03');
    const same = [{ files: { lxa: undefined, lxy: cluster(pins), lxz: cluster(pins) } }];
    expect(told(same).filter((line) => line.includes('renamed'))).toEqual([]);
  });

  test('a like content without hosts and owners is too little to guess', () => {
    const bare = cluster({ linux: v1 }, { hosts: 0, owners: [], rest: 'a' });
    const other = cluster({ linux: v1 }, { hosts: 0, owners: [], rest: 'b' });
    const lines = told([{ files: { lxm: bare } }, { files: { lxm: undefined, lxn: other } }]);
    expect(lines.slice(2)).toEqual(['cluster-added lxn', `pinned lxn linux ${v1}`, 'cluster-removed lxm']);
  });

  test('a copy is a new cluster, also where the old one is changed in the same step', () => {
    expect(told([{ files: { lxz: cluster(pins) } }])[0]).toBe('cluster-added lxz');
    const turns = [{ files: { lxz: cluster(pins), lxa: cluster({ ...pins, linux: v2 }) } }];
    expect(told(turns)).toEqual([
      'cluster-added lxz',
      `pinned lxz linux ${v1}`,
      `pinned lxz elfms ${v1}`,
      `moved lxa linux ${v1} ${v2} forward`,
    ]);
  });

  test('a file that is put over another is still the other by its name', () => {
    expect(told([{ files: { lxa: undefined, lxb: cluster(pins) } }])).toEqual([
      `pinned lxb elfms ${v1}`,
      'cluster-removed lxa',
    ]);
  });

  test('two names that are swapped take their clusters along', () => {
    const other = cluster({ linux: v2 }, { hosts: 5, owners: ['zoe'] });
    const turns = [{ files: { lxb: other } }, { files: { lxa: other, lxb: cluster(pins) } }];
    expect(told(turns).slice(1)).toEqual(['cluster-renamed lxb lxa', 'cluster-renamed lxa lxb']);
    expect(sinceOf(turns, 'linux lxa')).toBe('2026-01-03');
    expect(sinceOf(turns, 'linux lxb')).toBe('2026-01-02');
    const { entries } = logbookOf(pastOf([imported, ...turns]), { today });
    expect(linesOf(timelineOf({ entries }, 'lxa'))).toEqual([
      'cluster-added lxb',
      `pinned lxb linux ${v1}`,
      `moved lxb linux ${v1} ${v2} forward`,
      'cluster-renamed lxa lxb',
    ]);
  });

  test('a swap of files without hosts is a move of pins', () => {
    const [one, other] = [cluster({ linux: v1 }, { hosts: 0 }), cluster({ linux: v2 }, { hosts: 0 })];
    const turns = [{ files: { p: one, q: other } }, { files: { p: other, q: one } }];
    expect(told(turns).slice(4)).toEqual([`moved q linux ${v2} ${v1} back`, `moved p linux ${v1} ${v2} forward`]);
  });

  test('names that are handed on in a chain take their clusters along', () => {
    const other = cluster({ linux: v1 }, { hosts: 5, owners: ['zoe'] });
    expect(told([{ files: { lxa: undefined, lxb: cluster(pins), lxc: other } }])).toEqual([
      'cluster-renamed lxc lxb',
      'cluster-renamed lxb lxa',
    ]);
  });

  test('a name that differs in case alone is the same cluster, guessed where its file changed too', () => {
    expect(told([{ files: { lxa: undefined, LxA: cluster(pins) } }])).toEqual(['cluster-renamed LxA lxa']);
    expect(told([{ files: { lxa: undefined, LxA: cluster({ ...pins, linux: v2 }) } }])).toEqual([
      'cluster-renamed LxA lxa ? rename-guessed',
      `moved LxA linux ${v1} ${v2} forward`,
    ]);
  });

  test('a life is asked for by any name that it bore', () => {
    const past = pastOf([imported, { files: { lxa: undefined, lxz: cluster(pins) } }]);
    for (const name of ['lxa', 'lxz']) {
      const { entries } = logbookOf(past, { today, only: new Set([name]) });
      expect(linesOf(entries)).toEqual([
        'cluster-added lxa',
        `pinned lxa linux ${v1}`,
        `pinned lxa elfms ${v1}`,
        'cluster-renamed lxz lxa',
      ]);
    }
    expect(logbookOf(past, { today, only: new Set(['none']) }).entries).toEqual([]);
  });

  test('a name that two files bear is the one that comes first', () => {
    const turns = [
      { files: { 'a/lxa': cluster({ linux: v3, elfms: v1 }) } },
      { files: { 'z/lxa': cluster({ linux: v3, elfms: v1 }) } },
      { files: { 'a/lxa': undefined } },
    ];
    expect(told(turns)).toEqual([`moved lxa linux ${v1} ${v3} forward`, `moved lxa linux ${v3} ${v1} back`]);
  });
});

describe('activity', () => {
  const moved: Turned = { files: { lxa: cluster({ linux: v2, elfms: v1 }) } };
  const line = `lxa: linux ${v1} → ${v2}`;

  test('the import is nobody’s activity, a change and an addition are', () => {
    expect(activityOf([])).toBeUndefined();
    expect(activityOf([moved])).toBe('2026-01-03');
    expect(activityOf([{ files: { lxc: cluster({}) } }, { files: { lxd: cluster({ linux: v1 }) } }], 'linux lxd')).toBe(
      '2026-01-04',
    );
  });

  test.each([
    ['a commit of ours', { author: robot, committer: robot, message: `${line}\n` }],
    ['a merge of a branch of ours', { message: 'Merge pull request #4 from cc/tidemark/lxa/linux\n', parents: two() }],
    ['a merge by hand', { message: "Merge branch 'tidemark/lxa/linux'\n", parents: two() }],
    ['a squash that is called like our commit', { message: `${line} (#4)\n` }],
    ['a squash that is called like our request', { message: `lxa: linux ${v1} → ${v2} (minor) (#4)\n` }],
    ['a squash of many', { message: `2 clusters: linux ${v2} (minor) (#4)\n` }],
  ] as const)('%s is not', (_, more) => {
    expect(activityOf([{ ...moved, ...more }])).toBeUndefined();
  });

  test.each([
    [
      'another change beside the pin',
      { files: { lxa: cluster({ linux: v2, elfms: v1 }, { owners: ['zoe'] }) }, author: robot },
    ],
    ['another stream than is said', { files: { lxa: cluster({ linux: v1, elfms: v2 }) }, message: `${line} (#4)` }],
    ['a pin that is taken away', { files: { lxa: cluster({ elfms: v1 }) }, author: robot }],
    ['a branch of somebody', { ...moved, message: 'Merge pull request #4 from cc/lxa\n', parents: two() }],
  ] as const)('%s is', (_, turn) => {
    expect(activityOf([turn])).toBe('2026-01-03');
  });

  test('what a merge brought counts more than what it is called', () => {
    const merge = { ...moved, message: 'Merge pull request #4 from cc/tidemark/lxa/linux\n', parents: two() };
    const person = { ...ann, seconds: 1 };
    const commit = { parents: [commitId('x')], committer: person, message: '' };
    const brought = (author: typeof person) =>
      new Map([
        [
          commitId('step 1'),
          [
            { ...commit, id: commitId('c'), author },
            { ...commit, id: commitId('m'), author: person, parents: two() },
          ],
        ],
      ]);
    expect(activityOf([merge], 'linux lxa', { brought: brought(person) })).toBe('2026-01-03');
    expect(activityOf([merge], 'linux lxa', { brought: brought({ ...person, ...robot }) })).toBeUndefined();
  });

  test('what is ours is called here as it is where it is made', () => {
    expect([ourMail, ourBranches]).toEqual([committerMail, branchPrefix]);
  });

  test('an upgrade of ours moves the day of the pin all the same', () => {
    expect(sinceOf([{ ...moved, author: robot }], 'linux lxa')).toBe('2026-01-03');
  });
});

describe('history that was cut off', () => {
  const cut = { isShallow: true };
  const turns: readonly Turned[] = [
    imported,
    { files: { lxa: cluster({ linux: v2, elfms: v1 }) } },
    { files: { lxa: undefined, lxz: cluster({ linux: v2, elfms: v1 }) } },
  ];

  test('what stands at the edge is neither added nor known', () => {
    const past = pastOf(turns, cut);
    const { entries, from } = logbookOf(past, { today });
    expect(linesOf(entries)).toEqual([`moved lxa linux ${v1} ${v2} forward`, 'cluster-renamed lxz lxa']);
    expect(from).toBe('2026-01-02');
    const facts = pastFacts(past, { today });
    expect(facts.get('linux lxz')).toEqual({ pinnedSince: '2026-01-03', lastActivity: '2026-01-04' });
    expect(facts.get('elfms lxz')).toEqual({ pinnedSince: undefined, lastActivity: '2026-01-04' });
    expect(facts.get('linux lxb')).toEqual({ pinnedSince: undefined, lastActivity: undefined });
  });

  test('a cluster that is first seen when it is renamed was there before', () => {
    const whole = pastOf(turns, cut);
    const past = { ...whole, steps: whole.steps.slice(0, -2) };
    expect(linesOf(logbookOf(past, { today }).entries)).toEqual(['cluster-renamed lxz lxa']);
    expect(pastFacts(past, { today }).get('linux lxz')).toEqual({
      pinnedSince: undefined,
      lastActivity: '2026-01-04',
    });
  });

  test('a cluster that is first seen when it changes was there before', () => {
    const whole = pastOf(turns, cut);
    const past = { ...whole, steps: whole.steps.slice(0, -1) };
    expect(pastFacts({ ...past, steps: past.steps.slice(1) }, { today }).get('linux lxa')).toEqual({
      pinnedSince: '2026-01-03',
      lastActivity: '2026-01-03',
    });
    expect(linesOf(logbookOf(past, { today }).entries)[0]).toBe(`moved lxa linux ${v1} ${v2} forward`);
    expect(pastFacts(past, { today }).get('elfms lxz')?.pinnedSince).toBeUndefined();
  });

  test('a file that could not be read at the edge says nothing of what it was', () => {
    const past = pastOf([{ files: { lxa: { facts: 'unreadable' } } }, { files: { lxa: cluster({ linux: v1 }) } }], cut);
    expect(logbookOf(past, { today }).entries).toEqual([]);
    expect(pastFacts(past, { today }).get('linux lxa')?.pinnedSince).toBeUndefined();
  });

  test('nothing is a past too', () => {
    expect(logbookOf(pastOf([]), { today })).toEqual({ entries: [], from: undefined });
    expect(pastFacts(pastOf([], cut), { today }).size).toBe(0);
  });
});

describe('releases and rollouts', () => {
  const file = `templates/linux/${v2}/release.yaml`;
  const release = (from: unknown, to: unknown): Turned => ({
    releases: [{ stream: 'linux', version: v2, file, from, to } as NonNullable<Turned['releases']>[number]],
  });
  const fine = { withdrawn: undefined };

  test('a release is written, withdrawn and restored; what cannot be read is as it was', () => {
    const turns = [
      release(undefined, fine),
      release(fine, { withdrawn: 'breaks NFS' }),
      release({ withdrawn: 'breaks NFS' }, 'unreadable'),
      release('unreadable', { withdrawn: 'breaks NFS' }),
      release({ withdrawn: 'breaks NFS' }, fine),
      release(fine, undefined),
    ];
    expect(told(turns)).toEqual([
      `release-written linux ${v2}`,
      `release-withdrawn linux ${v2} breaks NFS`,
      `release-restored linux ${v2}`,
    ]);
  });

  test('events of rollouts are told in the order of their file', () => {
    const added = ['opened', 'assigned', 'assigned'].map((what) => ({ at: undefined, what, by: 'ea-it' }));
    const past = pastOf([imported, { rollouts: [{ stream: 'linux', version: v2, file: 'rollout.yaml', added }] }]);
    const entries = logbookOf(past, { today }).entries.slice(0, 3);
    expect(linesOf(entries)).toEqual(added.map(({ what }) => `rollout linux ${v2} ${what} ea-it`));
    expect(new Set(entries.map(({ id }) => id)).size).toBe(3);
  });

  const tagOf = (on: string | undefined, more: Partial<FleetPast['tags'][number]> = {}) => ({
    tags: [
      {
        stream: 'linux',
        version: v2,
        commit: commitId('step 1'),
        tagger: on === undefined ? undefined : { name: 'Zoe', mail: 'zoe@example.org', seconds: secondsOn(on) },
        signedBy: undefined,
        hasSigners: false,
        ...more,
      },
    ],
  });
  const later = { on: '2026-02-01', files: { lxb: undefined } };
  const turns = [{ ...release(undefined, fine), on: '2026-01-10' }, later];
  const published = `release-published linux ${v2}`;

  test('a tag is published when its tagger says, among the steps of its time', () => {
    const past = pastOf([imported, ...turns], tagOf('2026-01-12'));
    const entry = logbookOf(past, { today }).entries[1];
    expect(entry).toMatchObject({ at: '2026-01-12T12:00:00Z', author: { name: 'Zoe' }, file: undefined, doubts: [] });
    expect(told(turns, tagOf('2026-01-12'))).toEqual([`release-written linux ${v2}`, published, 'cluster-removed lxb']);
    expect(told(turns, tagOf('2026-03-12')).at(-1)).toBe(published);
  });

  test('a tag never comes before its commit, whatever it says', () => {
    expect(told(turns, tagOf('2020-01-12'))[1]).toBe(`${published} ? date-before-parent`);
    expect(told(turns, tagOf('2031-01-12')).at(-1)).toBe(`${published} ? date-in-future`);
  });

  test('a tag that is no object of its own is dated by its commit', () => {
    const { entries } = logbookOf(pastOf([imported, ...turns], tagOf(undefined)), { today });
    expect(entries[1]).toMatchObject({ at: '2026-01-10T12:00:00Z', author: { name: 'Ann' } });
    const elsewhere = tagOf(undefined, { commit: commitId('not here') });
    expect(logbookOf(pastOf([imported, ...turns], elsewhere), { today }).entries[1]?.at).toBe('2026-01-10T12:00:00Z');
    expect(told([later], elsewhere)).toEqual(['cluster-removed lxb']);
  });

  test('a signature is missed only where the stream lists signers', () => {
    expect(told(turns, tagOf('2026-01-12', { hasSigners: true }))[1]).toBe(`${published} ? tag-unsigned`);
    expect(told(turns, tagOf('2026-01-12', { hasSigners: true, signedBy: 'zoe' }))[1]).toBe(published);
  });
});

function two() {
  return [commitId('step 0'), commitId('head')];
}
