/** Trust row 21: every way to make a tag look like a release that it is not. */

import { describe, expect, test, vi } from 'vitest';
import { refusalWords } from '../../src/render/release-refusal.ts';
import type { TagRefusal } from '../../src/release/refusal.ts';
import { canSign, newKey, signedFleet, tagName, worldOf, type Key, type World } from './publish-world.ts';

const record = `refs/tidemark/published/${tagName}`;

/** `owners.yaml` with maria's key, and more lines of it. */
function owners(key: Key, more = ''): string {
  return `people:\n  maria: { name: Maria, mail: maria@example.org, signingKeys: [{ key: ${key.text}${more} }] }\n  jan: { name: Jan, mail: jan@example.org }\n`;
}

async function refusalOf(world: World, today = '2026-11-21'): Promise<TagRefusal | string> {
  const done = await world.publish({ today });
  if (!done.ok) return done.detail;
  expect(await world.opened.forge.release(tagName)).toMatchObject({ ok: false, why: 'gone' });
  if (done.value.is !== 'refused') return done.value.is;
  expect(refusalWords(done.value.refusal, tagName).says).toContain(tagName);
  return done.value.refusal;
}

describe('a tag is refused', () => {
  test('that is not there, or is lightweight', async () => {
    const world = worldOf();
    expect(await refusalOf(world)).toEqual({ is: 'absent' });
    world.repository.git('tag', tagName);
    world.push('main', tagName);
    expect(await refusalOf(world)).toEqual({ is: 'lightweight' });
  });

  test('that was made for another name and put under this one', async () => {
    const world = worldOf();
    world.repository.git('tag', '-a', '-m', 'x', 'linux/2026_7_minor');
    world.repository.git('update-ref', `refs/tags/${tagName}`, 'refs/tags/linux/2026_7_minor');
    world.push('main', tagName);
    expect(await refusalOf(world)).toEqual({ is: 'copied', says: 'linux/2026_7_minor' });
  });

  test('whose commit nobody has merged', async () => {
    const world = worldOf();
    world.repository.git('checkout', '-q', '-b', 'aside');
    world.repository.commit({ 'templates/linux/2026_8_minor/evil.yaml': 'profile: {}\n' });
    world.tag();
    world.push(tagName);
    expect(await refusalOf(world)).toMatchObject({ is: 'unmerged', branch: 'main' });
  });

  test('whose commit has no such release, or one that says it is another', async () => {
    const file = 'templates/linux/2026_8_minor/release.yaml';
    const world = worldOf();
    world.repository.git('rm', '-q', file);
    world.repository.commit();
    world.tag();
    world.push('main', tagName);
    expect(await refusalOf(world)).toMatchObject({ is: 'no-release', reason: 'is not there' });
    world.repository.commit({ [file]: 'stream: linux\nversion: 2026_7_minor\ndate: 2026-08-31\n' });
    world.tag();
    world.push('main', tagName);
    expect(await refusalOf(world)).toMatchObject({ is: 'no-release', reason: 'says it is linux 2026_7_minor' });
    world.repository.commit({ [file]: 'stream: [\n' });
    world.tag();
    world.push('main', tagName);
    expect(await refusalOf(world)).toMatchObject({ is: 'no-release', reason: 'cannot be read' });
  });

  test('where the protected branch has no stream of it, or no fleet that can be read', async () => {
    const world = worldOf();
    world.tag();
    world.repository.commit({ 'fleet.yaml': 'fleet: demo\nentry: entry\nstreams: { elfms: {} }\n' });
    world.push('main', tagName);
    expect(await refusalOf(world)).toMatchObject({ is: 'stream-unknown' });
    world.repository.commit({ 'fleet.yaml': 'fleet: [\n' });
    world.push('main');
    expect(await refusalOf(world)).toMatchObject({ is: 'fleet-unreadable' });
  });

  test('that was moved after it was published, also where the new one is as good', async () => {
    const world = worldOf();
    world.tag();
    world.push('main', tagName);
    const before = world.repository.git('rev-parse', `refs/tags/${tagName}`);
    await world.publish();
    world.repository.commit();
    world.tag();
    world.push('main', tagName);
    const done = await world.publish();
    expect(done).toMatchObject({ ok: true, value: { is: 'refused', refusal: { is: 'moved', recorded: before } } });
    if (!done.ok || done.value.is !== 'refused') throw new Error('published');
    expect(refusalWords(done.value.refusal, tagName).says).toContain('THIS TAG WAS MOVED');
  });

  test('of which the remote keeps that another object was published', async () => {
    const world = worldOf();
    world.tag();
    world.push('main', tagName);
    const other = world.repository.git('commit-tree', '-m', 'x', 'HEAD^{tree}');
    world.push(`${other}:${record}`);
    expect(await refusalOf(world)).toMatchObject({ is: 'moved', recorded: other });
  });
});

describe.skipIf(!canSign)('where the stream lists signers (needs ssh-keygen)', () => {
  test('a tag counts that one of them signed', async () => {
    const key = newKey();
    const world = worldOf({
      'fleet.yaml': signedFleet('crew'),
      'owners.yaml': `${owners(key)}teams: { crew: { members: [maria] } }\n`,
    });
    world.tag(key);
    world.push('main', tagName);
    expect(await world.publish()).toMatchObject({ ok: true, value: { is: 'published', tag: { signer: 'maria' } } });
  });

  test('a tag is refused that nobody signed, or a stranger', async () => {
    const key = newKey();
    const world = worldOf({ 'fleet.yaml': signedFleet('maria'), 'owners.yaml': owners(key) });
    world.tag();
    world.push('main', tagName);
    expect(await refusalOf(world)).toMatchObject({ is: 'unsigned', people: ['maria'] });
    world.tag(newKey());
    world.push(tagName);
    expect(await refusalOf(world)).toMatchObject({ is: 'unsigned' });
  });

  test('a signer counts only where the protected branch lists them, not where the tag’s own commit does', async () => {
    const [key, intruder] = [newKey(), newKey()];
    const world = worldOf({ 'fleet.yaml': signedFleet('maria'), 'owners.yaml': owners(key) });
    const before = world.repository.git('show', 'HEAD:owners.yaml');
    // On the branch for a moment, and taken back: the tag's commit is merged, and lists the intruder.
    world.repository.commit({ 'owners.yaml': owners(intruder) });
    world.tag(intruder);
    world.repository.commit({ 'owners.yaml': `${before}\n` });
    world.push('main', tagName);
    expect(await refusalOf(world)).toMatchObject({ is: 'unsigned', people: ['maria'] });
  });

  test('a signer counts no more where the branch asks nobody, though the tag’s commit did not ask either', async () => {
    const key = newKey();
    const world = worldOf();
    world.tag();
    world.repository.commit({ 'fleet.yaml': signedFleet('maria'), 'owners.yaml': owners(key) });
    world.push('main', tagName);
    expect(await refusalOf(world)).toMatchObject({ is: 'unsigned' });
  });

  test('a key past its last day is refused, whatever day the tag gives itself', async () => {
    const key = newKey();
    const world = worldOf({
      'fleet.yaml': signedFleet('maria', 'jan'),
      'owners.yaml': owners(key, ', until: 2026-06-30'),
    });
    vi.stubEnv('GIT_COMMITTER_DATE', '2026-06-01T09:00:00Z');
    world.tag(key);
    vi.unstubAllEnvs();
    const text = world.repository.git('cat-file', 'tag', tagName);
    expect(text).toContain(`tagger a <a@example.org> ${Date.UTC(2026, 5, 1, 9) / 1000} +0000`);
    world.push('main', tagName);
    expect(await refusalOf(world)).toMatchObject({
      is: 'no-key',
      passedOver: [
        { login: 'jan', because: 'no-key' },
        { login: 'maria', because: 'expired' },
      ],
    });
    expect(await world.publish({ today: '2026-06-30' })).toMatchObject({ ok: true, value: { is: 'published' } });
  });

  test('a key that was revoked is refused, and one of somebody who left', async () => {
    const [key, other] = [newKey(), newKey()];
    const revoked = `people:\n  maria: { name: Maria, mail: maria@example.org, signingKeys: [{ key: ${key.text}, revoked: 2026-10-01 }, { key: ${other.text} }] }\n`;
    const world = worldOf({ 'fleet.yaml': signedFleet('maria'), 'owners.yaml': revoked });
    world.tag(key);
    world.push('main', tagName);
    expect(await refusalOf(world)).toMatchObject({ is: 'unsigned' });
    world.repository.commit({
      'owners.yaml': owners(key).replace('maria@example.org,', 'maria@example.org, left: 2026-01-31,'),
    });
    world.push('main');
    expect(await refusalOf(world)).toMatchObject({ is: 'no-key', passedOver: [{ login: 'maria', because: 'left' }] });
  });

  test('the signature of another tag is no signature of this one', async () => {
    const key = newKey();
    const world = worldOf({ 'fleet.yaml': signedFleet('maria'), 'owners.yaml': owners(key) });
    world.tag(key);
    const text = world.repository.git('cat-file', 'tag', tagName);
    const forged = text.replace('Released', 'Replaced');
    world.repository.write({ forged: `${forged}\n` });
    const id = world.repository.git('hash-object', '-t', 'tag', '-w', 'forged');
    world.repository.git('update-ref', `refs/tags/${tagName}`, id);
    world.push('main', tagName);
    expect(await refusalOf(world)).toMatchObject({ is: 'unsigned' });
  });
});
