/** The hidden line by which an object is found again. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { longestIdentity, markerLine, markerStart, readMarker, type Marker } from '../../src/forge/marker.ts';

const plain: Marker = { identity: 'upgrade lxbatch linux', facts: { to: '2026_11_minor', host: 'a-b' }, digest: '0f' };

describe('a marker', () => {
  it('is one line of a comment, which Markdown does not show', () => {
    const line = '<!-- tidemark: upgrade lxbatch linux | to=2026_11_minor | host=a-b | digest=0f -->';
    expect(markerLine(plain)).toBe(line);
    expect(line.startsWith(markerStart('upgrade lxbatch linux'))).toBe(true);
    expect(readMarker(`Text.\n\n${line}\r\n`)).toEqual(plain);
  });

  it('is read again, whatever its identity and facts hold', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: longestIdentity / 2 }),
      fc.string({
        unit: fc.constantFrom('-', '>', '<', '|', '%', ' ', '=', '!', '\n', '\r', '\ud800', '0', 'digest=0'),
      }),
    );
    const facts = fc.dictionary(fc.stringMatching(/^[a-z]{1,12}$/), text, { maxKeys: 4, noNullPrototype: true });
    const digest = fc.stringMatching(/^[0-9a-f]{1,64}$/);
    fc.assert(
      fc.property(text, facts, digest, fc.string(), (identity, facts, digest, before) => {
        fc.pre(identity !== '');
        const marker = { identity, facts, digest };
        const line = markerLine(marker);
        expect(line).toMatch(/^<!-- [ -~]+ -->$/);
        expect(line.slice(4, -3)).not.toMatch(/--|>|<!/);
        expect(readMarker(`${before}\n${line}`)).toEqual(marker);
        expect(line.startsWith(markerStart(identity))).toBe(true);
      }),
      { seed: 5, numRuns: 500 },
    );
  });

  it('counts at the end alone: what stands before it may be anybody’s', () => {
    const other = markerLine({ ...plain, identity: 'other' });
    expect(readMarker(`${other}\n${markerLine(plain)}`)?.identity).toBe('upgrade lxbatch linux');
    expect(readMarker(`${markerLine(plain)}\nP.S.`)).toBeUndefined();
    expect(readMarker('')).toBeUndefined();
  });

  it('is looked for in a long text in no time to speak of', () => {
    const hostile = ['<!-- tidemark: ', '<!-- tidemark: a | b=c | ', ' '.repeat(3), 'a=b | '];
    for (const part of hostile) {
      expect(readMarker(part.repeat(Math.floor(65_536 / part.length)))).toBeUndefined();
      expect(readMarker(`<!-- tidemark: a | ${part.repeat(Math.floor(65_000 / part.length))}`)).toBeUndefined();
    }
  });
});
