import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { holds, matchesGlob, readCondition, testsOf, type Condition } from '../../src/compile/condition.ts';
import type { Context } from '../../src/compile/context.ts';
import { mergeMapping } from '../../src/compile/merge.ts';
import { emptyMapping, mappingFrom, type Mapping, type Plain } from '../../src/core/value.ts';

const path = fc.constantFrom(
  'variables.a',
  'variables.b',
  'variables.h',
  'cluster.name',
  'host.name',
  'host.labels.l',
  'versions.s',
);
const scalar = fc.constantFrom<Plain>('x', 'y', 1, true, '2026_2_minor');
const check = fc.oneof(
  fc.constantFrom<Plain>('present', 'absent', { matches: 'x*' }, { atLeast: 1 }, { below: '2026_3_minor' }),
  scalar,
  fc.array(scalar, { minLength: 1, maxLength: 2 }),
);
const written: fc.Arbitrary<Plain> = fc.letrec<{ condition: Plain }>((tie) => ({
  condition: fc.oneof(
    { depthSize: 'medium' },
    fc.dictionary(path, check, { minKeys: 1, maxKeys: 2, noNullPrototype: false }),
    fc.record({ any: fc.array(tie('condition'), { minLength: 1, maxLength: 3 }) }, { noNullPrototype: true }),
    fc.record({ not: tie('condition') }, { noNullPrototype: true }),
  ),
})).condition;

const variables = fc.dictionary(fc.constantFrom('a', 'b'), scalar, { noNullPrototype: false });
const hostOnly = fc.dictionary(fc.constantFrom('h'), scalar, { noNullPrototype: false });

interface Known {
  readonly cluster: { readonly [key: string]: Plain };
  readonly versions: { readonly [key: string]: Plain };
}

function contextOf(
  { cluster, versions }: Known,
  host: Mapping | undefined,
  own: { readonly [key: string]: Plain },
): Context {
  return {
    fleet: emptyMapping,
    cluster: mappingFrom({ name: 'x' }),
    versions: mappingFrom(versions),
    variables: mergeMapping(mappingFrom(cluster), mappingFrom(own), undefined),
    params: emptyMapping,
    host,
    hostVariables: new Set(['h']),
  };
}

function verdict(condition: Condition, context: Context): boolean | 'host' {
  return holds(condition, context, () => undefined);
}

describe('a condition', () => {
  test('that is decided without a host is decided alike for every host', () => {
    let decided = 0;
    let open = 0;
    fc.assert(
      fc.property(
        written,
        variables,
        fc.constantFrom({}, { s: '2026_2_minor' }),
        fc.array(fc.tuple(hostOnly, scalar), { minLength: 1, maxLength: 4 }),
        (plain, cluster, versions, hosts) => {
          const condition = readCondition(plain, []);
          const common = verdict(condition, contextOf({ cluster, versions }, undefined, {}));
          if (common === 'host') open += 1;
          else decided += 1;
          for (const [own, label] of hosts) {
            const host = mappingFrom({ name: 'x', labels: { l: label } });
            const alone = verdict(condition, contextOf({ cluster, versions }, host, own));
            expect(alone).toBeTypeOf('boolean');
            if (common !== 'host') expect(alone).toBe(common);
          }
        },
      ),
      { seed: 51, numRuns: 3_000 },
    );
    expect(Math.min(decided, open)).toBeGreaterThan(300);
  });

  test('that does not speak of hosts is never left open', () => {
    fc.assert(
      fc.property(written, variables, (plain, cluster) => {
        const condition = readCondition(plain, []);
        fc.pre(testsOf(condition).every(({ path: [root, name] }) => root !== 'host' && name !== 'h'));
        expect(verdict(condition, contextOf({ cluster, versions: {} }, undefined, {}))).toBeTypeOf('boolean');
      }),
      { seed: 52, numRuns: 1_000 },
    );
  });

  test('negated twice is itself', () => {
    fc.assert(
      fc.property(written, variables, (plain, cluster) => {
        const context = contextOf({ cluster, versions: {} }, undefined, {});
        expect(verdict(readCondition({ not: { not: plain } }, []), context)).toBe(
          verdict(readCondition(plain, []), context),
        );
      }),
      { seed: 53, numRuns: 1_000 },
    );
  });
});

describe('a glob', () => {
  const glob = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?', '.'), maxLength: 8 });
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*'), maxLength: 8 });

  test('matches what the regular expression for it matches', () => {
    fc.assert(
      fc.property(text, glob, (given, pattern) => {
        const expression = [...pattern]
          .map((each) => (each === '*' ? '[^]*' : each === '?' ? '[^]' : each === '.' ? '\\.' : each))
          .join('');
        expect(matchesGlob(given, pattern)).toBe(new RegExp(`^${expression}$`).test(given));
      }),
      { seed: 54, numRuns: 5_000 },
    );
  });

  test('is answered quickly, however hostile', () => {
    const start = performance.now();
    expect(matchesGlob('a'.repeat(100_000), `${'*a'.repeat(100)}b`)).toBe(false);
    expect(matchesGlob('a'.repeat(100_000), `*${'a'.repeat(150)}b`)).toBe(false);
    expect(matchesGlob('a'.repeat(100_000), '*'.repeat(200))).toBe(true);
    expect(performance.now() - start).toBeLessThan(3_000);
  });
});
