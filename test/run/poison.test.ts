/** One bad cluster among many: what it alone defines must not break the others. */

import { describe, expect, test } from 'vitest';
import { checked, compiled, treeOf } from '../docs/small-fleet.ts';

const fleet = [
  ['fleet.yaml', 'fleet: demo\nentry: site/entry\nstreams: { linux: {} }\n'],
  ['owners.yaml', 'people: { maria: { name: Maria Keller, mail: maria@example.org } }\n'],
  [
    'templates/site/entry.yaml',
    [
      'include: [{ template: site/gpu, when: { variables.gpu: present, cluster.labels.tier: test, host.labels.rack: r1 } }]',
      'profile: { tier: "{{default cluster.labels.tier none}}" }',
    ]
      .join('\n')
      .replace('none}}', "'none'}}"),
  ],
  ['templates/site/gpu.yaml', 'profile: { gpu: true }\n'],
  ['clusters/web.yaml', 'owners: [maria]\nhosts:\n  web01: {}\n'],
] as const;
const lab = (extra: string): string =>
  `owners: [maria]\nlabels: { tier: test }\nvariables: { gpu: true }\n${extra}hosts:\n  lab01: { labels: { rack: r1 } }\n`;
const outputsWith = async (text: string): Promise<string | undefined> =>
  (await compiled(treeOf(new Map([...fleet, ['clusters/lab.yaml', text]])))).outputs.get('web.json');

describe.each([
  ['is not YAML', lab('x: [\n'), 'yaml-syntax'],
  ['has not the shape of a cluster', lab('ownrs: []\n'), 'key-unknown'],
  ['pins what is not there', lab('versions: { linux: 2026_1_minor }\n'), 'version-unpublished'],
])('a cluster whose file %s', (_, text, code) => {
  test('is the only thing that is told', async () => {
    const found = await checked(treeOf(new Map([...fleet, ['clusters/lab.yaml', text]])));
    const errors = found.filter(({ severity }) => severity === 'error');
    expect(errors.map((error) => [error.code, error.place.file])).toEqual([[code, 'clusters/lab.yaml']]);
  });

  test('leaves the bytes of the others as they are', async () => {
    const before = await outputsWith(lab(''));
    expect(before).toContain('"tier":"none"');
    expect(await outputsWith(text)).toBe(before);
  });
});
