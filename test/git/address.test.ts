import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readAddress } from '../../src/git/address.ts';
import { temporaryFolder, write } from './world.ts';

describe('the address of a remote', () => {
  it('is a URL of https or ssh, a path, or http on this machine; it is shown without a secret', () => {
    const shown = (text: string): unknown => {
      const address = readAddress(text, '/');
      return address.ok ? address.value : address.why;
    };
    expect(
      [
        'https://github.com/cern/fleet.git',
        'https://maria:s%3Acret@github.com/cern/fleet',
        'https://maria@github.com:8443/cern/fleet',
        'ssh://git@github.com/cern/fleet.git',
        'ssh://git:pw@[::1]:22/x',
        'git@github.com:cern/fleet.git',
        'http://127.0.0.1:8080/fleet.git',
        'http://localhost/fleet.git',
      ].map(shown),
    ).toEqual([
      { url: 'https://github.com/cern/fleet.git', local: false, secret: undefined },
      { url: 'https://github.com/cern/fleet', local: false, secret: 'maria:s:cret' },
      { url: 'https://github.com:8443/cern/fleet', local: false, secret: undefined },
      { url: 'ssh://git@github.com/cern/fleet.git', local: false, secret: undefined },
      { url: 'ssh://git@[::1]:22/x', local: false, secret: undefined },
      { url: 'git@github.com:cern/fleet.git', local: false, secret: undefined },
      { url: 'http://127.0.0.1:8080/fleet.git', local: false, secret: undefined },
      { url: 'http://localhost/fleet.git', local: false, secret: undefined },
    ]);
  });

  it('is a folder by its path, absolute, relative, or of the scheme file', () => {
    const root = realpathSync(temporaryFolder());
    write(root, { 'a b/x': '' });
    const expected = { ok: true, value: { url: join(root, 'a b'), local: true, secret: undefined } };
    for (const text of [
      'a b',
      './a b',
      `${root}/a b/`,
      `file://${root}/a%20b`,
      `../${root.split('/').at(-1) ?? ''}/a b`,
    ])
      expect([text, readAddress(text, root)]).toEqual([text, expected]);
    expect(readAddress('nowhere', root)).toMatchObject({ ok: false, why: 'gone' });
  });

  it('is never an option, a program, or a protocol without a lock', () => {
    const options = [
      '',
      '--upload-pack=touch pwned',
      '-oProxyCommand=x',
      'ssh://-oProxyCommand=x/y',
      'ssh://-x@host/y',
    ];
    const hosts = ['-x@host:y', '-host:y', 'host:-y', 'user:pw@host:x', 'https://', 'https://u:p@', 'file://host/x'];
    const programs = ['ext::sh -c "touch pwned"', 'fd::17', 'evil::https://x/y', 'C:\\x::y'];
    const open = [
      'http://example.org/x',
      'http://127.0.0.1.example.org/x',
      'git://example.org/x',
      'ftp://example.org/x',
    ];
    const others = ['http://localhost.example.org', 'x\ny', 'https://x/\0', `/${'x'.repeat(5000)}`];
    for (const text of [...options, ...hosts, ...programs, ...open, ...others]) {
      const address = readAddress(text, '/');
      expect([text, address]).toMatchObject([text, { ok: false, why: 'denied' }]);
      expect(address.ok ? '' : address.detail).not.toMatch(/pw|pwned/);
    }
  });
});
