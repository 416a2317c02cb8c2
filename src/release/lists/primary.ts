/** The list of packages of an rpm-md repository, `primary.xml`. */

import { compareRpm } from '../../change/rpm-order.ts';
import { isKernel, newestOf } from './newest.ts';
import { Listing, versionFrom, type ReadList } from './package.ts';
import { walkXml } from './xml.ts';

/** Which versions are taken of kernels, of which a machine has several side by side. */
export type Kernels = 'newest' | 'all';

/**
 * The newest version of each package and architecture, by RPM's order. Sources and debug packages are left out.
 */
export function readPrimary(text: string, kernels: Kernels): ReadList {
  const out = new Listing();
  let found: Found | undefined;
  let root = '';
  const broken = walkXml(text, {
    open(name, attributes, { line, depth }) {
      if (depth === 0) root = name;
      if (name === 'package' && depth === 1 && root === 'metadata') found = { line, name: '', arch: '', version: '' };
      if (name !== 'version' || depth !== 2 || found === undefined) return;
      found.version = versionFrom(
        attributes.get('epoch') ?? '',
        attributes.get('ver') ?? '',
        attributes.get('rel') ?? '',
      );
    },
    close(name, said, { depth }) {
      if (found === undefined) return;
      if (depth === 2 && name === 'name') found.name = said;
      if (depth === 2 && name === 'arch') found.arch = said;
      if (depth !== 1 || name !== 'package') return;
      const left = leftOut(found);
      if (left === undefined) out.take(found.line, found);
      else out.leave(left);
      found = undefined;
    },
  });
  if (broken !== undefined) out.fault(broken.line, broken.reason);
  else if (root !== 'metadata') out.fault(1, 'it is not the primary.xml of a repository');
  const { packages, faults, notes } = out.finished();
  const kept = newestOf(packages, compareRpm, kernels === 'all' ? isKernel : undefined);
  const older = packages.length - kept.length;
  return { packages: kept, faults, notes: older === 0 ? notes : [...notes, `Left out: older versions (${older}).`] };
}

interface Found {
  readonly line: number;
  name: string;
  arch: string;
  version: string;
}

function leftOut({ name, arch }: Found): string | undefined {
  if (arch === 'src' || arch === 'nosrc') return 'source packages';
  return /-debug(?:info|source)(?:$|-)/.test(name) ? 'debug packages' : undefined;
}
