/** Makes the text of an upgrade request: the fleet's own template or ours, filled, cut at a row below the forge's limit. */

import type { FleetChange } from '../change/change.ts';
import type { TextTemplate } from '../compile/emit.ts';
import { readTextTemplate } from '../compile/text-template.ts';
import { Diagnostics, type Diagnostic } from '../core/diagnostic.ts';
import type { Owners } from '../core/fleet.ts';
import type { Tree } from '../core/tree.ts';
import type { Plain } from '../core/value.ts';
import { markerLine } from '../forge/marker.ts';
import { ownChangeMarkdown } from '../render/change-markdown.ts';
import { defaultRequestText, requestData, requestTitle, type RequestSubject } from '../render/upgrade-request.ts';
import { sha256Of } from '../tree/write.ts';
import { kindOfOffer, versionOf, type Offer } from '../upgrade/offer.ts';
import { readYaml } from './fleet-files.ts';
import { releaseFile, type OpenFleet } from './open-fleet.ts';

/** What a request shows, and a digest of all of it. */
export interface RequestText {
  readonly title: string;
  /** Ends with the marker. */
  readonly body: string;
  readonly labels: readonly string[];
  readonly digest: string;
}

/** Writes the texts of a fleet's requests. */
export interface RequestWriter {
  write(offer: Offer, change: FleetChange): RequestText;
  /** What is wrong with the fleet's own template. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Where a fleet puts its own template. */
const requestTemplateFile = 'templates/upgrade/request.hbs';

/** The most characters that a forge takes as a body, less what a marker may take. */
const bodyLimit = 65_536 - 1000;

/** Room for what changes, where a template of the fleet leaves next to none. */
const leastForChanges = 2000;

export function requestWriter(
  open: OpenFleet,
  rolloutWords: (stream: string, version: string) => string,
): RequestWriter {
  const out = new Diagnostics();
  const own = ownTemplate(open.tree, out);
  const fallback = templateFrom(defaultRequestText);
  const notes = notesIn(open.tree, out);
  const changes = changeTexts();
  return {
    diagnostics: out.sorted(),
    write(offer, change) {
      const version = versionOf(offer).text;
      const kind = kindOfOffer(offer);
      const stream = open.fleet.streams.get(offer.stream);
      const subject: Omit<RequestSubject, 'changes'> = {
        offer,
        kind,
        streamTitle: stream?.title ?? offer.stream,
        askers: askersOf(stream?.owners ?? [], open.owners),
        notes: notes(offer.stream, version),
        releaseFile: releaseFile(offer.stream, version),
        rollout: rolloutWords(offer.stream, version),
      };
      const fill = (template: TextTemplate | undefined): string | undefined =>
        filled(template, subject, (limit) => changes(change, limit));
      const text = fill(own) ?? fill(fallback) ?? '';
      return sealed(offer, { title: requestTitle(offer, kind), text });
    },
  };
}

/** The labels of a request; the first says that it is ours, and that nothing of it is missing. */
function labelsOf(offer: Offer): readonly string[] {
  return [
    'tidemark',
    offer.stream,
    kindOfOffer(offer),
    ...(offer.moves.some(({ direction }) => direction === 'back') ? ['withdrawn'] : []),
  ];
}

function sealed(offer: Offer, { title, text }: { readonly title: string; readonly text: string }): RequestText {
  const labels = labelsOf(offer);
  const digest = sha256Of(JSON.stringify([title, text, labels, offer.mode])).slice(0, 16);
  const marker = markerLine({
    identity: `upgrade ${offer.branch}`,
    facts: { to: versionOf(offer).text },
    digest,
  });
  return { title, body: `${text.trimEnd()}\n\n${marker}\n`, labels, digest };
}

/** Fills a template, the changes cut so that the whole fits; undefined where the template fails or is too long by itself. */
function filled(
  template: TextTemplate | undefined,
  subject: Omit<RequestSubject, 'changes'>,
  changesWithin: (limit: number) => string,
): string | undefined {
  const around = template?.(requestData({ ...subject, changes: '' }));
  if (template === undefined || around?.ok !== true || around.text.length > bodyLimit - leastForChanges)
    return undefined;
  // In whole thousands, so that clusters whose names differ in length share a text.
  const room = Math.floor((bodyLimit - around.text.length) / 1000) * 1000;
  const whole = template(requestData({ ...subject, changes: changesWithin(room).trimEnd() }));
  return whole.ok && whole.text.length <= bodyLimit ? whole.text : undefined;
}

/** Writes what changes, once for all clusters that go through the same with all their hosts. */
function changeTexts(): (change: FleetChange, limit: number) => string {
  const numbers = new Map<unknown, number>();
  const texts = new Map<string, string>();
  const numberOf = (part: unknown): number => {
    const number = numbers.get(part) ?? numbers.size;
    numbers.set(part, number);
    return number;
  };
  return (change, limit) => {
    const [group, ...others] = change.groups;
    if (group === undefined || others.length > 0) return ownChangeMarkdown(change, limit);
    const { packages, values } = group.change;
    const { closed, reopened } = group.advisories;
    const key = [closed, reopened, values, packages].reduce(
      (known, part) => `${known} ${numberOf(part)}`,
      String(limit),
    );
    const text = texts.get(key) ?? ownChangeMarkdown(change, limit);
    texts.set(key, text);
    return text;
  };
}

function templateFrom(source: string): TextTemplate | undefined {
  const read = readTextTemplate(source);
  return read.ok ? read.render : undefined;
}

function ownTemplate(tree: Tree, out: Diagnostics): TextTemplate | undefined {
  const found = tree.list('templates').includes(requestTemplateFile) ? tree.read(requestTemplateFile) : undefined;
  if (found === undefined) return undefined;
  const site = { file: requestTemplateFile, route: [] };
  if ('unreadable' in found) {
    out.add(found.unreadable.code, site, found.unreadable.facts);
    return undefined;
  }
  const read = readTextTemplate(found.text);
  if (!read.ok) out.add('emit-template', site, { reason: read.reason });
  return read.ok ? read.render : undefined;
}

function notesIn(tree: Tree, out: Diagnostics): (stream: string, version: string) => string {
  const known = new Map<string, string>();
  return (stream, version) => {
    const file = releaseFile(stream, version);
    const plain = known.has(file)
      ? undefined
      : (readYaml(tree, file, 'release', out)?.plain as { readonly notes?: Plain } | undefined);
    if (!known.has(file)) known.set(file, typeof plain?.notes === 'string' ? plain.notes : '');
    return known.get(file) ?? '';
  };
}

/** Whom a manager may ask, by name and address. */
function askersOf(names: readonly string[], owners: Owners | undefined): readonly string[] {
  return names.flatMap((name) => {
    const team = owners?.teams.get(name);
    const person = owners?.people.get(name);
    if (team !== undefined) return [team.mail === undefined ? team.title : `${team.title}, ${team.mail}`];
    return person === undefined || person.left !== undefined ? [] : [`${person.name}, ${person.mail ?? person.login}`];
  });
}
