/** Explaining: what is said of a place makes its value, every value has a layer that said it, and the right one wins. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { explain, type Explanation } from '../../src/compile/explain.ts';
import { mergeMapping } from '../../src/compile/merge.ts';
import { strategiesOf } from '../../src/compile/strategy.ts';
import type { TracedLayer } from '../../src/compile/trace.ts';
import {
  emptyMapping,
  List,
  Mapping,
  textOf,
  valueAlong,
  valueOf,
  type Plain,
  type Value,
} from '../../src/core/value.ts';
import { findProfile, type OneProfile } from '../../src/run/one-profile.ts';
import { workingTree } from '../../src/tree/working.ts';
import { fleetFolder, type Files } from '../support/fleet.ts';
import { smallFleet } from '../support/small-fleet.ts';
import { anyMapping } from '../support/values.ts';

const merging = strategiesOf(
  valueOf({
    properties: {
      a: { 'x-merge': 'append' },
      b: { 'x-merge': 'union' },
      c: { 'x-merge': { by: 'a' }, items: { properties: { b: { 'x-merge': 'union' } } } },
      ab: { properties: { a: { 'x-merge': 'union' } } },
    },
  }),
);

function layerOf(profile: Plain, index: number): TracedLayer {
  const value = valueOf(profile);
  return {
    origin: { is: 'cluster', name: String(index) },
    file: `${index}.yaml`,
    route: ['profile'],
    profile: value instanceof Mapping ? value : emptyMapping,
    finals: [],
    chain: [],
    writtenAt: () => undefined,
  };
}

function textIf(value: Value | undefined): string | undefined {
  return value === undefined ? undefined : textOf(value);
}

/** Every place of a value, as keys. */
function placesIn(value: Value, keys: readonly string[] = []): readonly (readonly string[])[] {
  if (value instanceof Mapping)
    return [keys, ...value.keys.flatMap((key, index) => placesIn(value.values[index] ?? null, [...keys, key]))];
  if (value instanceof List)
    return [keys, ...value.items.flatMap((item, index) => placesIn(item, [...keys, String(index)]))];
  return [keys];
}

describe('for any layers', () => {
  const stacks = fc
    .array(anyMapping, { maxLength: 4 })
    .map((profiles) => profiles.map(layerOf))
    .map((layers) => ({
      layers,
      profile: layers.reduce((below, { profile }) => mergeMapping(below, profile, merging), emptyMapping),
    }));

  test('what is said of a place makes the value that merging makes', () => {
    fc.assert(
      fc.property(stacks, ({ layers, profile }) => {
        for (const keys of placesIn(profile).filter(({ length }) => length > 0)) {
          expect(textIf(explain({ layers, skipped: [] }, merging, keys)?.value)).toBe(
            textIf(valueAlong(profile, keys)),
          );
        }
      }),
    );
  });

  test('the leaves are the profile, each once, and their layers say them', () => {
    fc.assert(
      fc.property(stacks, ({ layers, profile }) => {
        const { leaves } = explain({ layers, skipped: [] }, merging, []) ?? { leaves: [] };
        const routes = leaves.map(({ route }) => JSON.stringify(route));
        expect(new Set(routes).size).toBe(routes.length);
        for (const { route, value, layer, site } of leaves) {
          expect(textIf(value)).toBe(textIf(valueAlong(profile, route)));
          const said = valueAlong(layer.profile, site.route.slice(1));
          if (value !== undefined && !(value instanceof Mapping || value instanceof List)) expect(said).toBe(value);
          if (value === undefined) expect(said instanceof Mapping).toBe(false);
        }
        for (const keys of placesIn(profile)) {
          const covered = leaves.some(({ route }) =>
            route.slice(0, keys.length).every((key, index) => String(key) === keys[index]),
          );
          expect(covered || profile.keys.length === 0).toBe(true);
        }
      }),
    );
  });

  test('where a place has a value, the layers that hold make all of it', () => {
    fc.assert(
      fc.property(stacks, ({ layers, profile }) => {
        for (const keys of placesIn(profile)) {
          const { sayings, leaves } = explain({ layers, skipped: [] }, merging, keys) ?? { sayings: [], leaves: [] };
          const holding = new Set(sayings.filter(({ holds }) => holds !== 'none').map(({ layer }) => layer));
          expect(new Set(leaves.map(({ layer }) => layer))).toEqual(holding);
        }
      }),
    );
  });
});

function explained(files: Files, name: string, keys: readonly string[]): Explanation {
  const found = profileIn(files, name);
  const explanation = explain(found.trace(), found.open.schema.strategies, keys);
  if (explanation === undefined) throw new Error('nothing is said of it');
  return explanation;
}

function profileIn(files: Files, name: string): OneProfile {
  const search = findProfile(workingTree(fleetFolder(files).root), { name, among: 'clusters and hosts' });
  if (search.is !== 'found') throw new Error(search.is);
  return search.profile;
}

/** Sayings in short: the layer, what it does, and how much of it holds. */
function sayingsOf(explanation: Explanation): readonly string[] {
  return explanation.sayings.map(({ layer: { origin }, verb, holds }) => {
    const name = origin.is === 'hosts' ? origin.pattern : origin.name;
    return `${name} ${verb} ${holds}`;
  });
}

describe('in a small fleet', () => {
  test('a layer that repeats a value is the one whose word holds', () => {
    expect(sayingsOf(explained(smallFleet, 'web4', ['network', 'mtu']))).toEqual([
      'site/base sets none',
      'hardware/dell overrides none',
      'web4 repeats all',
    ]);
  });

  test('a mapping that is removed with everything in it explains what stood there', () => {
    const files = {
      ...smallFleet,
      'clusters/bare.yaml': 'owners: [maria]\nservice: x\nprofile: { software: null }\nhosts: { bare: {} }\n',
    };
    const explanation = explained(files, 'bare', ['software', 'packages', 'openssl']);
    expect(sayingsOf(explanation)).toEqual(['site/base sets none', 'bare removes all']);
    expect(explanation.sayings.at(-1)?.route).toEqual(['software']);
  });

  test('a scalar in the place of a mapping removes what stood in it', () => {
    const files = {
      ...smallFleet,
      'clusters/bare.yaml': 'owners: [maria]\nservice: x\nprofile: { software: none }\nhosts: { bare: {} }\n',
    };
    expect(sayingsOf(explained(files, 'bare', ['software', 'packages']))).toEqual([
      'site/base sets none',
      'site/unpinned changes none',
      'bare removes all',
    ]);
  });

  test('removing what is not there misses', () => {
    const files = {
      ...smallFleet,
      'clusters/bare.yaml': 'owners: [maria]\nservice: x\nprofile: { nothing: null }\nhosts: { bare: {} }\n',
    };
    expect(sayingsOf(explained(files, 'bare', ['nothing']))).toEqual(['bare misses none']);
  });

  test('a value set again after it was removed is set', () => {
    const files = {
      ...smallFleet,
      'clusters/bare.yaml':
        'owners: [maria]\nservice: x\nprofile: { network: null }\nhosts: { bare1: { profile: { network: { mtu: 1 } } } }\n',
    };
    expect(sayingsOf(explained(files, 'bare1', ['network', 'mtu']))).toEqual([
      'site/base sets none',
      'bare removes none',
      'bare1 sets all',
    ]);
  });

  test('a release is named with its pin; a template included by its full name has none', () => {
    const files = {
      ...smallFleet,
      'clusters/fixed.yaml': 'owners: [maria]\ninclude: [linux/2026_8_minor/default]\nhosts: { fixed: {} }\n',
    };
    const releaseOf = (name: string): unknown => {
      const origin = explained(files, name, ['software', 'packages', 'openssl']).sayings.at(-1)?.layer.origin;
      return origin?.is === 'template' ? origin.release : undefined;
    };
    expect(releaseOf('web1')).toEqual({
      stream: 'linux',
      version: '2026_8_minor',
      pin: { file: 'clusters/web.yaml', route: ['versions', 'linux'] },
    });
    expect(releaseOf('fixed')).toEqual({ stream: 'linux', version: '2026_8_minor', pin: undefined });
  });

  test('variables are traced to the entry, the cluster or the fleet that sets them', () => {
    const files = {
      ...smallFleet,
      'templates/site/base.yaml':
        'profile: { text: "{{variables.os}} {{variables.rack}} {{variables.hardware}} {{host.name}} {{versions.linux}}" }\n',
      'clusters/web.yaml':
        'owners: [maria]\nservice: web\nversions: { linux: 2026_8_minor }\nvariables: { rack: r1 }\nhosts:\n  web1: { variables: { hardware: dell } }\n',
    };
    const written = explained(files, 'web1', ['text']).sayings[0]?.written;
    expect(written?.reads.map(({ path, site }) => [path, site?.file, site?.route])).toEqual([
      ['variables.os', 'fleet.yaml', ['variables', 'os']],
      ['variables.rack', 'clusters/web.yaml', ['variables', 'rack']],
      ['variables.hardware', 'clusters/web.yaml', ['hosts', 'web1', 'variables', 'hardware']],
      ['host.name', undefined, undefined],
      ['versions.linux', 'clusters/web.yaml', ['versions', 'linux']],
    ]);
  });

  test('an explained profile is the compiled profile, for every host and cluster', () => {
    for (const name of ['web', 'web1', 'web3', 'web4', 'old', 'old1']) {
      const found = profileIn(smallFleet, name);
      const { value } = explained(smallFleet, name, []);
      const { leaves } = explained(smallFleet, name, []);
      if (found.host !== undefined) expect(textOf(value ?? null)).toBe(textOf(found.profile));
      for (const { route, value: leaf } of leaves) {
        const there = valueAlong(found.profile, route);
        if (there !== undefined) expect(textOf(leaf ?? null)).toBe(textOf(there));
      }
    }
  });
});
