/** Any past of a small fleet: files that are written, removed, renamed, copied and swapped, with dates that jump. */

import fc from 'fast-check';
import { cluster, commitId, secondsOn, type Files, type Turned, type Written } from './logbook-world.ts';

const names = ['lxa', 'lxb', 'batch/lxa', 'LxA', 'lxc', 'lxd'] as const;
const version = fc.constantFrom('2026_1_minor', '2026_2_minor', '2026_3_major', 'latest', '');
const hold = fc.record({
  until: fc.constantFrom(undefined, '2026-03-01', '2026-04-01'),
  reason: fc.constantFrom(undefined, 'beam'),
});

const file: fc.Arbitrary<Written> = fc
  .record({
    pins: fc.dictionary(fc.constantFrom('linux', 'elfms', 'constructor'), version),
    holds: fc.dictionary(fc.constantFrom('linux', 'elfms'), hold, { maxKeys: 1 }),
    hosts: fc.constantFrom(0, 1, 2),
    owners: fc.constantFrom([], ['ann'], ['zoe']),
    rest: fc.constantFrom('a', 'b'),
  })
  .map(({ pins, ...more }) => cluster(pins, more));

export const turns: fc.Arbitrary<readonly Turned[]> = fc
  .array(
    fc.record({
      days: fc.oneof({ weight: 15, arbitrary: fc.integer({ min: 0, max: 40 }) }, fc.integer({ min: -900, max: 900 })),
      deeds: fc.array(
        fc.record({
          how: fc.constantFrom('write', 'write', 'remove', 'rename', 'copy', 'swap'),
          one: fc.constantFrom(...names),
          other: fc.constantFrom(...names),
          file,
        }),
        { maxLength: 4 },
      ),
      parents: fc.constantFrom(0, 1),
      message: fc.constantFrom('x', 'Move (#3)', `This reverts commit ${commitId('step 1')}.`, 'Reverts #3'),
    }),
    { maxLength: 12 },
  )
  .map((steps) => {
    const state = new Map<string, Written>();
    let seconds = secondsOn('2025-01-01');
    return steps.map(({ days, deeds, message, parents }, at) => {
      const before = new Map(state);
      seconds += days * 86_400;
      for (const { how, one, other, file: written } of deeds) {
        const [a, b] = [state.get(one), state.get(other)];
        if (how === 'write') state.set(one, written);
        if (how === 'remove' || (how === 'rename' && one !== other && a !== undefined)) state.delete(one);
        if ((how === 'rename' || how === 'copy' || how === 'swap') && a !== undefined) state.set(other, a);
        if (how === 'swap' && b !== undefined) state.set(one, b);
      }
      const paths = [...new Set([...before.keys(), ...state.keys()])];
      const files: Files = Object.fromEntries(paths.map((path) => [path, state.get(path)]));
      const side = parents === 0 ? {} : { parents: [commitId(`step ${at - 1}`), commitId(`side ${at}`)] };
      return { files, message, committer: { seconds }, ...side };
    });
  });
