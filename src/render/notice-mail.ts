/** What fails, as a mail: subject, text and HTML of the same content. */

import type { AnnouncementWords } from '../notice/letters.ts';
import type { Trouble } from '../notice/trouble.ts';
import { counted } from './diagnostic-words.ts';
import { html, link, preformatted, trustedHtml, type Fragment } from './mail-html.ts';
import { asciiLine, clusterWords, detailLines, headlineOf, placeOf, type Links } from './notice-words.ts';
import { untrustedTerminal } from './untrusted.ts';

/** What a mail tells. */
export interface ShownConcern {
  readonly fleet: string;
  /** The owners for whom it comes, as clusters name them. */
  readonly owners: readonly string[];
  /** Causes with at least one cluster that is new to the reader, with all the reader's clusters. */
  readonly fresh: readonly Trouble[];
  /** Whether a cluster of a cause is new to the reader. */
  readonly isNew: (trouble: Trouble, row: Trouble['clusters'][number]) => boolean;
  /** Causes of which nothing is new, and which are there still. */
  readonly still: readonly Trouble[];
  readonly announcements: readonly AnnouncementWords[];
  readonly links: Links;
}

export interface MailWords {
  /** ASCII, one line. */
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** The mail. Announcements come first, then what fails; long lists end in a count. */
export function mailWords(shown: ShownConcern): MailWords {
  return { subject: subjectOf(shown), text: textOf(shown), html: htmlOf(shown) };
}

const most = { subject: 120, causes: 40, clusters: 200, still: 40 } as const;

function subjectOf({ fleet, fresh, announcements }: ShownConcern): string {
  const [first, ...others] = announcements;
  const parts = [
    ...(first === undefined ? [] : [`${first.title}${others.length === 0 ? '' : ` and ${others.length} more`}`]),
    ...(fresh.length === 0 ? [] : [headlineOf(fresh)]),
  ];
  return asciiLine(`[${fleet}] ${parts.join('; ')}`, most.subject);
}

function textOf(shown: ShownConcern): string {
  const { fresh, still, announcements } = shown;
  const blocks = [
    ...announcements.map(({ title, text }) => `${untrustedTerminal(title)}\n\n${text.trimEnd()}`),
    ...(fresh.length === 0 ? [] : [untrustedTerminal(opening(shown))]),
    ...fresh.slice(0, most.causes).map((trouble, index) => causeText(trouble, index + 1, shown)),
    ...restOf(fresh.length, most.causes, 'more cause'),
    ...(still.length === 0
      ? []
      : [
          [
            'You were told of these before, and they are still there:',
            ...still.slice(0, most.still).map((trouble) => `  - ${untrustedTerminal(stillWords(trouble))}`),
            ...restOf(still.length, most.still, 'more').map((line) => `  - ${line}`),
          ].join('\n'),
        ]),
    `-- \n${untrustedTerminal(closing(shown))}`,
  ];
  return `${blocks.join('\n\n')}\n`;
}

function causeText(trouble: Trouble, number: number, { links, isNew }: ShownConcern): string {
  const place = placeOf(trouble);
  const page = trouble.file === undefined ? undefined : links.file(trouble.file, trouble.line);
  const issue = links.issue(trouble.id);
  const rows = trouble.clusters.slice(0, most.clusters);
  const lines = [
    `${number}. ${trouble.message}`,
    ...(place === '' ? [] : [`   where: ${place} (${trouble.code})`]),
    ...(page === undefined ? [] : [`          ${page}`]),
    `   do:    ${trouble.advice}`,
    ...(issue === undefined ? [] : [`   issue: ${issue}`]),
    `   hits:  ${counted(trouble.clusters.length, 'cluster')}`,
    ...rows.map((row) => `          - ${clusterWords(row)}${isNew(trouble, row) ? '' : ', told before'}`),
    ...restOf(trouble.clusters.length, most.clusters, 'more cluster').map((line) => `          - ${line}`),
  ].map(untrustedTerminal);
  const details = detailLines(trouble).map((line) => `   ${line}`.trimEnd());
  return [...lines, ...(details.length === 0 ? [] : ['', ...details])].join('\n');
}

function htmlOf(shown: ShownConcern): string {
  const { fresh, still, announcements } = shown;
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${subjectOf(shown)}</title></head>
<body style="font-family:sans-serif;max-width:60em">
${announcements.map(({ title, html: body }) => html`<h2>${title}</h2>\n${trustedHtml(body)}\n`)}
${fresh.length === 0 ? [] : [html`<p>${opening(shown)}</p>\n`]}
${fresh.slice(0, most.causes).map((trouble, index) => causeHtml(trouble, index + 1, shown))}
${restOf(fresh.length, most.causes, 'more cause').map((line) => html`<p>${line}</p>\n`)}
${still.length === 0 ? [] : [stillHtml(still)]}
<hr><p style="color:#666">${closing(shown)}</p>
</body></html>
`;
  return page.html;
}

function causeHtml(trouble: Trouble, number: number, { links, isNew }: ShownConcern): Fragment {
  const page = trouble.file === undefined ? undefined : links.file(trouble.file, trouble.line);
  const details = detailLines(trouble).join('\n');
  const issue = links.issue(trouble.id);
  const rows = trouble.clusters.slice(0, most.clusters);
  return html`<h3>${number}. ${trouble.message}</h3>
<p>${trouble.file === undefined ? [] : [html`<b>Where:</b> ${link(page, placeOf(trouble))} (${trouble.code})<br>`]}
<b>Do:</b> ${trouble.advice}${issue === undefined ? [] : [html`<br>\n<b>Issue:</b> ${link(issue, issue)}`]}</p>
${details === '' ? [] : [preformatted(details)]}
<p><b>Hits ${counted(trouble.clusters.length, 'cluster')}:</b></p>
<ul>
${rows.map((row) => html`<li>${clusterWords(row)}${isNew(trouble, row) ? '' : ', told before'}</li>\n`)}
${restOf(trouble.clusters.length, most.clusters, 'more cluster').map((line) => html`<li>${line}</li>\n`)}</ul>
`;
}

function stillHtml(still: readonly Trouble[]): Fragment {
  return html`<p>You were told of these before, and they are still there:</p>
<ul>
${still.slice(0, most.still).map((trouble) => html`<li>${stillWords(trouble)}</li>\n`)}
${restOf(still.length, most.still, 'more').map((line) => html`<li>${line}</li>\n`)}</ul>
`;
}

function opening({ fleet, fresh }: ShownConcern): string {
  return `Fleet ${fleet}: ${headlineOf(fresh)}.`;
}

function stillWords(trouble: Trouble): string {
  const place = placeOf(trouble);
  return `${trouble.code}${place === '' ? '' : ` in ${place}`}, ${counted(trouble.clusters.length, 'cluster')}`;
}

function closing({ fleet, owners, fresh, still }: ShownConcern): string {
  const reason = `This comes from fleet ${fleet}, for ${owners.join(', ')}.`;
  const end = 'You are told once; what is mended is not mailed about, and its issue closes by itself.';
  return fresh.length + still.length === 0 ? reason : `${reason} ${end}`;
}

function restOf(count: number, shown: number, noun: string): readonly string[] {
  if (count <= shown) return [];
  return [noun === 'more' ? `and ${count - shown} more` : `and ${counted(count - shown, noun)}`];
}
