/** The lines of a log, written and read. */

import type { ForgeEvent } from './events.ts';

/** The line of an event, with its line break. */
export function logLine(event: ForgeEvent): string {
  return `${JSON.stringify(event)}\n`;
}

/**
 * The events of a log. A line that is none is passed over: whoever may push to the repository may write there, and one
 * bad line must not take the whole forge away.
 */
export function readLog(text: string): readonly ForgeEvent[] {
  return text.split('\n').flatMap((line) => eventIn(line));
}

function eventIn(line: string): readonly ForgeEvent[] {
  if (line === '') return [];
  try {
    const data: unknown = JSON.parse(line);
    return isEvent(data) ? [data] : [];
  } catch {
    return [];
  }
}

function isEvent(data: unknown): data is ForgeEvent {
  if (!isRecord(data)) return false;
  const needed = fields[String(data['is'])];
  if (needed === undefined || !['at', 'by', ...needed].every((name) => data[name] !== undefined)) return false;
  return Object.entries(data).every(([name, value]) => kinds[name]?.(value) ?? true);
}

/** What an event of a kind cannot be without. */
const fields: Readonly<Record<string, readonly string[]>> = {
  opened: ['title', 'body', 'labels', 'assignees'],
  edited: [],
  commented: ['body'],
  'comment-edited': ['comment', 'body'],
  'reviews-asked': ['logins', 'teams'],
  pushed: ['head'],
  'auto-merge': ['method'],
  merged: ['commit', 'head', 'baseWas'],
  released: ['tag'],
  status: ['state', 'context'],
  set: ['settings'],
  collaborator: ['login', 'permission'],
  label: ['name', 'color'],
};

const isText = (value: unknown): boolean => typeof value === 'string';
const areTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText);

/** What a field holds wherever it occurs. */
const kinds: Readonly<Record<string, (value: unknown) => boolean>> = {
  at: (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value)),
  ...Object.fromEntries(
    ['by', 'title', 'body', 'head', 'commit', 'baseWas', 'tag', 'name', 'context', 'login', 'color'].map((name) => [
      name,
      isText,
    ]),
  ),
  ...Object.fromEntries(['labels', 'assignees', 'logins', 'teams'].map((name) => [name, areTexts])),
  settings: isRecord,
  pull: (value) =>
    isRecord(value) &&
    ['branch', 'head', 'base', 'baseWas'].every((name) => isText(value[name])) &&
    ['reviewers', 'teams'].every((name) => areTexts(value[name])),
};

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
