/** An announcement for whoever sends it: what is said, and to whom. */

import type { AnnouncementWords } from '../notice/letters.ts';
import type { ReleaseAnnouncement } from '../release/announcement.ts';
import { counted } from './diagnostic-words.ts';
import { jsonDocument } from './json-document.ts';
import { untrustedTerminal } from './untrusted.ts';

/** The title, the text, and everybody who is told; `words` come escaped. */
export function announcementText({ to }: ReleaseAnnouncement, { title, text }: AnnouncementWords): string {
  const whom = to.map(untrustedTerminal).join(', ');
  return `${untrustedTerminal(title)}\n\n${text.trimEnd()}\n\nTo ${counted(to.length, 'addressee')}: ${whom}\n`;
}

/** All of it, in a fixed order, in the shape of `schemas/announcement.schema.json`; ends in a line break. */
export function announcementJson(announcement: ReleaseAnnouncement): string {
  const { event, key, fleet, streamTitle, release, clusters, causes, url, to, findings } = announcement;
  const { stream, version, date, notes, documentation, withdrawn, advisories } = release;
  const shown = {
    event,
    key,
    fleet,
    stream,
    streamTitle,
    version: version.text,
    kind: version.kind,
    date,
    notes,
    withdrawn: withdrawn ?? null,
    advisories: advisories.map(({ id, severity, title, cves }) => ({ id, severity, title, cves })),
    documentation,
    url: url ?? null,
    clusters: clusters.map(({ to: target, until, ...cluster }) => ({
      ...cluster,
      to: target ?? null,
      until: until ?? null,
    })),
    causes: causes.map(({ clusters: broken, line, ...cause }) => ({
      ...cause,
      line: line ?? null,
      clusters: broken.map(({ name }) => name),
    })),
    to,
    findings,
  };
  return jsonDocument(shown);
}
