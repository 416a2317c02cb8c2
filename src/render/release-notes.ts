/** The notes of a release for a forge: what it is, what it closes and changes, whom it would break, what to do. */

import type { Advisory, PackageChange } from '../change/change.ts';
import { advisoriesOfRelease } from './release-words.ts';
import type { Cause, Effect } from '../release/effect.ts';
import type { Bug, Release } from '../release/release.ts';
import { fitted, type Measure, type Piece } from './change-cut.ts';
import { advisoryWords, briefly, packageWords } from './change-words.ts';
import { counted } from './diagnostic-words.ts';
import {
  causePlace,
  linesOf,
  moversWords,
  ownersWords,
  releaseName,
  severities,
  verdictWords,
} from './release-words.ts';
import { untrustedCell, untrustedCode, untrustedMarkdown } from './untrusted.ts';

/** How many characters a forge takes as the text of a release. */
export const longestNotes = 65_536;

/** At most `limit` characters, ending in a line break; cut at a row, and never in silence. A withdrawn release says so first. */
export function releaseNotes(effect: Effect, limit: number): string {
  const { release } = effect;
  return fitted(
    [
      ...withdrawnPieces(release),
      line('notes', `${[headWords(effect), ...linesOf(release.notes).map(untrustedMarkdown)].join('\n\n')}\n\n`),
      ...todoPieces(release),
      ...causePieces(effect),
      ...advisoryPieces(release),
      ...packagePieces(effect),
      ...listPieces('Bugs fixed', 'bug', release.bugs.map(bugRow)),
      ...listPieces(
        'Documentation',
        'address',
        release.documentation.map((url) => `- ${address(url)}\n`),
      ),
    ],
    limit,
  );
}

/** What a release would do, for the summary of a step or a comment. */
export function releaseCheckMarkdown(effects: readonly Effect[], limit: number, measure?: Measure): string {
  const pieces = effects.flatMap((effect) => [
    line('release', `## ${untrustedMarkdown(releaseName(effect.release))}\n\n`),
    ...withdrawnPieces(effect.release),
    line('release', `${headWords(effect)}\n\n`),
    ...causePieces(effect),
    ...closedPieces(effect),
    ...packagePieces(effect),
  ]);
  return fitted(pieces.length === 0 ? [line('release', 'No release was tried.\n')] : pieces, limit, measure);
}

function headWords(effect: Effect): string {
  const { release } = effect;
  const owners = ownersWords(release.owners, untrustedCode);
  const head = `**${untrustedMarkdown(releaseName(release))}**, a ${release.version.kind} release of ${untrustedMarkdown(release.date)}, by ${owners}.`;
  return `${head} ${capital(moversWords(effect))}; ${verdictWords(effect)}.`;
}

function withdrawnPieces({ withdrawn, version, stream }: Release): readonly Piece[] {
  if (withdrawn === undefined) return [];
  const [first = '', ...rest] = linesOf(withdrawn.reason).map(untrustedMarkdown);
  const when = withdrawn.date === undefined ? '' : ` on ${untrustedMarkdown(withdrawn.date)}`;
  const reason = [`**Withdrawn${when}:** ${first}`, ...rest].map((each) => `> ${each}\n`).join('>\n');
  const next = `> Do not move to ${untrustedMarkdown(releaseName({ stream, version }))}. Each cluster that pins it is offered the way to a good version.\n`;
  return [line('notes', `${reason}>\n${next}\n`)];
}

function todoPieces({ version, stream, withdrawn }: Release): readonly Piece[] {
  if (withdrawn !== undefined) return [];
  const name = untrustedCode(`versions.${stream}`);
  const todo =
    version.kind === 'major'
      ? 'This is a major release: read these notes before you merge. '
      : 'This is a minor release: nothing that others stand on goes away. ';
  const text = `${todo}You need not edit anything: each cluster that is behind gets a request that moves ${name} in its file, and says what changes there. Merge it when it suits your service; to wait, set ${untrustedCode(`upgrade: { ${stream}: { mode: hold, until: …, reason: … } }`)} in the cluster's file.\n\n`;
  return [line('notes', `### What to do\n\n${text}`)];
}

function causePieces({ causes, broken }: Effect): readonly Piece[] {
  if (broken.length === 0) return [];
  const head = line('cause', `### ${counted(broken.length, 'cluster')} would fail\n\n`);
  return [head, ...causes.flatMap(causeRows)];
}

function causeRows(cause: Cause): readonly Piece[] {
  const { message, code, clusters } = cause;
  const title = `${untrustedCode(causePlace(cause))}: ${untrustedMarkdown(briefly(message))} (${code})\n\n`;
  const rows = clusters.map(
    ({ name, owners, hosts, from }) =>
      `| ${untrustedCell(name)} | ${hosts} | ${untrustedCell(from)} | ${ownersWords(owners, untrustedCell)} |\n`,
  );
  const open = '| cluster | hosts | is on | owners |\n| --- | --- | --- | --- |\n';
  return [line('cause', title), { noun: 'failing cluster', rank: 'seen', open, rows, close: '\n' }];
}

function advisoryPieces(release: Release): readonly Piece[] {
  const advisories = advisoriesOfRelease(release);
  if (advisories.list.length === 0) return [];
  const head = line('advisory', `### Closes ${advisoryWords(advisories)}\n\n`);
  const tables = severities.map((severity) => advisories.list.filter((each) => each.severity === severity));
  return [head, ...tables.filter((list) => list.length > 0).map(advisoryTable)];
}

function advisoryTable(list: readonly Advisory[]): Piece {
  const rows = list.map(
    ({ id, severity, title, cves }) =>
      `| ${severity} | ${untrustedCell(briefly(id))} | ${untrustedMarkdown(briefly(title))} | ${untrustedMarkdown(briefly(cves))} |\n`,
  );
  const open = '| severity | advisory | about | CVEs |\n| --- | --- | --- | --- |\n';
  return { noun: 'advisory row', rank: 'seen', open, rows, close: '\n' };
}

function closedPieces({ closes }: Effect): readonly Piece[] {
  return closes.list.length === 0 ? [] : [line('advisory', `Closes for them ${advisoryWords(closes)}.\n\n`)];
}

function packagePieces({ packages, previous }: Effect): readonly Piece[] {
  if (packages.length === 0 || previous === undefined) return [];
  const head = line('package', `### Packages since ${untrustedCode(previous)}: ${packageWords(packages)}\n\n`);
  const open =
    '<details><summary>every package</summary>\n\n| package | before | after | |\n| --- | --- | --- | --- |\n';
  return [head, { noun: 'package', rank: 'folded', open, rows: packages.map(packageRow), close: '\n</details>\n\n' }];
}

function packageRow({ name, arch, kind, from, to }: PackageChange): string {
  const what = untrustedCell(briefly(arch === undefined ? name : `${name}.${arch}`));
  const [was, is] = [from, to].map((versions) => (versions.length === 0 ? '' : untrustedCell(briefly(versions))));
  return `| ${what} | ${was} | ${is} | ${kind} |\n`;
}

function listPieces(title: string, noun: string, rows: readonly string[]): readonly Piece[] {
  return rows.length === 0 ? [] : [{ noun, rank: 'seen', open: `### ${title}\n\n`, rows, close: '\n' }];
}

function bugRow({ id, title, url }: Bug): string {
  const name = id === undefined ? '' : `${untrustedCode(briefly(id))} `;
  return `- ${name}${untrustedMarkdown(briefly(title))}${url === undefined ? '' : ` ${address(url)}`}\n`;
}

/** An address that can be followed, where it holds nothing that Markdown could take for the end of it. */
function address(url: string): string {
  return /^https?:\/\/[A-Za-z0-9/:._~?=&%+,-]{1,500}(?:#[A-Za-z0-9._~%-]*)?$/.test(url)
    ? `<${url}>`
    : untrustedCode(briefly(url));
}

function line(noun: string, text: string): Piece {
  return { noun, rank: 'seen', open: '', rows: [text], close: '' };
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
