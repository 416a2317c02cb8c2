import { describe, expect, test } from 'vitest';
import { readMarker } from '../../src/forge/marker.ts';
import { clusterText } from '../support/diff-fleet.ts';
import { tagName, worldOf } from './publish-world.ts';

const record = `refs/tidemark/published/${tagName}`;

describe('publishing a release', () => {
  test('records the tag, writes the release, and the second time nothing', async () => {
    const world = worldOf();
    world.tag();
    world.push('main', tagName);
    const first = await world.publish();
    expect(first).toMatchObject({
      ok: true,
      value: { is: 'published', page: { did: 'created' }, tag: { record: 'missing' } },
    });
    const id = world.repository.git('rev-parse', `refs/tags/${tagName}`);
    expect(world.repository.git('ls-remote', 'origin', record)).toBe(`${id}\t${record}`);
    const page = await world.opened.forge.release(tagName);
    expect(page).toMatchObject({ ok: true, value: { title: 'linux 2026_8_minor' } });
    const before = world.opened.forge.spent();
    const second = await world.publish();
    expect(second).toMatchObject({
      ok: true,
      value: { is: 'published', page: { did: 'left' }, tag: { record: 'kept' } },
    });
    expect(world.opened.forge.spent().writes).toBe(before.writes);
  });

  test('says in the notes what it closes, what changes, whom it would break and whose they are', async () => {
    const world = worldOf({
      'clusters/web.yaml': clusterText('web', '2026_7_minor', 'profile:\n  port: "{{versions.linux}}"\n'),
      'templates/linux/2026_7_minor/extra.yaml': 'profile: {}\n',
      'templates/entry.yaml':
        'include:\n  - base\n  - template: linux/{{versions.linux}}/default\n  - template: linux/{{versions.linux}}/extra\n    when: { cluster.name: db }\n',
      'clusters/web2.yaml': clusterText('web2', '2026_7_minor'),
    });
    world.tag();
    world.push('main', tagName);
    const done = await world.publish();
    if (!done.ok || done.value.is !== 'published') throw new Error(JSON.stringify(done));
    const { body } = done.value.draft;
    expect(done.value.tried.effect.broken).toEqual(['db']);
    expect(done.value.tried.effect.failing).toEqual(['web']);
    expect(body).toContain('### 1 cluster would fail');
    expect(body).toContain('| `db` | 3 | `2026_7_minor` | `maria` |');
    expect(body).toContain('### Closes 1 advisory (1 Important; 2 CVEs)');
    expect(body).toContain('### Packages since `2026_7_minor`: 1 upgraded, 1 added');
    expect(body).toContain('### What to do');
    expect(readMarker(body)).toMatchObject({ identity: `release ${tagName}` });
  });

  test('of a withdrawn release makes the notes begin with that, and leaves a text of somebody else', async () => {
    const world = worldOf();
    world.tag();
    world.push('main', tagName);
    await world.publish();
    const file = 'templates/linux/2026_8_minor/release.yaml';
    const text = world.repository.git('show', `HEAD:${file}`);
    world.repository.commit({ [file]: `${text}\nwithdrawn:\n  reason: "loses @all packets"\n` });
    world.push('main');
    const done = await world.publish();
    expect(done).toMatchObject({ ok: true, value: { is: 'published', page: { did: 'changed' } } });
    const page = await world.opened.forge.release(tagName);
    if (!page.ok) throw new Error(page.detail);
    expect(page.value.title).toBe('linux 2026_8_minor (withdrawn)');
    expect(page.value.body).toMatch(/^> \*\*Withdrawn:\*\* loses @\u200ball packets\n/);
    await world.opened.forge.writeRelease({ tag: tagName, title: 'Mine', body: 'written by hand' });
    expect(await world.publish()).toMatchObject({ ok: true, value: { page: { did: 'foreign' } } });
    expect(await world.opened.forge.release(tagName)).toMatchObject({ ok: true, value: { body: 'written by hand' } });
  });

  test('by two runs at once gives one record and one page', async () => {
    const world = worldOf();
    world.tag();
    world.push('main', tagName);
    const both = await Promise.all([world.publish(), world.publish()]);
    expect(both).toMatchObject([1, 2].map(() => ({ ok: true, value: { is: 'published' } })));
    expect(await world.publish()).toMatchObject({
      ok: true,
      value: { page: { did: 'left' }, tag: { record: 'kept' } },
    });
  });

  test('for show writes nothing', async () => {
    const world = worldOf();
    world.tag();
    world.push('main', tagName);
    expect(await world.publish({ acts: 'shown' })).toMatchObject({ ok: true, value: { page: { did: 'nothing' } } });
    expect(world.repository.git('ls-remote', 'origin', record)).toBe('');
    expect(await world.opened.forge.release(tagName)).toMatchObject({ ok: false, why: 'gone' });
  });

  test('stops where the branch no longer has what the tag has', async () => {
    const world = worldOf();
    world.tag();
    world.repository.commit({ 'templates/linux/2026_8_minor/default.yaml': 'profile: {}\n' });
    world.push('main', tagName);
    const done = await world.publish();
    expect(done).toMatchObject({ ok: true, value: { is: 'faulty', diagnostics: [{ code: 'release-changed' }] } });
    expect(world.repository.git('ls-remote', 'origin', record)).toBe('');
  });
});
