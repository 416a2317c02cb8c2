/** What the steps of a branch did to releases and rollouts. */

import type { LogEvent } from './logbook.ts';
import { isCutAt, type Told } from './log-lives.ts';
import type { FleetPast, PastStep } from './past.ts';

/**
 * Releases that were written, withdrawn or restored, and the events of rollouts, along the steps of a branch, oldest
 * first. A release.yaml that cannot be read is as it was read last. A reason that changes is told as another withdrawal.
 */
export function releasesOf(steps: readonly PastStep[], past: Pick<FleetPast, 'isShallow'>): readonly Told[] {
  const isCut = isCutAt(steps, past.isShallow);
  const withdrawn = new Map<string, string | undefined>();
  return steps.flatMap((step, at) => {
    const events = [...releaseEvents(step, withdrawn), ...rolloutEvents(step)];
    return isCut && at === 0 ? [] : events.map((event) => ({ ...event, step: at, life: undefined }));
  });
}

type Event = Pick<Told, 'file' | 'event'>;

/** `withdrawn` keeps why each release that can be read is withdrawn, and is brought up to date. */
function releaseEvents({ releases }: PastStep, withdrawn: Map<string, string | undefined>): readonly Event[] {
  return releases.flatMap(({ stream, version, file, from, to }) => {
    const key = `${stream}\n${version}`;
    const events: LogEvent[] =
      from === undefined && to !== undefined ? [{ is: 'release-written', stream, version }] : [];
    const was = from === 'unreadable' ? withdrawn.get(key) : from?.withdrawn;
    const reason = to === 'unreadable' ? was : to?.withdrawn;
    withdrawn.set(key, reason);
    if (to === undefined || reason === was) return events.map((event) => ({ file, event }));
    if (reason === undefined) events.push({ is: 'release-restored', stream, version });
    else events.push({ is: 'release-withdrawn', stream, version, reason });
    return events.map((event) => ({ file, event }));
  });
}

function rolloutEvents({ rollouts }: PastStep): readonly Event[] {
  return rollouts.flatMap(({ stream, version, file, added }) =>
    added.map(({ what, by }): Event => ({ file, event: { is: 'rollout', stream, version, what, by } })),
  );
}
