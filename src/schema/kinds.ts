/** The kinds of files that a fleet is made of; each has its schema, `schemas/KIND.schema.json`. */

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
] as const;

export type FileKind = (typeof fileKinds)[number];
