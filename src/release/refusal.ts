/** Why the tag of a release is not taken for what it says (trust row 21). */

import type { PassedOver } from './signers.ts';

export type TagRefusal =
  /** The remote has no such tag. */
  | { readonly is: 'absent' }
  /** It is no annotated tag: nobody can have signed it, and it does not say its own name. */
  | { readonly is: 'lightweight' }
  /** Its object was made for another name, and put under this one. */
  | { readonly is: 'copied'; readonly says: string }
  /** Its commit was never merged to the branch. */
  | { readonly is: 'unmerged'; readonly commit: string; readonly branch: string }
  /** The fleet on the branch cannot be read, so that nobody knows who may sign. */
  | { readonly is: 'fleet-unreadable'; readonly branch: string }
  | { readonly is: 'stream-unknown'; readonly stream: string; readonly branch: string }
  /** The commit has no folder of the release, or its release.yaml cannot be read or says another release. */
  | { readonly is: 'no-release'; readonly commit: string; readonly file: string; readonly reason: string }
  /** The stream lists signers, and none of them has a key that counts today. */
  | { readonly is: 'no-key'; readonly passedOver: readonly PassedOver[] }
  | {
      readonly is: 'unsigned';
      readonly reason: string;
      readonly people: readonly string[];
      readonly passedOver: readonly PassedOver[];
    }
  /** It was published before, and was another tag object then. */
  | { readonly is: 'moved'; readonly recorded: string; readonly now: string };

/** The ref of the remote that keeps which tag object was published, so that a tag that moves is found out. */
export function recordOf(tag: string): string {
  return `refs/tidemark/published/${tag}`;
}
