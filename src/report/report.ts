/**
 * The report as data: computed once, drawn many times. Plain JSON throughout, so that its JSON form is all of it.
 * Days are calendar days, UTC; dates are `YYYY-MM-DD`, instants ISO 8601.
 */

import type { AdvisorySeverity } from '../core/fleet.ts';
import type { Contact } from './facts.ts';
import type { LogEntry } from './logbook.ts';

export interface Report {
  readonly fleet: string;
  /** The day that it tells of. */
  readonly asOf: string;
  /** The commit that it was read from. */
  readonly commit: string | undefined;
  /** Whether the forge was asked, and, where not, why. */
  readonly forge: { readonly asked: true; readonly name: string } | { readonly asked: false; readonly why: string };
  /** What it cannot know, each a sentence: a history that was cut off, files that cannot be read. */
  readonly unknown: readonly string[];
  readonly stale: StaleReport | undefined;
  readonly spread: readonly StreamSpread[] | undefined;
  readonly logbook: LogbookReport | undefined;
  /** How those are reached whom rows say to call. */
  readonly contacts: Readonly<Record<string, Contact>>;
}

/** Worst first: so rows are sorted. */
export const staleStates = [
  'withdrawn-version',
  'unmaintained',
  'overdue',
  'unpinned',
  'due',
  'held',
  'current',
] as const;
export type StaleState = (typeof staleStates)[number];

export type BySeverity = Readonly<Record<AdvisorySeverity, number>>;

/** A cluster in one stream. */
export interface StaleRow {
  readonly cluster: string;
  readonly stream: string;
  readonly file: string;
  readonly line: number;
  readonly service: string | undefined;
  readonly site: string | undefined;
  readonly owners: readonly string[];
  readonly call: readonly string[];
  readonly hosts: number;
  readonly pin: string | undefined;
  readonly pinnedSince: string | undefined;
  /** The newest version that it should have: published, accepted, not withdrawn. */
  readonly newest: string | undefined;
  /** How many such releases are newer than its pin. */
  readonly behind: { readonly minor: number; readonly major: number };
  /** The day of the first release that it lacks. */
  readonly lacksSince: string | undefined;
  /** Calendar days from then to the day of the report. */
  readonly drift: number;
  readonly state: StaleState;
  /** The day on which the state began; undefined where that cannot be known. */
  readonly since: string | undefined;
  /** The day on which it is, or became, overdue. */
  readonly overdueOn: string | undefined;
  /** Days since then; 0 where it is not over. */
  readonly daysOver: number;
  readonly hold:
    | { readonly until: string | undefined; readonly reason: string | undefined; readonly isOver: boolean }
    | undefined;
  /** The exception that excuses it, by its place in `exceptions`. */
  readonly exception: number | undefined;
  readonly lastActivity: string | undefined;
  /** What it lacks: the key of `exposures`; undefined where it lacks no advisory. */
  readonly exposure: string | undefined;
  readonly lacks: BySeverity;
  /** Of those, past their due date and not excused. */
  readonly lacksOver: BySeverity;
  /** The earliest due date of an advisory that it lacks and that nothing excuses. */
  readonly patchBy: string | undefined;
  readonly turn: Turn;
}

/** Whose move it is, and why. */
export interface Turn {
  readonly who: 'manager' | 'release-team' | 'tidemark' | 'nobody';
  readonly why:
    | 'current'
    | 'request-open'
    | 'declined'
    | 'blocked'
    | 'held'
    | 'not-accepted'
    | 'unpinned'
    | 'no-way-back'
    | 'no-release'
    /** Nothing stands in the way: the next run offers it. */
    | 'next-run'
    /** No forge was asked. */
    | 'not-asked';
  readonly request:
    | { readonly number: number; readonly url: string; readonly since: string; readonly days: number }
    | undefined;
  /** Who declined, what blocks, or why it is held; a sentence's worth of facts. */
  readonly by: string | undefined;
  /** When it was declined, or the last day of the hold. */
  readonly at: string | undefined;
  /** The request that was declined, or the issue that says what blocks. */
  readonly see?: { readonly number: number; readonly url: string };
}

/** An advisory that clusters of one pin lack. */
export interface LackedAdvisory {
  readonly id: string;
  readonly severity: AdvisorySeverity;
  readonly title: string;
  readonly cves: readonly string[];
  /** The day of the advisory, where it is known. */
  readonly published: string;
  /** The first release that closes it, and its day. */
  readonly closedBy: string;
  readonly since: string;
  /** The day by which it has to be closed; undefined where the policy sets none. */
  readonly due: string | undefined;
  readonly daysOver: number;
}

/** What clusters of one pin lack under one policy: many rows share it. */
export interface Exposure {
  /** `linux 2026_3_minor`, and a number where policies differ. */
  readonly key: string;
  readonly stream: string;
  readonly pin: string;
  readonly advisories: readonly LackedAdvisory[];
  readonly cves: number;
}

export interface ExceptionRow {
  readonly clusters: readonly string[];
  /** Empty: every stream. */
  readonly streams: readonly string[];
  /** Empty: everything; else only these advisories. */
  readonly advisories: readonly string[];
  readonly owner: string;
  readonly reason: string;
  readonly until: string;
  readonly line: number;
  readonly isOver: boolean;
  readonly daysOver: number;
  /** How many rows it excuses, or excused until it ended. */
  readonly rows: number;
}

export interface StaleReport {
  /** Worst first: by state, then days over, then hosts, then name. */
  readonly rows: readonly StaleRow[];
  readonly exposures: readonly Exposure[];
  readonly exceptions: readonly ExceptionRow[];
  readonly totals: readonly StaleTotal[];
  /** Hosts that lack at least one advisory of the severity, each host once, whatever number of streams lacks it. */
  readonly exposedHosts: BySeverity;
  /** The rows by what was asked: owner, site, service or stream; empty where nothing was. */
  readonly groups: readonly StaleGroup[];
}

export interface StaleTotal {
  readonly stream: string;
  readonly state: StaleState;
  readonly clusters: number;
  readonly hosts: number;
}

export interface StaleGroup {
  readonly name: string;
  readonly clusters: number;
  readonly hosts: number;
  readonly byState: Readonly<Record<StaleState, number>>;
  readonly lacksOver: BySeverity;
  readonly worstDrift: number;
}

/** H in bits, and 2^H: how many versions, each used alike, would spread the fleet as far. */
export interface Entropy {
  readonly bits: number;
  readonly effective: number;
}

export interface VersionShare {
  readonly version: string;
  readonly clusters: number;
  readonly hosts: number;
  /** The earliest day since which a cluster has it without a break; undefined where history does not tell. */
  readonly since: string | undefined;
  readonly isNewest: boolean;
  readonly isWithdrawn: boolean;
}

export interface StreamSpread {
  readonly stream: string;
  readonly newest: string | undefined;
  /** Newest first. */
  readonly versions: readonly VersionShare[];
  readonly unpinned: { readonly clusters: number; readonly hosts: number };
  readonly byClusters: Entropy;
  readonly byHosts: Entropy;
  /** Those whose drift is past the policy's `overdue`, held and excused ones too: what a low H hides. */
  readonly tail: {
    readonly clusters: number;
    readonly hosts: number;
    readonly versions: readonly string[];
    /** The day of the oldest release that one of them lacks. */
    readonly since: string | undefined;
    readonly names: readonly string[];
  };
  /** From history: the last day of each month, oldest first, and the day of the report. */
  readonly series: readonly SpreadPoint[];
}

export interface SpreadPoint {
  readonly at: string;
  /** All of the fleet, also those without a version of the stream. */
  readonly clusters: number;
  readonly hosts: number;
  readonly byClusters: Entropy;
  readonly byHosts: Entropy;
  /** By version; in version order. */
  readonly versions: Readonly<Record<string, { readonly clusters: number; readonly hosts: number }>>;
}

export interface LogbookReport {
  /** Newest first. */
  readonly entries: readonly LogEntry[];
  /** The day of the first step that history knows. */
  readonly from: string | undefined;
}
