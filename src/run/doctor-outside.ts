/** The forge and the remote, for the doctor: each by itself, so that the one is looked at although the other is not there. */

import { failed, succeeded } from '../core/outcome.ts';
import { openRepository } from '../git/git.ts';
import { openRemote } from '../git/remote.ts';
import type { Outside } from './doctor.ts';
import { openForge } from './open-forge.ts';

export function outsideOf(order: Parameters<typeof openForge>[0]): Outside {
  const opened = openForge(order);
  if (opened.ok) return { forge: succeeded(opened.value.forge), remote: succeeded(opened.value.remote) };
  const repository = openRepository(order.folder);
  if (repository === undefined) return { forge: opened, remote: failed('gone', 'the fleet is in no git repository') };
  return { forge: opened, remote: openRemote({ repository, named: undefined, credentials: undefined }) };
}
