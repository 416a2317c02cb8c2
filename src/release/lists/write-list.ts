/** Writes packages as a plain list, which `readPlainList` reads as the same packages. */

import { yamlComment } from '../template-yaml.ts';
import type { ListedPackage } from './package.ts';

/** `sources` are named in the head, with their digests, so that a reviewer can tell where the list is from. */
export function plainListText(
  packages: readonly ListedPackage[],
  sources: readonly { readonly file: string; readonly sha256: string }[],
): string {
  return [
    '# One package a line: name version arch.\n',
    ...sources.map(({ file, sha256 }) => `# from ${yamlComment(file)}, sha256 ${sha256}\n`),
    ...packages.map(({ name, version, arch }) => `${name} ${version} ${arch}\n`),
  ].join('');
}
