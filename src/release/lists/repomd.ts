/** The table of contents of an rpm-md repository, `repodata/repomd.xml`: which files there are, and their digests. */

import type { ListFault } from './package.ts';
import { quoted } from './package.ts';
import { walkXml } from './xml.ts';

/** A file of the repository. */
export interface RepomdFile {
  readonly type: string;
  /** Its name inside `repodata/`, without a folder. */
  readonly name: string;
  readonly digest: { readonly algorithm: DigestAlgorithm; readonly hex: string };
}

export type DigestAlgorithm = 'sha1' | 'sha256' | 'sha384' | 'sha512';

export interface ReadRepomd {
  /** Those that are read: `primary`, and `updateinfo` where there is one. */
  readonly files: readonly RepomdFile[];
  readonly faults: readonly ListFault[];
}

export function readRepomd(text: string): ReadRepomd {
  const files: RepomdFile[] = [];
  const faults: ListFault[] = [];
  let data: Data | undefined;
  let algorithm = '';
  let root = '';
  const broken = walkXml(text, {
    open(name, attributes, { line, depth }) {
      if (depth === 0) root = name;
      if (name === 'data' && depth === 1)
        data = { line, type: attributes.get('type') ?? '', href: '', digest: undefined };
      if (name === 'location' && data !== undefined) data.href = attributes.get('href') ?? '';
      if (name === 'checksum') algorithm = attributes.get('type') ?? '';
    },
    close(name, said) {
      if (name === 'checksum' && data !== undefined) data.digest = { algorithm, hex: said.toLowerCase() };
      if (name !== 'data' || data === undefined) return;
      const file = read.has(data.type) ? fileOf(data) : undefined;
      if (typeof file === 'string') faults.push({ line: data.line, reason: file });
      else if (file !== undefined) files.push(file);
      data = undefined;
    },
  });
  if (broken !== undefined) faults.unshift(broken);
  else if (root !== 'repomd') faults.push({ line: 1, reason: 'it is not the repomd.xml of a repository' });
  else if (faults.length === 0 && !files.some(({ type }) => type === 'primary'))
    faults.push({ line: 0, reason: 'it names no primary file, so there is no list of packages' });
  return { files, faults };
}

const read: ReadonlySet<string> = new Set(['primary', 'updateinfo']);

interface Data {
  readonly line: number;
  readonly type: string;
  href: string;
  digest: { readonly algorithm: string; readonly hex: string } | undefined;
}

/** The file, or why it is not to be had. Names come from outside: nothing but one inside `repodata/` will do. */
function fileOf({ type, href, digest }: Data): RepomdFile | string {
  const name = /^(?:\.\/)?repodata\/([A-Za-z0-9_][A-Za-z0-9._+-]{0,200})$/.exec(href)?.[1];
  if (name === undefined) return `the ${type} file is ${quoted(href)}, which is not inside repodata/`;
  if (digest === undefined) return `the ${type} file has no checksum`;
  const algorithm = digest.algorithm === 'sha' ? 'sha1' : digest.algorithm;
  if (!isAlgorithm(algorithm) || digest.hex.length !== lengths[algorithm] || !/^[0-9a-f]+$/.test(digest.hex))
    return `the checksum of the ${type} file is not one of ${Object.keys(lengths).join(', ')}`;
  return { type, name, digest: { algorithm, hex: digest.hex } };
}

const lengths: Readonly<Record<DigestAlgorithm, number>> = { sha1: 40, sha256: 64, sha384: 96, sha512: 128 };

function isAlgorithm(text: string): text is DigestAlgorithm {
  return Object.hasOwn(lengths, text);
}
