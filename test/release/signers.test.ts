import { describe, expect, test } from 'vitest';
import type { Owners, Person, SigningKey } from '../../src/core/fleet.ts';
import { allowedSigners, peopleOf } from '../../src/release/signers.ts';

const letters = (letter: string): string => `ssh-ed25519 ${letter.repeat(40)}`;

function key(letter: string, more: Partial<SigningKey> = {}): SigningKey {
  return { key: letters(letter), until: undefined, revoked: undefined, ...more };
}

function person(login: string, signingKeys: readonly SigningKey[], left?: string): Person {
  return { login, name: login, mail: undefined, forgeLogin: login, chat: undefined, signingKeys, left };
}

function ownersOf(people: readonly Person[], teams: Readonly<Record<string, readonly string[]>> = {}): Owners {
  return {
    people: new Map(people.map((each) => [each.login, each])),
    teams: new Map(
      Object.entries(teams).map(([name, members]) => [
        name,
        { name, title: name, members, mail: undefined, chat: undefined },
      ]),
    ),
  };
}

const today = '2026-11-21';

describe('who may sign the tags of a stream', () => {
  test('are the people that it names, and those of its teams, each with every good key', () => {
    const owners = ownersOf([person('ines', [key('A'), key('B')]), person('marco', [key('C')])], {
      'pes-ps': ['marco', 'core'],
      core: ['ines', 'pes-ps'],
    });
    expect(allowedSigners(['pes-ps'], owners, today)).toEqual({
      text: ['ines A', 'ines B', 'marco C']
        .map((line) => line.split(' '))
        .map(([login = '', letter = '']) => `${login} namespaces="git" ${letters(letter)}\n`)
        .join(''),
      people: ['ines', 'marco'],
      passedOver: [],
    });
  });

  test('are nobody who left, is unknown, has no key, or none that counts today', () => {
    const owners = ownersOf([
      person('henrik', [key('A')], '2026-03-31'),
      person('ruth', []),
      person('old', [key('B', { until: '2026-11-20' })]),
      person('lost', [key('C', { revoked: '2027-01-01' })]),
      person('good', [key('D', { until: today })]),
    ]);
    const signers = allowedSigners(['henrik', 'ruth', 'old', 'lost', 'good', 'none'], owners, today);
    expect(signers.text).toBe(`good namespaces="git" ${letters('D')}\n`);
    expect(signers.passedOver).toEqual([
      { login: 'henrik', because: 'left' },
      { login: 'lost', because: 'revoked' },
      { login: 'none', because: 'unknown' },
      { login: 'old', because: 'expired' },
      { login: 'ruth', because: 'no-key' },
    ]);
  });

  test('a key that one person lost is dead for everybody who has it', () => {
    const owners = ownersOf([person('ines', [key('A')]), person('shared', [key('A', { revoked: '2026-01-01' })])]);
    expect(allowedSigners(['ines'], owners, today)).toMatchObject({
      text: '',
      passedOver: [{ login: 'ines', because: 'revoked' }],
    });
  });

  test('a login or a key that would say more to ssh-keygen than a name stands in no line', () => {
    const injected = { ...key('A'), key: `${letters('A')}\n* ssh-ed25519 ${'B'.repeat(40)}` };
    const owners = ownersOf([person('*', [key('A')]), person('!x,y', [key('B')]), person('ines', [injected])]);
    expect(allowedSigners(['*', '!x,y', 'ines'], owners, today).text).toBe('');
  });

  test('teams that contain each other end', () => {
    expect(peopleOf(['a'], ownersOf([], { a: ['b'], b: ['a', 'z'] }))).toEqual(['z']);
  });
});
