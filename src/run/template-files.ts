/** The templates of a tree, read when they are first asked for; trees that hold the same files read them once. */

import {
  brokenTemplate,
  checkedTemplate,
  readTemplate,
  type Template,
  type WrittenTemplate,
} from '../compile/template.ts';
import type { Definable } from '../compile/context.ts';
import { Sharing } from '../compile/sharing.ts';
import { Diagnostics } from '../core/diagnostic.ts';
import type { Tree, TreeFile, Unreadable } from '../core/tree.ts';
import { yamlIn } from './fleet-files.ts';

/** Templates that have been read, by name and content, and what is wrong with them in one fleet or another. */
export class TemplateShelf {
  readonly #read = new Map<string, Template>();
  readonly #checked = new WeakMap<Definable, Map<Template, Template>>();
  /** What the values of all of them share. */
  readonly sharing: Sharing = new Sharing();

  /** The template of a name with this content, where it was read already, or as `read` gives it. */
  take(name: string, blob: string, read: () => Template): Template {
    const key = `${name}\0${blob}`;
    let template = this.#read.get(key);
    if (template === undefined) this.#read.set(key, (template = read()));
    return template;
  }

  checked(template: Template, definable: Definable): Template {
    let known = this.#checked.get(definable);
    if (known === undefined) this.#checked.set(definable, (known = new Map()));
    let checked = known.get(template);
    if (checked === undefined) known.set(template, (checked = checkedTemplate(template, definable)));
    return checked;
  }
}

/** The templates of one tree, by name. */
export class TemplateFiles {
  readonly #tree: Tree;
  readonly #definable: Definable;
  readonly #shelf: TemplateShelf;
  readonly #names: ReadonlySet<string>;
  readonly #found = new Map<string, Found>();

  /** `shelf` is another tree's, where one shares the files. */
  constructor(tree: Tree, definable: Definable, shelf: TemplateShelf = new TemplateShelf()) {
    this.#tree = tree;
    this.#definable = definable;
    this.#shelf = shelf;
    this.#names = new Set(templateNames(tree));
  }

  get shelf(): TemplateShelf {
    return this.#shelf;
  }

  names(): readonly string[] {
    return [...this.#names];
  }

  template(name: string): Template | undefined {
    return this.#find(name)?.template;
  }

  /** The content of a template's file, as git names it; undefined where there is no such template. */
  blobOf(name: string): string | undefined {
    return this.#find(name)?.blob;
  }

  #find(name: string): Found | undefined {
    if (!this.#names.has(name)) return undefined;
    let found = this.#found.get(name);
    if (found === undefined) this.#found.set(name, (found = this.#read(name)));
    return found;
  }

  /** A tree that knows what a file holds need not read one that is on the shelf. */
  #read(name: string): Found {
    const file = templateFile(name);
    const known = this.#tree.blobOf?.(file);
    const found = known === undefined ? this.#tree.read(file) : undefined;
    const blob = known ?? (found === undefined || 'unreadable' in found ? '' : found.blob);
    const parse = (): Template => templateIn(found ?? this.#tree.read(file), name, this.#shelf.sharing);
    const template = blob === '' ? parse() : this.#shelf.take(name, blob, parse);
    return { template: this.#shelf.checked(template, this.#definable), blob };
  }
}

function templateIn(found: TreeFile | Unreadable | undefined, name: string, sharing: Sharing): Template {
  const file = templateFile(name);
  const out = new Diagnostics();
  const read = found && yamlIn(found, { file, kind: 'template' }, out);
  if (read?.plain === undefined) return brokenTemplate(name, file, out.sorted());
  const written = read.plain as unknown as WrittenTemplate; // its schema has accepted it
  return readTemplate({ name, file, written, complaints: out.sorted(), sharing });
}

interface Found {
  readonly template: Template;
  readonly blob: string;
}

export function templateFile(name: string): string {
  return `templates/${name}.yaml`;
}

/** The names of all templates; `release.yaml` beside a version's templates is none. */
function templateNames(tree: Tree): readonly string[] {
  return tree
    .list('templates')
    .filter((file) => file.endsWith('.yaml') && !file.endsWith('/release.yaml'))
    .map((file) => file.slice('templates/'.length, -'.yaml'.length));
}
