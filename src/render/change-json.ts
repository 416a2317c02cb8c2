/** What differs between two revisions, for programs: all of it, in the shape of `schemas/change.schema.json`. */

import type { Advisories, ChangeGroup, FieldChange, PackageChange, ValueChange } from '../change/change.ts';
import { List, mappingFrom, mappingOf, valueOf, type Mapping, type Plain, type Value } from '../core/value.ts';
import { prettyJson } from './change-pretty.ts';
import type { ShownChange } from './change-words.ts';
import { harmlessJson } from './json-document.ts';

/** One JSON document, keys in byte order, nothing left out, ending in a line break. */
export function changeJson({ base, head, change }: ShownChange): string {
  const document = mappingOf([
    ['base', base],
    ['head', head],
    ['compared', valueOf({ ...change.compared })],
    ['touched', valueOf({ ...change.touched })],
    ['groups', new List(change.groups.map(groupValue))],
  ]);
  return `${harmlessJson(prettyJson(document))}\n`;
}

function groupValue(group: ChangeGroup): Value {
  const { closed, reopened } = group.advisories;
  return mappingOf([
    ['kind', group.kind],
    ['hosts', group.hosts],
    ['failures', valueOf(group.failures.map((failure): Plain => ({ ...failure })))],
    ['pins', valueOf(group.pins.map((pin): Plain => ({ ...pin })))],
    ['clusters', valueOf(group.clusters.map((cluster): Plain => ({ ...cluster })))],
    ['packages', new List(group.change.packages.map(packageValue))],
    ['values', new List(group.change.values.map(changeValue))],
    [
      'advisories',
      mappingOf([
        ['closed', advisoriesValue(closed)],
        ['reopened', advisoriesValue(reopened)],
      ]),
    ],
  ]);
}

function packageValue({ name, arch, kind, from, to, fields }: PackageChange): Value {
  return mappingOf([
    ['name', name],
    ['kind', kind],
    ['from', valueOf(from)],
    ['to', valueOf(to)],
    ...(arch === undefined ? [] : [['arch', arch] as const]),
    ...(fields === undefined ? [] : [['fields', new List(fields.map(fieldValue))] as const]),
  ]);
}

function fieldValue({ field, version, from, to }: FieldChange): Value {
  return mappingFromValues({ field, version, from, to });
}

function changeValue(change: ValueChange): Value {
  const from = change.kind === 'set' ? undefined : change.from;
  const to = change.kind === 'removed' ? undefined : change.to;
  return mappingFromValues({ pointer: change.pointer, kind: change.kind, from, to });
}

function advisoriesValue({ list, bySeverity, cves }: Advisories): Mapping {
  return mappingFrom({
    list: list.map(({ id, severity, published, title, cves: names, packages }): Plain => {
      return { id, severity, published, title, cves: names, packages };
    }),
    bySeverity: { ...bySeverity },
    cves,
  });
}

function mappingFromValues(entries: { readonly [key: string]: Value | undefined }): Mapping {
  return mappingOf(Object.entries(entries).filter((entry): entry is [string, Value] => entry[1] !== undefined));
}
