/** Why a tag is refused, for a terminal: what is wrong, and what to do. */

import type { TagRefusal } from '../release/refusal.ts';
import type { PassedOver } from '../release/signers.ts';
import { briefly } from './change-words.ts';
import { untrustedTerminal } from './untrusted.ts';

export interface RefusalWords {
  readonly says: string;
  readonly advice: string;
}

/** `tag` is the name under which the tag was found, `linux/2026_8_minor`. */
export function refusalWords(refusal: TagRefusal, tag: string): RefusalWords {
  const [name, again] = [brief(tag), `git tag -s -f ${brief(tag)} && git push --force origin refs/tags/${brief(tag)}`];
  switch (refusal.is) {
    case 'absent':
      return { says: `there is no tag ${name} in the remote`, advice: `Push it: git push origin refs/tags/${name}` };
    case 'lightweight':
      return {
        says: `the tag ${name} is not annotated, so it says neither its name nor who made it`,
        advice: `Nothing was published under it yet: delete it, and make it with "git tag -s ${name}".`,
      };
    case 'copied':
      return {
        says: `the tag ${name} says of itself that it is ${quoted(refusal.says)}: the tag object of another name was put here`,
        advice: 'Find out who pushed it. Delete it, and make a tag of its own for the release.',
      };
    case 'unmerged':
      return {
        says: `the tag ${name} is on commit ${short(refusal.commit)}, which is not on ${brief(refusal.branch)}`,
        advice: `Merge the release to ${brief(refusal.branch)} first, and tag the merged commit: only what was reviewed is published.`,
      };
    case 'fleet-unreadable':
      return {
        says: `the fleet on ${brief(refusal.branch)} cannot be read, so nobody knows who may sign the tag ${name}`,
        advice: '"tidemark check" says what is wrong with fleet.yaml and owners.yaml.',
      };
    case 'stream-unknown':
      return {
        says: `the tag ${name} is of no stream: the fleet on ${brief(refusal.branch)} has no ${quoted(refusal.stream)}`,
        advice: 'Streams are declared in fleet.yaml under `streams`.',
      };
    case 'no-release':
      return {
        says: `commit ${short(refusal.commit)} of the tag ${name} has no such release: ${brief(refusal.file)} ${brief(refusal.reason)}`,
        advice:
          'Tag a commit that has the folder of the release, with a release.yaml that says its stream and version.',
      };
    case 'no-key':
      return {
        says: `nobody can sign the tag ${name} today${passedWords(refusal.passedOver)}`,
        advice: 'Give a signer of the stream a key in owners.yaml, under `signingKeys`, on the default branch.',
      };
    case 'unsigned':
      return {
        says: `the tag ${name} is not signed by somebody who may: ${brief(refusal.reason)}${passedWords(refusal.passedOver)}`,
        advice: `It may be signed by ${refusal.people.map(brief).join(', ')}, with a key of owners.yaml on the default branch. While nothing is published: ${again}`,
      };
    case 'moved':
      return {
        says: `THIS TAG WAS MOVED: ${name} was published as ${short(refusal.recorded)}, and is ${short(refusal.now)} now`,
        advice:
          'What is published never changes. Put the tag back on the object that was published, find out who moved it, and make a new version for what was to change.',
      };
  }
}

const reasons: { readonly [R in PassedOver['because']]: string } = {
  unknown: 'is nobody in owners.yaml',
  left: 'has left',
  'no-key': 'has no key',
  revoked: 'has a key that was revoked',
  expired: 'has a key whose last day is over',
};

/** `; henrik has left, ruth has no key`. */
function passedWords(passedOver: readonly PassedOver[]): string {
  if (passedOver.length === 0) return '';
  const shown = passedOver.slice(0, 10).map(({ login, because }) => `${brief(login)} ${reasons[because]}`);
  const left = passedOver.length - shown.length;
  return ` (${shown.join(', ')}${left === 0 ? '' : ` and ${left} more`})`;
}

function short(id: string): string {
  return untrustedTerminal(id.slice(0, 12));
}

function brief(text: string): string {
  return untrustedTerminal(briefly(text));
}

function quoted(text: string): string {
  return `"${brief(text)}"`;
}
