/** The advisories of an rpm-md repository, `updateinfo.xml`. */

import type { Advisory } from '../../change/change.ts';
import { compareRpm } from '../../change/rpm-order.ts';
import { advisoryFrom } from '../template-advisories.ts';
import { versionFrom, type ListFault } from './package.ts';
import { walkXml } from './xml.ts';

export interface ReadUpdateinfo {
  readonly advisories: readonly Advisory[];
  readonly faults: readonly ListFault[];
}

/** Security advisories alone: those of the type, and any that names a CVE. Where a package is fixed in several
 * versions, the newest counts. */
export function readUpdateinfo(text: string): ReadUpdateinfo {
  const advisories: Advisory[] = [];
  let update: Update | undefined;
  let root = '';
  const broken = walkXml(text, {
    open(name, attributes, { depth }) {
      if (depth === 0) root = name;
      if (name === 'update' && depth === 1) update = newUpdate(attributes.get('type') ?? '');
      if (update === undefined) return;
      if (name === 'issued') update.published = (attributes.get('date') ?? '').slice(0, 10);
      if (name === 'reference' && attributes.get('type') === 'cve') update.cves.push(attributes.get('id') ?? '');
      if (name === 'package') addPackage(update, attributes);
    },
    close(name, said, { depth }) {
      if (update === undefined) return;
      if (depth === 2 && name === 'id') update.id = said;
      if (depth === 2 && name === 'title') update.title = said;
      if (depth === 2 && name === 'severity') update.severity = said;
      if (depth !== 1 || name !== 'update') return;
      const advisory = update.type === 'security' || update.cves.length > 0 ? advisoryFrom(update) : undefined;
      if (advisory !== undefined) advisories.push(advisory);
      update = undefined;
    },
  });
  if (broken !== undefined) return { advisories: [], faults: [broken] };
  if (root !== 'updates')
    return { advisories: [], faults: [{ line: 1, reason: 'it is not the updateinfo.xml of a repository' }] };
  return { advisories, faults: [] };
}

interface Update {
  readonly type: string;
  id: string;
  title: string;
  severity: string;
  published: string;
  readonly cves: string[];
  readonly packages: Map<string, string>;
}

function newUpdate(type: string): Update {
  return { type, id: '', title: '', severity: '', published: '', cves: [], packages: new Map() };
}

function addPackage({ packages }: Update, attributes: ReadonlyMap<string, string>): void {
  const [name = '', arch = ''] = [attributes.get('name'), attributes.get('arch')];
  if (arch === 'src' || arch === 'nosrc') return;
  const version = versionFrom(
    attributes.get('epoch') ?? '',
    attributes.get('version') ?? '',
    attributes.get('release') ?? '',
  );
  const known = packages.get(name);
  if (known === undefined || compareRpm(version, known) > 0) packages.set(name, version);
}
