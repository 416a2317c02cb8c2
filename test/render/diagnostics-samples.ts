/** Diagnostics for the tests of every rendering: a small story, a flood, and hostile text. */

import type { Code, Diagnostic, Facts } from '../../src/core/diagnostic.ts';
import { Diagnostics } from '../../src/core/diagnostic.ts';
import { foldHosts } from '../../src/core/hosts.ts';
import type { Site } from '../../src/core/site.ts';
import { placeDiagnostic, placeDiagnostics, type Located, type PlacedDiagnostic } from '../../src/render/placed.ts';

/** Where each site of the samples lies, and the files they lie in. */
export interface Sample {
  readonly files: Readonly<Record<string, string>>;
  /** Line, column and length by `file#pointer`. */
  readonly at: Readonly<Record<string, readonly [line: number, column: number, length: number]>>;
}

function placedIn(sample: Sample, diagnostics: Diagnostics): readonly PlacedDiagnostic[] {
  const locate = (site: Site): Located | undefined => {
    const found = sample.at[`${site.file}#${site.route.join('/')}`];
    if (found === undefined) return undefined;
    const lines = (sample.files[site.file] ?? '').split('\n');
    return {
      line: found[0],
      column: found[1],
      length: found[2],
      lines: new Map(lines.map((text, i) => [i + 1, text])),
    };
  };
  return placeDiagnostics(diagnostics.sorted(), { locate, fold: foldHosts });
}

/** A diagnostic at one line of text, for what only that line matters. */
export function placedAtLine(text: string, column: number, length: number): PlacedDiagnostic {
  return placeDiagnostic(diagnosticOf('yaml-merge-key', {}), {
    locate: () => ({ line: 1, column, length, lines: new Map([[1, text]]) }),
    fold: foldHosts,
  });
}

/** A diagnostic in one file, with facts of the caller's choice. */
export function diagnosticOf<C extends Code>(code: C, facts: Facts[C], file = 'clusters/a.yaml'): Diagnostic {
  const out = new Diagnostics();
  out.add(code, { file, route: ['a'] }, facts, { victims: [{ cluster: 'a' }] });
  const [diagnostic] = out.sorted();
  if (diagnostic === undefined) throw new Error('just added');
  return diagnostic;
}

/** Three files, a diagnostic of each severity, both ends of a disagreement, a chain, and many victims. */
export function story(): readonly PlacedDiagnostic[] {
  const out = new Diagnostics();
  const clusters = Array.from({ length: 34 }, (_, i) => `lxc${String(i + 1).padStart(2, '0')}`);
  const victims = clusters.flatMap((cluster) =>
    Array.from({ length: 10 }, (_, i) => ({ cluster, host: `${cluster}-${i + 1}` })),
  );
  out.add(
    'version-unpublished',
    at('clusters/lxbatch.yaml', 'versions', 'linux'),
    {
      stream: 'linux',
      version: '2026_9_minor',
      nearest: ['2026_8_minor'],
    },
    { victims: [{ cluster: 'lxbatch' }] },
  );
  out.add(
    'final-overridden',
    at('clusters/lxbatch.yaml', 'profile', 'root'),
    { pointer: '/root' },
    {
      related: [{ site: at('templates/site/entry.yaml', 'final', 0), role: 'locked-here' }],
      victims: [{ cluster: 'lxbatch' }],
    },
  );
  out.add(
    'owner-left',
    at('clusters/lxbatch.yaml', 'owners', 0),
    { owner: 'pierre', since: '2026-03-31' },
    {
      victims: [{ cluster: 'lxbatch' }],
    },
  );
  out.add(
    'profile-type',
    at('templates/site/entry.yaml', 'profile', 'swap'),
    { pointer: '/swap', expected: 'true or false', found: 'text' },
    {
      related: [{ site: at('schemas/profile.schema.json', 'properties', 'swap'), role: 'schema-says' }],
      chain: [at('clusters/lxc01.yaml', 'include', 0), at('templates/site/all.yaml', 'include', 0)],
      victims,
    },
  );
  out.add('cluster-unpinned', at('clusters/lxvault.yaml'), { stream: 'linux' }, { victims: [{ cluster: 'lxvault' }] });
  return placedIn(storySample, out);
}

function at(file: string, ...route: readonly (string | number)[]): Site {
  return { file, route };
}

const storySample: Sample = {
  files: {
    'clusters/lxbatch.yaml': [
      'description: Batch worker nodes',
      'owners: [pierre]',
      'versions:',
      '  linux: 2026_9_minor',
      'profile:',
      '  root: true',
      '',
    ].join('\n'),
    'templates/site/entry.yaml': [
      'description: Where every profile starts',
      'profile:',
      '  swap: "no"',
      'final: [/root]',
    ].join('\n'),
    'schemas/profile.schema.json': '\n'.repeat(119) + '    "swap": { "type": "boolean" }',
  },
  at: {
    'clusters/lxbatch.yaml#versions/linux': [4, 10, 12],
    'clusters/lxbatch.yaml#profile/root': [6, 9, 4],
    'clusters/lxbatch.yaml#owners/0': [2, 10, 6],
    'templates/site/entry.yaml#profile/swap': [3, 9, 4],
    'templates/site/entry.yaml#final/0': [4, 9, 5],
    'schemas/profile.schema.json#properties/swap': [120, 13, 21],
    'clusters/lxc01.yaml#include/0': [4, 5, 8],
  },
};

/** `count` diagnostics of one code, and one of another code after them. */
export function flood(count: number): readonly PlacedDiagnostic[] {
  const out = new Diagnostics();
  for (let i = 0; i < count; i += 1) {
    out.add(
      'key-unknown',
      { file: `clusters/c${String(i).padStart(5, '0')}.yaml`, route: ['x'] },
      { key: 'x', nearest: [] },
      {
        victims: [{ cluster: `c${i}` }],
      },
    );
  }
  out.add('owner-left', { file: 'clusters/z.yaml', route: ['owners', 0] }, { owner: 'pierre', since: '2026-03-31' });
  return placedIn({ files: {}, at: {} }, out);
}

/** Text that would do harm on some output if it reached it as it is. */
export const hostileTexts: readonly string[] = [
  '\u001b[2J\u001b]0;title\u0007',
  '::add-mask::secret',
  'a\n::error::forged',
  'a\r\n::stop-commands::x',
  'a%0A::error::forged',
  'clusters/a,line=1,title=forged::x',
  '\u202egnp.exe',
  '\u200bhidden\u2066',
  '[click](https://evil.example)',
  '{0} {{x}} }{',
  '@everyone #1 /close',
  '\ud800 alone',
  '"quoted" \\ \u0000',
  'x'.repeat(100_000),
];
