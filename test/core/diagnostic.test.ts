import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Diagnostics, type Victim } from '../../src/core/diagnostic.ts';

const site = { file: 'templates/a.yaml', route: ['profile', 'x'] };
const facts = { pointer: '/x' };

test('the same fault at the same place is one diagnostic with every victim', () => {
  const out = new Diagnostics();
  for (const cluster of ['b', 'a', 'b']) out.add('final-overridden', site, facts, { victims: [{ cluster }] });
  expect(out.sorted()).toHaveLength(1);
  expect([...(out.sorted()[0]?.victims ?? [])]).toEqual([
    ['a', []],
    ['b', []],
  ]);
});

test('a whole cluster outweighs some of its hosts, whoever comes first', () => {
  const whole: Victim = { cluster: 'a' };
  const host: Victim = { cluster: 'a', host: 'a1' };
  for (const victims of [
    [whole, host],
    [host, whole],
  ]) {
    const out = new Diagnostics();
    for (const victim of victims) out.add('final-overridden', site, facts, { victims: [victim] });
    expect([...(out.sorted()[0]?.victims ?? [])]).toEqual([['a', []]]);
  }
});

const fault = fc.record({
  file: fc.constantFrom('a', 'b'),
  route: fc.array(fc.constantFrom<string | number>('x', 'y', 0, 1, 10), { maxLength: 2 }),
  pointer: fc.constantFrom('/1', '/2'),
  victims: fc.array(fc.record({ cluster: fc.constantFrom('c', 'd'), host: fc.constantFrom('h1', 'h2') }), {
    minLength: 1,
    maxLength: 2,
  }),
});

test('what is told does not depend on the order in which it was found, nor on how it was gathered', () => {
  fc.assert(
    fc.property(fc.array(fault), fc.integer({ min: 0, max: 9 }), (faults, cut) => {
      const tell = (some: typeof faults): Diagnostics => {
        const out = new Diagnostics();
        for (const { file, route, pointer, victims } of some)
          out.add('final-nothing', { file, route }, { pointer }, { victims });
        return out;
      };
      const gathered = new Diagnostics();
      gathered.addAll(tell(faults.slice(cut)).sorted());
      gathered.addAll(tell(faults.slice(0, cut)).sorted());
      expect(tell(faults.toReversed()).sorted()).toEqual(tell(faults).sorted());
      expect(gathered.sorted()).toEqual(tell(faults).sorted());
    }),
    { seed: 15, numRuns: 500 },
  );
});

test('errors are counted once each, warnings not at all', () => {
  const out = new Diagnostics([{ cluster: 'a' }]);
  out.add('final-nothing', site, facts);
  out.add('final-overridden', site, facts);
  out.add('final-overridden', site, facts);
  expect(out.errors).toBe(1);
  expect(out.size).toBe(2);
});
