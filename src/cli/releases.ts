/** What the release commands share: which release is meant, and the words of a step that was told. */

import { untrustedTerminal } from '../render/untrusted.ts';
import { isInActions } from './actions.ts';
import { WrongUsage, type Call } from './command.ts';

export interface MeantRelease {
  readonly stream: string;
  readonly version: string;
}

/** `STREAM/VERSION`, or `STREAM VERSION`. */
export function releaseOf(given: readonly string[]): MeantRelease {
  const [first = '', second] = given;
  const [stream = '', version = '', ...more] = second === undefined ? first.split('/') : [first, second];
  if (stream !== '' && /^20\d\d_[1-9]\d{0,3}_(?:minor|major)$/.test(version) && more.length === 0)
    return { stream, version };
  throw new WrongUsage(
    `a release is named by stream and version, as linux/2026_8_minor, and not ${untrustedTerminal(given.join(' '))}`,
  );
}

/** The release that was named; in GitHub Actions otherwise the tag that started the run. */
export function taggedRelease({ arguments: given, terminal }: Call): MeantRelease {
  if (given.length > 0) return releaseOf(given);
  const { env } = terminal;
  if (isInActions(env) && env['GITHUB_REF_TYPE'] === 'tag') return releaseOf([env['GITHUB_REF_NAME'] ?? '']);
  throw new WrongUsage('say which release: tidemark release publish linux/2026_8_minor');
}
