import { describe, expect, test } from 'vitest';
import { accountText, readAccount } from '../../src/notice/account-text.ts';
import { emptyAccount, sending, settled, type Account, type Letter } from '../../src/notice/account.ts';
import { planLetters, troubleKey, type LetterOrder } from '../../src/notice/plan-letters.ts';

const [a, b, release] = [troubleKey('compile', 'a'), troubleKey('push', 'b'), 'a:release'];
const maria = emptyAccount({ channel: 'mail', address: 'maria@example.org', name: 'Maria' });

function at(hour: number, minute = 0): string {
  return `2026-11-21T${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}:00.000Z`;
}

function planned(account: Account, troubles: readonly string[], order: Partial<LetterOrder> = {}): Account {
  return planLetters(account, {
    troubles,
    announcements: [],
    looked: { stages: ['compile', 'push'], clusters: 'all' },
    now: at(12),
    lostBefore: at(11, 50),
    forgetBefore: at(1),
    compose: (fresh) => letterOf([...fresh].join(' ')),
    ...order,
  });
}

function letterOf(id: string): Letter {
  return {
    id,
    subject: id,
    text: '',
    html: '',
    messageId: `<${id}@x>`,
    references: [],
    topics: ['troubles'],
    date: at(12),
  };
}

function states({ deliveries }: Account): readonly string[] {
  return deliveries.map(({ state, brings }) => `${state} ${brings.join(' ')}`);
}

describe('what a recipient is told', () => {
  test('is what is new, once, and again after it was mended', () => {
    const first = planned(maria, [a]);
    expect(states(first)).toEqual([`pending ${a}`]);
    expect(planned(first, [a])).toEqual(first);
    const told = settled(first, a, { handed: { did: 'sent' }, now: at(12) });
    expect([told.told, told.deliveries, told.threads]).toEqual([[a], [], { troubles: `<${a}@x>` }]);
    expect(planned(told, [a])).toEqual(told);
    expect(states(planned(told, [a, b]))).toEqual([`pending ${b}`]);
    const mended = planned(told, []);
    expect([mended.told, mended.deliveries, mended.threads]).toEqual([[], [], {}]);
    expect(states(planned(mended, [a]))).toEqual([`pending ${a}`]);
  });

  test('stays told where this run has not looked', () => {
    const told = { ...maria, told: [a, b] };
    expect(planned(told, [], { looked: { stages: ['push'], clusters: 'all' } }).told).toEqual([a]);
    expect(planned(told, [], { looked: { stages: ['compile', 'push'], clusters: 'some' } }).told).toEqual([a, b]);
  });

  test('is one letter, however many runs could not send it; an announcement is never written anew', () => {
    const waiting = planned(planned(maria, [a]), [a, b]);
    expect(states(waiting)).toEqual([`pending ${a} ${b}`]);
    const announced = planned(maria, [a], { announcements: [release] });
    expect(states(planned(announced, [a, b]))).toEqual([`pending ${release} ${a}`, `pending ${b}`]);
    expect(states(planned(planned(maria, [a]), []))).toEqual([]);
  });

  test('is left to a run that sends it at this moment, and in doubt where that run is gone', () => {
    const leaving = sending(planned(maria, [a]), a, at(11, 55));
    expect(states(planned(leaving, [a]))).toEqual([`sending ${a}`]);
    expect(states(planned(leaving, [a, b]))).toEqual([`sending ${a}`, `pending ${b}`]);
    const lost = planned(leaving, [a], { now: at(13), lostBefore: at(12, 50) });
    expect([states(lost), lost.told]).toEqual([[`doubtful ${a}`], [a]]);
    expect(states(planned(lost, [a], { now: at(14), forgetBefore: at(13, 30) }))).toEqual([]);
  });
});

describe('an account as text', () => {
  test('is read back as it was', () => {
    const account = sending(planned(maria, [a]), a, at(12));
    expect(readAccount(accountText(account, 'run'))).toEqual(account);
    expect(accountText(account, 'one')).not.toBe(accountText(account, 'two'));
  });

  test.each([
    '',
    '{',
    '[]',
    'null',
    '{"told":[]}',
    '{"recipient":{"channel":"fax","address":"a","name":"b"},"told":[],"threads":{},"deliveries":[]}',
  ])('is none of ours: %j', (text) => expect(readAccount(text)).toBeUndefined());
});
