/** Gives a server without git the branches of a bare repository, by its REST API: the same objects, with the same ids. */

import { spawnSync } from 'node:child_process';
import type { Emulate } from './emulate.ts';

export interface MirrorOrder {
  readonly emulate: Emulate;
  /** The repository's name there. */
  readonly repository: string;
  /** The bare repository here. */
  readonly bare: string;
}

/** Brings the branches there to where they are here, each time that it is called. */
export class Mirror {
  readonly #order: MirrorOrder;
  readonly #known = new Set<string>();
  readonly #there = new Map<string, string>();

  constructor(order: MirrorOrder) {
    this.#order = order;
    // The server makes it with a commit of its own.
    this.#there.set('refs/heads/main', '');
  }

  async bring(): Promise<void> {
    const here = new Map(
      this.#git('for-each-ref', '--format=%(refname) %(objectname)', 'refs/heads')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => [line.slice(0, -41), line.slice(-40)] as const),
    );
    for (const [ref, id] of here) {
      const was = this.#there.get(ref);
      if (was === id) continue;
      await this.#commit(id);
      if (was === undefined) await this.#ask('POST', 'git/refs', { ref, sha: id });
      else await this.#ask('PATCH', `git/${ref}`, { sha: id, force: true });
      this.#there.set(ref, id);
    }
    for (const ref of [...this.#there.keys()].filter((name) => !here.has(name))) {
      await this.#ask('DELETE', `git/${ref}`);
      this.#there.delete(ref);
    }
  }

  async #commit(id: string): Promise<void> {
    if (this.#known.has(id)) return;
    const format = '--format=%T%x00%P%x00%an%x00%ae%x00%aI%x00%cn%x00%ce%x00%cI%x00%B';
    const said = this.#git('show', '-s', format, id).split('\0');
    const [tree = '', parents = '', an = '', ae = '', ad = '', cn = '', ce = '', cd = '', message = ''] = said;
    const behind = parents.split(' ').filter((parent) => parent !== '');
    for (const parent of behind) await this.#commit(parent);
    await this.#tree(id, behind[0]);
    const commit = {
      tree,
      parents: behind,
      author: { name: an, email: ae, date: ad },
      committer: { name: cn, email: ce, date: cd },
      message: `${message.trimEnd()}\n`,
    };
    const made = (await this.#ask('POST', 'git/commits', commit)) as { readonly sha: string };
    if (made.sha !== id) throw new Error(`the commit ${id} became ${made.sha}`);
    this.#known.add(id);
  }

  /** What a commit changes, on the tree of the one before it. */
  async #tree(id: string, parent: string | undefined): Promise<void> {
    const listed =
      parent === undefined
        ? this.#git('ls-tree', '-r', '-z', '--format=%(objectmode) %(objectname) %(path)', id)
        : this.#git('diff-tree', '-r', '-z', '--no-renames', '--raw', parent, id);
    const entries = parent === undefined ? listedFiles(listed) : changedFiles(listed);
    const tree = entries.map(({ path, mode, blob }) => ({
      path,
      mode,
      type: 'blob',
      ...(blob === undefined ? { sha: null } : { content: this.#git('cat-file', 'blob', blob) }),
    }));
    if (tree.length === 0) return;
    const base = parent === undefined ? {} : { base_tree: this.#git('rev-parse', `${parent}^{tree}`).trim() };
    await this.#ask('POST', 'git/trees', { tree, ...base });
  }

  async #ask(method: string, path: string, body?: object): Promise<unknown> {
    const { emulate, repository } = this.#order;
    return emulate.ask({ repository, method, path, ...(body === undefined ? {} : { body }) });
  }

  #git(...args: readonly string[]): string {
    const ran = spawnSync('git', args, { cwd: this.#order.bare, encoding: 'utf8', maxBuffer: 1 << 26 });
    if (ran.status !== 0) throw new Error(`git ${args.join(' ')}: ${ran.stderr}`);
    return ran.stdout;
  }
}

interface File {
  readonly path: string;
  readonly mode: string;
  /** Undefined where it was removed. */
  readonly blob: string | undefined;
}

function listedFiles(listed: string): readonly File[] {
  return listed
    .split('\0')
    .filter((line) => line !== '')
    .map((line) => ({ mode: line.slice(0, 6), blob: line.slice(7, 47), path: line.slice(48) }));
}

/** Git writes `:MODE MODE ID ID LETTER`, a zero byte, and the path. */
function changedFiles(listed: string): readonly File[] {
  const parts = listed.split('\0');
  return parts.flatMap((part, index) => {
    const [before = '', after = '', , id = '', letter = ''] = part.slice(1).split(' ');
    if (!part.startsWith(':')) return [];
    const path = parts[index + 1] ?? '';
    return [letter === 'D' ? { path, mode: before, blob: undefined } : { path, mode: after, blob: id }];
  });
}
