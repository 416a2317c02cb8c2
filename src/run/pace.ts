/** Real time, for adapters that wait. */

import { setTimeout } from 'node:timers/promises';
import type { Pace } from '../forge/forge.ts';

export const realPace: Pace = {
  now: () => Date.now(),
  wait: (milliseconds) => setTimeout(milliseconds),
};
