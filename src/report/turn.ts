/** Whose move it is for a cluster in one stream, and why. */

import { compareVersions } from '../core/version.ts';
import type { OfferFacts, ReleaseFacts } from './facts.ts';
import type { StaleRow, Turn } from './report.ts';
import { daysFrom } from './stale-days.ts';
import type { PinSight, StreamSight } from './stale-stream.ts';

/** What decides; `today` is a day's number. */
export interface Situation {
  readonly stream: StreamSight;
  readonly pin: PinSight;
  readonly hold: StaleRow['hold'];
  /** The largest change that it is offered. */
  readonly accepts: 'minor' | 'major';
  /** What the forge says of it. */
  readonly offer: OfferFacts | 'nothing' | 'not-asked';
  readonly today: number;
}

export function turnOf(situation: Situation): Turn {
  const { stream, pin, hold } = situation;
  if (pin.version === undefined) return turn('manager', 'unpinned');
  if (!stream.releases.some(({ isPublished }) => isPublished)) return turn('release-team', 'no-release');
  const to = forward(situation);
  if (pin.release?.withdrawn !== undefined) {
    const out = to ?? back(situation);
    return out === undefined ? turn('release-team', 'no-way-back') : offered(situation, out);
  }
  // An early adopter is offered what others do not lack yet.
  if (pin.newer.length === 0) return requested(situation) ?? turn('nobody', 'current');
  if (hold?.isOver === false) return { ...turn('manager', 'held'), by: hold.reason, at: hold.until };
  return to === undefined ? turn('manager', 'not-accepted') : offered(situation, to);
}

/** The newest release that it accepts. A step over a major release is a major one, whatever became of that release. */
function forward({ stream, pin, accepts }: Situation): ReleaseFacts | undefined {
  const { version, newer } = pin;
  if (accepts === 'major' || version === undefined) return newer.at(-1);
  const major = stream.releases.find(
    (release) => release.version.kind === 'major' && compareVersions(release.version, version) > 0,
  );
  return newer.filter((release) => major === undefined || compareVersions(release.version, major.version) < 0).at(-1);
}

function back({ stream, pin: { version } }: Situation): ReleaseFacts | undefined {
  if (version === undefined) return undefined;
  return stream.good.filter((release) => compareVersions(release.version, version) < 0).at(-1);
}

/** There is somewhere to go: what has become of the offer. */
function offered(situation: Situation, to: ReleaseFacts): Turn {
  const { offer } = situation;
  if (offer === 'not-asked') return turn('manager', 'not-asked');
  const open = requested(situation);
  if (open !== undefined || offer === 'nothing') return open ?? turn('tidemark', 'next-run');
  const { declined, blocked } = offer;
  if (declined?.to === to.version.text) {
    const { by, at, number, url } = declined;
    return { ...turn('manager', 'declined'), by, at, see: { number, url } };
  }
  if (blocked === undefined) return turn('tidemark', 'next-run');
  const { title, number, url } = blocked;
  return { ...turn('manager', 'blocked'), by: title, see: { number, url } };
}

function requested({ offer, today }: Situation): Turn | undefined {
  const request = typeof offer === 'string' ? undefined : offer.request;
  if (request === undefined) return undefined;
  const { number, url, since } = request;
  return { ...turn('manager', 'request-open'), request: { number, url, since, days: daysFrom(since, today) } };
}

function turn(who: Turn['who'], why: Turn['why']): Turn {
  return { who, why, request: undefined, by: undefined, at: undefined };
}
