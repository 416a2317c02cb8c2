/** A release that is published or withdrawn, in the words of mail and chat, for the owners of some clusters (U6, U14). */

import type { AnnouncementWords } from '../notice/letters.ts';
import type { OfferedCluster, Offering, ReleaseAnnouncement } from '../release/announcement.ts';
import { counted } from './diagnostic-words.ts';
import { html, link, type Fragment } from './mail-html.ts';
import { untrustedChat } from './notice-chat.ts';
import { advisoriesOfRelease, causePlace, linesOf, releaseName, severities } from './release-words.ts';
import { untrustedTerminal } from './untrusted.ts';

/** What the owners are told: what it is, what it closes, what becomes of their clusters, what to do. */
export function announcementWords(announced: ReleaseAnnouncement, owners: readonly string[]): AnnouncementWords {
  const parts = partsOf(announced, owners);
  return {
    title: parts.title,
    text: textOf(parts),
    html: htmlOf(parts).html,
    chat: chatOf(announced, parts),
  };
}

/** The content that every form shares. Lines hold text from files, not escaped yet. */
interface Parts {
  readonly title: string;
  readonly opening: readonly string[];
  readonly lists: readonly { readonly head: string; readonly lines: readonly string[] }[];
  readonly closing: readonly string[];
  readonly addresses: readonly string[];
}

const most = { advisories: 20, clusters: 60, causes: 10, addresses: 10 } as const;

function partsOf(announced: ReleaseAnnouncement, owners: readonly string[]): Parts {
  const { release, event, streamTitle } = announced;
  const isWithdrawal = event === 'withdrawn';
  const own = announced.clusters.filter((cluster) => cluster.owners.some((owner) => owners.includes(owner)));
  const reason = release.withdrawn === undefined ? [] : linesOf(release.withdrawn.reason);
  return {
    title: titleOf(announced),
    opening: [
      `${streamTitle}: ${releaseName(release)}, a ${release.version.kind} release of ${release.date}${isWithdrawal ? ', is withdrawn.' : '.'}`,
      ...(isWithdrawal ? reason : linesOf(release.notes)),
    ],
    lists: [
      ...(isWithdrawal ? [] : advisoryList(announced)),
      ...clusterList(announced, own),
      ...causeList(announced, own),
    ],
    closing: [todoOf(announced, own)],
    addresses: [...(announced.url === undefined ? [] : [announced.url]), ...release.documentation].slice(
      0,
      most.addresses,
    ),
  };
}

function titleOf({ release, event }: ReleaseAnnouncement): string {
  if (event === 'withdrawn') return `${releaseName(release)} is withdrawn`;
  const { list, bySeverity } = advisoriesOfRelease(release);
  if (list.length === 0) return `${releaseName(release)} is released`;
  const worst = severities.find((severity) => bySeverity[severity] > 0);
  const words = list.length === 1 ? '1 advisory' : `${list.length} advisories`;
  return `${releaseName(release)} is released and closes ${words}, the worst ${worst ?? 'Low'}`;
}

function advisoryList({ release }: ReleaseAnnouncement): Parts['lists'] {
  const { list } = advisoriesOfRelease(release);
  if (list.length === 0) return [];
  const lines = list.map(({ id, severity, title, cves }) => {
    const names = cves.length === 0 ? '' : ` (${cves.slice(0, 6).join(', ')})`;
    return `${severity}: ${id}, ${title}${names}`;
  });
  return [{ head: 'It closes', lines: cut(lines, most.advisories) }];
}

/** The reader's own clusters; where there are none, how many of all go which way. */
function clusterList({ clusters, event }: ReleaseAnnouncement, own: readonly OfferedCluster[]): Parts['lists'] {
  if (own.length > 0) return [{ head: 'Your clusters', lines: cut(own.map(clusterLine), most.clusters) }];
  const counts = new Map<Offering, number>();
  for (const { when } of clusters) counts.set(when, (counts.get(when) ?? 0) + 1);
  const lines = offerings.flatMap((when) => {
    const count = counts.get(when) ?? 0;
    return count === 0 ? [] : [`${counted(count, 'cluster')}: ${offeringWords[when]}`];
  });
  const head = event === 'withdrawn' ? 'Clusters that pin it' : 'Clusters of the stream';
  return lines.length === 0 ? [] : [{ head, lines }];
}

function clusterLine({ name, hosts, from, to, when, until }: OfferedCluster): string {
  const step = to === undefined ? `on ${from}` : `${from} → ${to}`;
  const end = until === undefined ? '' : ` (until ${until})`;
  return `${name}, ${counted(hosts, 'host')}, ${step}: ${offeringWords[when]}${end}`;
}

const offeringWords: Readonly<Record<Offering, string>> = {
  request: 'a request is opened for its owners to merge',
  'merges-itself': 'a request that merges itself when its checks pass',
  commit: 'moved by a commit, without a request',
  'after-rollout': 'offered once the staged rollout has accepted it',
  'after-hold': 'on hold, and offered afterwards',
  'not-accepted': 'not offered, its file accepts minor releases alone',
  rejected: 'not offered, its staged rollout said no',
  'would-fail': 'not offered before it is mended, for it would fail',
  'no-way-back': 'there is no good version to go to, ask the release team',
  'has-it': 'has it, or a newer one',
};

const offerings = Object.keys(offeringWords) as readonly Offering[];

/** Only what breaks the reader's clusters; all of it for who has none. */
function causeList({ causes }: ReleaseAnnouncement, own: readonly OfferedCluster[]): Parts['lists'] {
  const names = new Set(own.map(({ name }) => name));
  const shown =
    own.length === 0 ? causes : causes.filter(({ clusters }) => clusters.some(({ name }) => names.has(name)));
  if (shown.length === 0) return [];
  const lines = shown.map(
    (cause) => `${causePlace(cause)}: ${cause.message} (${counted(cause.clusters.length, 'cluster')})`,
  );
  return [{ head: 'What would fail', lines: cut(lines, most.causes) }];
}

function todoOf({ event, release }: ReleaseAnnouncement, own: readonly OfferedCluster[]): string {
  if (event === 'withdrawn')
    return `What to do: merge the request that takes each cluster to a good version, and do not pin ${release.version.text} any more.`;
  if (own.length === 0) return 'What to do: nothing now; each cluster is moved by its own owners.';
  return `What to do: read each request and merge it. To wait, give the cluster upgrade.${release.stream} with mode: hold, an end and a reason.`;
}

function cut(lines: readonly string[], limit: number): readonly string[] {
  return lines.length <= limit ? lines : [...lines.slice(0, limit), `and ${lines.length - limit} more`];
}

function textOf({ opening, lists, closing, addresses }: Parts): string {
  const blocks = [
    ...opening.map(untrustedTerminal),
    ...lists.map(({ head, lines }) =>
      [`${head}:`, ...lines.map((line) => `  - ${untrustedTerminal(line)}`)].join('\n'),
    ),
    ...closing.map(untrustedTerminal),
    addresses.map(untrustedTerminal).join('\n'),
  ];
  return blocks.filter((block) => block !== '').join('\n\n');
}

function htmlOf({ opening, lists, closing, addresses }: Parts): Fragment {
  return html`${opening.map((line) => html`<p>${line}</p>\n`)}
${lists.map(({ head, lines }) => html`<p><b>${head}:</b></p>\n<ul>${lines.map((line) => html`<li>${line}</li>\n`)}</ul>\n`)}
${closing.map((line) => html`<p>${line}</p>\n`)}
${addresses.map((address) => html`<p>${link(address, address)}</p>\n`)}`;
}

function chatOf({ fleet, url, release }: ReleaseAnnouncement, { title, lists, closing }: Parts): string {
  const reason = linesOf(release.withdrawn?.reason ?? '').slice(0, 3);
  const counts = lists.flatMap(({ head, lines }) =>
    head === 'It closes' ? [] : lines.slice(0, 8).map((line) => `- ${untrustedChat(line)}`),
  );
  const address = url !== undefined && /^https?:\/\/[\w.~:/?#@!$*+,;=%-]+$/.test(url) ? [url] : [];
  return [
    `Fleet ${untrustedChat(fleet)}: ${untrustedChat(title)}`,
    ...reason.map(untrustedChat),
    ...counts,
    ...closing.map(untrustedChat),
    ...address,
  ].join('\n');
}
