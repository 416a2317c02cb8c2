/** What the compiler is given to work with. */

import type { Facts } from '../core/diagnostic.ts';
import type { Fleet } from '../core/fleet.ts';
import type { Route } from '../core/site.ts';
import type { Mapping } from '../core/value.ts';
import type { Definable } from './context.ts';
import type { Prover } from './prove.ts';
import type { Library } from './resolve.ts';
import type { Stock } from './stock.ts';

/** Something in a profile that its schema refuses. `route` leads to the value, `schemaRoute` to the line of the schema. */
export type ProfileFault = {
  [C in 'profile-key-unknown' | 'profile-key-missing' | 'profile-type' | 'profile-value']: {
    readonly code: C;
    readonly route: Route;
    readonly facts: Facts[C];
    readonly schemaRoute: Route;
  };
}['profile-key-unknown' | 'profile-key-missing' | 'profile-type' | 'profile-value'];

/** The profile schema: a quick way to show that a profile is valid, and a judge for when it is not shown. */
export interface ProfileSchema {
  readonly file: string;
  readonly prover: Prover;
  judge(profile: Mapping): readonly ProfileFault[];
}

/** Everything but the clusters; it serves all of them. */
export interface CompilerParts {
  readonly fleet: Fleet;
  readonly library: Library;
  readonly definable: Definable;
  readonly stock: Stock;
  readonly schema: ProfileSchema | undefined;
}
