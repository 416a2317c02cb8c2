/** The reader of each kind of list that is one text. */

import { readDebianIndex } from './debian-index.ts';
import { readDpkg } from './dpkg.ts';
import type { ReadList } from './package.ts';
import { readPlainList } from './plain.ts';
import type { SourceKind } from './recognise.ts';
import { readRpmQa } from './rpm-qa.ts';

/** `arch` is taken where a list does not say it. */
export function readList(text: string, kind: Exclude<SourceKind, 'rpm-md'>, arch: string | undefined): ReadList {
  return readers[kind](text, arch);
}

const readers: Readonly<Record<Exclude<SourceKind, 'rpm-md'>, (text: string, arch: string | undefined) => ReadList>> = {
  list: readPlainList,
  'rpm-qa': readRpmQa,
  dpkg: readDpkg,
  'deb-index': readDebianIndex,
};
