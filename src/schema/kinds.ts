/** The kinds of files that are read: those that a fleet is made of, and what commands write to be read again; each has its schema, `schemas/KIND.schema.json`. */

export const fileKinds = [
  'fleet',
  'owners',
  'cluster',
  'template',
  'release',
  'rollout',
  'calendar',
  'schedule',
  'index',
  'plan',
] as const;

export type FileKind = (typeof fileKinds)[number];
