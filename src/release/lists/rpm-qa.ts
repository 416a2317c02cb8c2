/** What `rpm -qa` prints: `name-version-release.arch` a line, or words by one of the usual `--qf` formats. */

import { listLines } from './lines.ts';
import { Listing, quoted, versionFrom, type ListedPackage, type ReadList } from './package.ts';

/**
 * Reads `NAME-VERSION-RELEASE.ARCH`, with an epoch before the version or the name; `NAME EPOCH:VERSION-RELEASE ARCH`;
 * `NAME VERSION RELEASE ARCH`; `NAME EPOCH VERSION RELEASE ARCH`. The keys that rpm keeps as packages are left out.
 */
export function readRpmQa(text: string): ReadList {
  const out = new Listing();
  let plain = 0;
  for (const [number, line] of listLines(text, out)) {
    if (line.startsWith('#')) continue;
    const words = line.split(/[\s|]+/);
    if (/^gpg-pubkey(?:$|[\s|-])/.test(line)) {
      out.leave('signing keys (gpg-pubkey), which are no packages');
      continue;
    }
    const found = words.length === 1 ? nevra(line) : fromWords(words);
    if (found === undefined) out.fault(number, `${quoted(line)} is no package with an architecture; ${advice}`);
    else out.take(number, found);
    if (words.length === 1 && !line.includes(':')) plain += 1;
  }
  if (plain > 0) {
    out.note(
      `${plain} lines name no epoch, as rpm -qa by itself never does: a package that has one looks older. To know it, ${advice}.`,
    );
  }
  return out.finished();
}

/** How to ask rpm, so that nothing is missing. */
const advice = String.raw`ask with rpm -qa --qf '%{NAME} %{EPOCH}:%{VERSION}-%{RELEASE} %{ARCH}\n'`;

function fromWords(words: readonly string[]): ListedPackage | undefined {
  const [name = '', second = '', third = '', fourth = '', fifth = ''] = words;
  if (words.length === 3) return { name, version: second, arch: third };
  if (words.length === 4) return { name, version: versionFrom('', second, third), arch: fourth };
  if (words.length === 5) return { name, version: versionFrom(second, third, fourth), arch: fifth };
  return undefined;
}

const architecture =
  /^(?:noarch|x86_64(?:_v[234])?|i[3-6]86|athlon|aarch64|armv[5-8]h?n?l|ppc64(?:le|p7)?|ppc|s390x?|riscv64|loongarch64|ia64)$/;

/** Takes `[epoch:]name-[epoch:]version-release.arch` apart, from its end. */
function nevra(text: string): ListedPackage | undefined {
  const dot = text.lastIndexOf('.');
  const arch = text.slice(dot + 1);
  if (dot < 0 || !architecture.test(arch)) return undefined;
  const whole = text.slice(0, dot);
  const beforeRelease = whole.lastIndexOf('-');
  const beforeVersion = whole.lastIndexOf('-', beforeRelease - 1);
  if (beforeRelease < 1 || beforeVersion < 1) return undefined;
  const [, first = '', name = ''] = /^(?:(\d+|\(none\)):)?(.*)$/.exec(whole.slice(0, beforeVersion)) ?? [];
  const version = whole.slice(beforeVersion + 1);
  return { name, version: first === '' ? version : versionFrom(first, version, ''), arch };
}
