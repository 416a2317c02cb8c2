/** The paths of all outputs of a compilation, so that no two of them need the same place. */

/** Files, and the folders that they need. */
export class OutputPaths {
  readonly #files = new Set<string>();
  readonly #folders = new Set<string>();

  add(path: string): void {
    this.#files.add(path);
    for (const folder of foldersOf(path)) this.#folders.add(folder);
  }

  has(path: string): boolean {
    return this.#files.has(path);
  }

  /** Whether a file cannot be added: one stands there, or a folder does, or a file where it needs a folder. */
  meets(path: string): boolean {
    return (
      this.#files.has(path) || this.#folders.has(path) || foldersOf(path).some((folder) => this.#files.has(folder))
    );
  }
}

function foldersOf(path: string): readonly string[] {
  const folders: string[] = [];
  for (let end = path.indexOf('/'); end !== -1; end = path.indexOf('/', end + 1)) folders.push(path.slice(0, end));
  return folders;
}
