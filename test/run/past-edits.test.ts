import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultStaleness } from '../../src/compile/read-staleness.ts';
import { readCluster, type WrittenCluster } from '../../src/compile/read-cluster.ts';
import { Diagnostics } from '../../src/core/diagnostic.ts';
import type { Fleet } from '../../src/core/fleet.ts';
import { movedPin, readBlobFacts } from '../../src/run/past-edits.ts';
import { readFacts } from '../../src/run/past-facts.ts';
import { checkFile } from '../../src/schema/files.ts';
import { parseYaml } from '../../src/yaml/parse.ts';

const versions = ['2026_1_minor', '2026_11_minor', '2025_9_major', '2026_1_major', '2026_1000_minor'];

const written = `# Zürich: linux: 2026_1_minor, as everywhere.
owners: [maria, "2026_1_minor"]
versions:
  linux: 2026_1_minor # was 2025_9_major
  elfms: "2026_11_minor"
  "ot her": '2025_9_major'
upgrade: { linux: { mode: hold, until: 2026-12-20, reason: 2026_1_minor }, elfms: { accept: minor } }
variables: { site: geneva }
stale: { due: 7d, advisories: { Low: never, Critical: 36h } }
hosts: { "a[1-3,2]": {}, a2: {}, "b[x": {} }
`;

describe('what a cluster file of any age says', () => {
  it('is read where its shape is right, whatever the schema says of the rest', () => {
    expect(readFacts(`${written}nonsense: [1]\n`)).toEqual({
      facts: {
        pins: { linux: '2026_1_minor', elfms: '2026_11_minor', 'ot her': '2025_9_major' },
        holds: { linux: { until: '2026-12-20', reason: '2026_1_minor' } },
        hosts: 3,
        owners: ['maria', '2026_1_minor'],
        service: undefined,
        site: 'geneva',
        accepts: { elfms: 'minor' },
        stale: { due: 7, advisories: { Low: undefined, Critical: 2 } },
      },
      lines: { '': 3, linux: 4, elfms: 5, 'ot her': 6 },
      ranges: [
        rangeOf('linux', 'linux: 2026_1_minor #', 7),
        rangeOf('elfms', '"2026_11_minor"', 1),
        rangeOf('ot her', "'2025_9_major'", 1),
      ],
    });
  });

  it('is nothing where the file is no YAML that a fleet reads', () => {
    for (const text of ['a: [', 'a: *b', '- 1', '', 'a: 1\na: 2', '__proto__: { hosts: 1 }', 'a: !!js/function x', 'x'])
      expect([text, readFacts(text)]).toEqual([text, undefined]);
  });

  it('survives every wrong shape', () => {
    const odd = fc.constantFrom(
      '1',
      'null',
      '[]',
      '{}',
      '[[1]]',
      '{ a: 1 }',
      '{ linux: [1] }',
      '"x"',
      'true',
      '[null]',
    );
    const keys = ['versions', 'upgrade', 'hosts', 'owners', 'service', 'variables', 'stale'];
    const file = fc
      .tuple(...keys.map(() => odd))
      .map((parts) => parts.map((part, i) => `${keys[i]}: ${part}\n`).join(''));
    fc.assert(
      fc.property(file, (text) => {
        expect(readFacts(text)?.facts.hosts).toBeLessThan(2);
      }),
      { seed: 1 },
    );
  });

  it('costs no more than a cluster may have hosts', () => {
    const many = Array.from({ length: 300 }, (_, i) => `  "h${i}x[1-100000]": {}\n`).join('');
    expect(readFacts(`hosts:\n${many}`)?.facts.hosts).toBe(500_000);
    expect(readFacts('hosts: { "a[1-99999999]": {} }\n')?.facts.hosts).toBe(0);
  });

  it('is what the compiler reads of a file that is right', () => {
    const text = written.replace('  "ot her": \'2025_9_major\'\n', '').replace(', "b[x": {}', '');
    const out = new Diagnostics();
    const plain = parseYaml('f', text, out);
    expect(plain !== undefined && checkFile('cluster', 'f', plain, out)).toBe(true);
    const stream = { title: '', owners: [], signers: undefined, stale: undefined };
    const streams = new Map(['linux', 'elfms'].map((name) => [name, { name, ...stream }]));
    const fleet = { streams, stale: defaultStaleness } as unknown as Fleet; // the rest is not looked at
    const around = { fleet, owners: undefined, versionsOf: () => new Set(versions) };
    const source = { name: 'f', file: 'f', blob: '', written: plain as unknown as WrittenCluster };
    const cluster = readCluster(source, around, out);
    const facts = readFacts(text)?.facts;
    expect(facts?.pins).toEqual(Object.fromEntries([...cluster.pins].map(([name, { text: pin }]) => [name, pin])));
    expect([facts?.hosts, facts?.owners, facts?.stale]).toEqual([cluster.hosts.size, cluster.owners, cluster.stale]);
    expect([facts?.service, facts?.holds]).toEqual([
      cluster.service,
      { linux: { until: '2026-12-20', reason: '2026_1_minor' } },
    ]);
  });
});

describe('following an edit instead of reading the file', () => {
  it('says what reading it says, after any run of edits', () => {
    const piece = fc.constantFrom(
      ...versions,
      '2026_1_minor x',
      'x',
      '"',
      '\n',
      ' ',
      ':',
      '#',
      '',
      '2026',
      'ü',
      '[',
      '}',
      '&a',
    );
    const edit = fc.record({ at: fc.nat(written.length), length: fc.nat(14), text: piece });
    const pin = fc.record({ which: fc.nat(6), to: fc.constantFrom(...versions, '2026_1_minr', '"2026_1_minor"', '') });
    let followed = 0;
    fc.assert(
      fc.property(fc.array(fc.oneof({ weight: 3, arbitrary: pin }, edit), { maxLength: 6 }), (edits) => {
        let text = written;
        let known = knownOf(text);
        for (const one of edits) {
          text =
            'to' in one
              ? pinMoved(text, one.which, one.to)
              : text.slice(0, one.at) + one.text + text.slice(one.at + one.length);
          const read = readBlobFacts('', Buffer.from(text));
          const moved = known && movedPin(known, Buffer.from(text));
          if (moved !== undefined) {
            followed += 1;
            expect([text, moved.facts, moved.ranges]).toEqual([text, read?.facts, read?.ranges]);
            expect(moved.bytes.toString()).toBe(text);
          }
          known = moved ?? knownOf(text);
        }
      }),
      { seed: 4, numRuns: 600 },
    );
    expect(followed).toBeGreaterThan(300);
  });

  it('is not taken in by a version that stands elsewhere', () => {
    const known = knownOf(written);
    for (const [from, to] of [
      ['reason: 2026_1_minor', 'reason: 2026_2_minor'],
      ['"2026_1_minor"]', '"2026_2_minor"]'],
      ['# was 2025_9_major', '# was 2025_8_major'],
      ['linux: 2026_1_minor #', 'linux: 2026_1_minor/#'],
      ['"2026_11_minor"', '"2026_11_minor "'],
    ] as const)
      expect([from, known && movedPin(known, Buffer.from(written.replace(from, to)))]).toEqual([from, undefined]);
  });
});

/** Where a version of 12 or 13 characters stands, some characters behind a mark. */
function rangeOf(stream: string, mark: string, behind: number): object {
  const start = Buffer.byteLength(written.slice(0, written.indexOf(mark) + behind));
  return { stream, start, end: start + (/^\w+/.exec(mark.slice(behind))?.[0].length ?? 0) };
}

function knownOf(text: string): Parameters<typeof movedPin>[0] | undefined {
  const bytes = Buffer.from(text);
  const read = readBlobFacts('', bytes);
  return read && { bytes, facts: read.facts, ranges: read.ranges };
}

/** Puts a text in the place of one of the versions in a file. */
function pinMoved(text: string, which: number, to: string): string {
  const found = [...text.matchAll(/20\d\d_\d+_\w+/g)][which];
  return found === undefined ? text : text.slice(0, found.index) + to + text.slice(found.index + found[0].length);
}
