/** The rules of the report's findings, the most important first: how bad each is, what it means, what to do. */

import type { AdvisorySeverity } from '../core/fleet.ts';

export type ReportRule =
  | 'advisory-overdue-critical'
  | 'advisory-overdue-important'
  | 'version-withdrawn'
  | 'stale-unmaintained'
  | 'hold-ended'
  | 'exception-ended'
  | 'advisory-overdue-moderate'
  | 'stale-overdue'
  | 'advisory-overdue-low'
  | 'stale-unpinned'
  | 'stale-due';

export interface RuleWords {
  readonly level: 'error' | 'warning' | 'note';
  readonly title: string;
  readonly help: string;
  /** GitHub's scale: above 9 critical, from 7 high, from 4 medium. */
  readonly security?: string;
}

export const reportRules: Readonly<Record<ReportRule, RuleWords>> = {
  'advisory-overdue-critical': overdue('Critical', 'error', '9.5'),
  'advisory-overdue-important': overdue('Important', 'error', '8.0'),
  'version-withdrawn': {
    level: 'error',
    title: 'A cluster pins a version that was withdrawn',
    help: 'The release team took the version back. Merge the request that leads away from it, or change the pin at this line.',
  },
  'stale-unmaintained': {
    level: 'error',
    title: 'A cluster is far behind, and nobody touches its file',
    help: 'Ask its owners whether they still answer for it; an owner who has left is replaced in the cluster file.',
  },
  'hold-ended': {
    level: 'warning',
    title: 'A hold is past its last day',
    help: 'Lift it under `upgrade` in the cluster file, or give it a new end and reason. Until then it excuses nothing.',
  },
  'exception-ended': {
    level: 'warning',
    title: 'An exception is past its last day',
    help: 'Remove it from `exceptions` in fleet.yaml, or have its owner renew it. It excuses nothing any more.',
  },
  'advisory-overdue-moderate': overdue('Moderate', 'warning', '5.5'),
  'stale-overdue': {
    level: 'warning',
    title: 'A cluster lacks a release for longer than policy allows',
    help: 'Merge the open request, or ask whose move it is: the finding names them. Policy is `stale` in fleet.yaml.',
  },
  'advisory-overdue-low': overdue('Low', 'note', '2.0'),
  'stale-unpinned': {
    level: 'note',
    title: 'A cluster pins no version of a stream',
    help: 'No release of the stream reaches it. Its owners give it a pin under `versions`, or an exception says why not.',
  },
  'stale-due': {
    level: 'note',
    title: 'A cluster lacks a release, and is not late yet',
    help: 'Merge the open request before it is overdue. Policy is `stale` in fleet.yaml.',
  },
};

/** The rule for the worst advisory that a cluster lacks past its due date. */
export const overdueRules: Readonly<Record<AdvisorySeverity, ReportRule>> = {
  Critical: 'advisory-overdue-critical',
  Important: 'advisory-overdue-important',
  Moderate: 'advisory-overdue-moderate',
  Low: 'advisory-overdue-low',
};

function overdue(severity: AdvisorySeverity, level: RuleWords['level'], security: string): RuleWords {
  return {
    level,
    security,
    title: `A cluster lacks ${severity} advisories past the day by which policy wants them closed`,
    help: 'A newer release closes them: merge the open request, or change the pin at this line. Policy is `stale` in fleet.yaml.',
  };
}
