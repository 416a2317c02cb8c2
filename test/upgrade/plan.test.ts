import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseVersion, type Version } from '../../src/core/version.ts';
import { versionOf, type Offer } from '../../src/upgrade/offer.ts';
import {
  planUpgrades,
  type Branch,
  type Closing,
  type OpenRequest,
  type Scene,
  type Step,
} from '../../src/upgrade/plan.ts';

function version(text: string): Version {
  const read = parseVersion(text);
  if (read === undefined) throw new Error(`${text} is no version`);
  return read;
}

function offerOf(cluster: string, to = '2026_8_minor', mode: Offer['mode'] = 'offer'): Offer {
  const from = version('2026_7_minor');
  const move = {
    cluster,
    file: `clusters/${cluster}.yaml`,
    from,
    to: version(to),
    kind: 'minor',
    owners: ['maria'],
  } as const;
  return {
    branch: `tidemark/${cluster}/linux`,
    stream: 'linux',
    mode,
    moves: [{ ...move, direction: 'forward', withdrawn: undefined, hosts: 10 }],
  };
}

function branchFor(offer: Offer, about: Partial<Branch> = {}): Branch {
  const moves = new Map(offer.moves.map(({ cluster, to }) => [cluster, to.text]));
  return { tip: `tip-of-${offer.branch}`, isOurs: true, moves, merges: true, ...about };
}

function requestFor({ branch }: Offer, about: Partial<OpenRequest> = {}): OpenRequest {
  return { number: 1, branch, head: `tip-of-${branch}`, digest: 'd', isComplete: true, mergesItself: false, ...about };
}

function scene(about: Partial<Scene>): Scene {
  const offers = about.offers ?? [];
  return {
    offers,
    digests: new Map(offers.map(({ branch }) => [branch, 'd'])),
    open: [],
    declined: new Map(),
    branches: new Map(),
    over: new Map(),
    maxOpen: 100,
    limit: Infinity,
    ...about,
  };
}

function said(about: Partial<Scene>): readonly string[] {
  return planUpgrades(scene(about)).steps.map((step) => {
    const why = step.do === 'leave' || step.do === 'close' ? ` ${step.because}` : '';
    const branch = step.do === 'open' || step.do === 'update' ? ` ${step.branch.is}` : '';
    return `${step.do}${why}${branch}`;
  });
}

const lxbatch = offerOf('lxbatch');
const at = (branch: Branch): Scene['branches'] => new Map([[lxbatch.branch, branch]]);

describe('an offer', () => {
  test('is opened, on a branch that is made', () => expect(said({ offers: [lxbatch] })).toEqual(['open made']));

  test('is opened on the branch of a run that died between push and request', () =>
    expect(said({ offers: [lxbatch], branches: at(branchFor(lxbatch)) })).toEqual(['open kept']));

  test('is left alone where its request says what it should', () =>
    expect(said({ offers: [lxbatch], open: [requestFor(lxbatch)], branches: at(branchFor(lxbatch)) })).toEqual([
      'leave open',
    ]));

  test.each([
    ['labels are missing', requestFor(lxbatch, { isComplete: false }), branchFor(lxbatch), 'update kept'],
    ['its text is an older one', requestFor(lxbatch, { digest: 'old' }), branchFor(lxbatch), 'update kept'],
    ['its text is not ours any more', requestFor(lxbatch, { digest: undefined }), branchFor(lxbatch), 'update kept'],
    [
      'its branch is for an older version',
      requestFor(lxbatch),
      branchFor(lxbatch, { moves: new Map([['lxbatch', '2026_7_major']]) }),
      'update made',
    ],
    ['its branch conflicts', requestFor(lxbatch), branchFor(lxbatch, { merges: false }), 'update made'],
  ])('is brought up to date where %s', (_, request, branch, expected) =>
    expect(said({ offers: [lxbatch], open: [request], branches: at(branch) })).toEqual([expected]),
  );

  test('is made anew where somebody deleted its branch and left the request open', () =>
    expect(said({ offers: [lxbatch], open: [requestFor(lxbatch)] })).toEqual(['update made']));

  test('stays declined for the version, and its branch is tidied away', () => {
    const declined = new Map([[lxbatch.branch, new Set(['2026_8_minor'])]]);
    expect(said({ offers: [lxbatch], declined })).toEqual(['leave declined']);
    expect(said({ offers: [lxbatch], declined, branches: at(branchFor(lxbatch)) })).toEqual([
      'prune',
      'leave declined',
    ]);
  });

  test('of a newer version is made to who declined an older one', () =>
    expect(said({ offers: [lxbatch], declined: new Map([[lxbatch.branch, new Set(['2026_7_major'])]]) })).toEqual([
      'open made',
    ]));

  test('in mode commit is a commit, also where it was declined before', () =>
    expect(said({ offers: [offerOf('lxbatch', '2026_8_minor', 'commit')] })).toEqual(['commit']));
});

describe('commits of a person', () => {
  const theirs = branchFor(lxbatch, { isOurs: false, moves: new Map() });

  test('are never overwritten: the request is left as it is', () =>
    expect(said({ offers: [lxbatch], open: [requestFor(lxbatch, { digest: 'old' })], branches: at(theirs) })).toEqual([
      'leave touched',
    ]));

  test('do not merge themselves', () =>
    expect(
      said({ offers: [lxbatch], open: [requestFor(lxbatch, { mergesItself: true })], branches: at(theirs) }),
    ).toEqual(['disarm']));

  test('keep a branch of our name from being used', () =>
    expect(said({ offers: [lxbatch], branches: at(theirs) })).toEqual(['leave taken']));

  test('are neither closed nor removed when nothing is offered any more', () => {
    const over = new Map<string, Closing>([[lxbatch.branch, 'arrived']]);
    expect(said({ over, open: [requestFor(lxbatch)], branches: at(theirs) })).toEqual([]);
    expect(said({ over, branches: at(theirs) })).toEqual([]);
  });
});

describe('what is over', () => {
  const over = new Map<string, Closing>([[lxbatch.branch, 'not-offered']]);

  test('is closed, with the reason', () =>
    expect(said({ over, open: [requestFor(lxbatch)], branches: at(branchFor(lxbatch)) })).toEqual([
      'close not-offered',
    ]));

  test('leaves no branch behind', () => expect(said({ over, branches: at(branchFor(lxbatch)) })).toEqual(['prune']));

  test('what was not asked about is left alone', () =>
    expect(said({ open: [requestFor(lxbatch)], branches: at(branchFor(lxbatch)) })).toEqual([]));
});

describe('limits', () => {
  const three = ['a', 'b', 'c'].map((name) => offerOf(name));

  test('so many requests are opened as were asked for', () =>
    expect(said({ offers: three, limit: 2 })).toEqual(['open made', 'open made', 'leave waiting']));

  test('so many are open as may be, and one that is closed frees its place', () => {
    const other = offerOf('d');
    const open = [requestFor(other)];
    expect(said({ offers: three, open, maxOpen: 3 })).toEqual(['open made', 'open made', 'leave waiting']);
    const over = new Map<string, Closing>([[other.branch, 'arrived']]);
    expect(said({ offers: three, open, over, maxOpen: 3 })).toEqual([
      'close arrived',
      'open made',
      'open made',
      'open made',
    ]);
  });
});

/** What a forge would hold after some of the steps. */
function after(before: Scene, steps: readonly Step[]): Scene {
  const open = new Map(before.open.map((request) => [request.branch, request]));
  const branches = new Map(before.branches);
  let offers = before.offers;
  const over = new Map(before.over);
  for (const step of steps) {
    if (step.do === 'open' || step.do === 'update') {
      const { branch } = step.offer;
      if (step.branch.is === 'made') branches.set(branch, branchFor(step.offer, { tip: `new-${branch}` }));
      const digest = before.digests.get(branch);
      open.set(
        branch,
        requestFor(step.offer, { digest, head: branches.get(branch)?.tip ?? '', number: open.size + 1 }),
      );
    }
    if (step.do === 'close') {
      open.delete(step.request.branch);
      branches.delete(step.request.branch);
    }
    if (step.do === 'prune') branches.delete(step.name);
    if (step.do === 'disarm') open.set(step.request.branch, { ...step.request, mergesItself: false });
    if (step.do === 'commit') {
      offers = offers.filter(({ branch }) => branch !== step.offer.branch);
      over.set(step.offer.branch, 'arrived');
    }
  }
  return { ...before, offers, over, open: [...open.values()], branches, limit: Infinity };
}

const anyScene: fc.Arbitrary<Scene> = fc
  .array(
    fc.record({
      number: fc.integer({ min: 1, max: 9 }),
      state: fc.constantFrom('offered', 'over', 'aside'),
      mode: fc.constantFrom('offer', 'auto', 'commit'),
      request: fc.constantFrom('none', 'right', 'old', 'bare', 'arming'),
      branch: fc.constantFrom('none', 'right', 'old', 'theirs', 'conflict'),
      declined: fc.boolean(),
    }),
    { maxLength: 9 },
  )
  .chain((rows) => fc.record({ rows: fc.constant(rows), maxOpen: fc.integer({ min: 1, max: 9 }) }))
  .map(({ rows, maxOpen }) => {
    const unique = [...new Map(rows.map((row) => [row.number, row])).values()];
    const of = (row: (typeof rows)[number]): Offer => offerOf(`c${row.number}`, '2026_8_minor', row.mode);
    const requests = unique.filter(({ request }) => request !== 'none');
    return scene({
      offers: unique.filter(({ state }) => state === 'offered').map(of),
      over: new Map(unique.filter(({ state }) => state === 'over').map((row) => [of(row).branch, 'arrived'])),
      open: requests.map((row) =>
        requestFor(of(row), {
          digest: row.request === 'old' ? 'old' : 'd',
          isComplete: row.request !== 'bare',
          mergesItself: row.request === 'arming',
          number: row.number,
        }),
      ),
      branches: new Map(
        unique
          .filter(({ branch }) => branch !== 'none')
          .map((row) => {
            const about = {
              right: {},
              old: { moves: new Map([[`c${row.number}`, '2026_7_minor']]) },
              theirs: { isOurs: false, moves: new Map() },
              conflict: { merges: false },
              none: {},
            }[row.branch] as Partial<Branch>;
            return [of(row).branch, branchFor(of(row), about)];
          }),
      ),
      declined: new Map(
        unique.filter(({ declined }) => declined).map((row) => [of(row).branch, new Set(['2026_8_minor'])]),
      ),
      maxOpen,
    });
  });

/** Whether a step changes anything. */
const acts = ({ do: what }: Step): boolean => what !== 'leave';

test('a plan applied once leaves nothing to do; and applied in two halves comes to the same', () => {
  fc.assert(
    fc.property(anyScene, fc.nat(), (before, cut) => {
      const { steps } = planUpgrades(before);
      const whole = after(before, steps);
      expect(planUpgrades(whole).steps.filter(acts)).toEqual([]);
      const half = after(before, steps.slice(0, cut % (steps.length + 1)));
      const rest = after(half, planUpgrades(half).steps);
      expect(planUpgrades(rest).steps.filter(acts)).toEqual([]);
      expect(new Set(rest.open.map(({ branch }) => branch))).toEqual(new Set(whole.open.map(({ branch }) => branch)));
    }),
    { seed: 3, numRuns: 3000 },
  );
});

test('no step touches a branch with commits of a person, and never are more requests opened than may be', () => {
  fc.assert(
    fc.property(anyScene, (before) => {
      const { steps } = planUpgrades(before);
      for (const step of steps) {
        const name = 'offer' in step ? step.offer.branch : step.do === 'prune' ? step.name : step.request.branch;
        const isTheirs = before.branches.get(name)?.isOurs === false;
        if (isTheirs) expect(['leave', 'disarm', 'commit']).toContain(step.do);
      }
      const opened = steps.filter((step) => step.do === 'open').length;
      const closed = steps.filter((step) => step.do === 'close').length;
      expect(opened).toBeLessThanOrEqual(Math.max(before.maxOpen - before.open.length + closed, 0));
      for (const step of steps)
        if (step.do === 'open')
          expect(before.declined.get(step.offer.branch)?.has(versionOf(step.offer).text)).not.toBe(true);
    }),
    { seed: 3, numRuns: 2000 },
  );
});
