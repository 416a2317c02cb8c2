/**
 * What git is told, and what it is not: nothing by its surroundings, and nothing by what a repository configures to be
 * run (hooks, a file system monitor, a transport), because a repository may be anybody's.
 */

/** Where git works: the repository's own folder (or `.git` file), and the folder that it starts in. */
export interface Workplace {
  readonly gitDirectory: string;
  readonly directory: string;
}

/** Stronger than any file of configuration. */
export const settings: readonly string[] = [
  '--no-pager',
  '--literal-pathspecs',
  ...[
    'core.fsmonitor=false',
    'core.hooksPath=/dev/null',
    'core.attributesFile=/dev/null',
    'core.excludesFile=/dev/null',
    'core.quotePath=false',
    'core.useReplaceRefs=false',
    'core.logAllRefUpdates=false',
    'protocol.allow=never',
    'protocol.ext.allow=never',
    'gc.auto=0',
    'maintenance.auto=false',
    'log.showSignature=false',
    'advice.graftFileDeprecated=false',
  ].flatMap((setting) => ['-c', setting]),
];

/**
 * Nothing is inherited but where programs, the home folder and temporary files are. The repository is named outright,
 * so git does not search for one: a bare repository that somebody committed as plain files is never taken for it, and
 * `safe.directory`, which guards that search, is not needed for checkouts of another user.
 */
export function environment({ gitDirectory, directory }: Workplace): NodeJS.ProcessEnv {
  return {
    ...inherited(['PATH', 'HOME', 'TMPDIR', 'SYSTEMROOT']),
    GIT_DIR: gitDirectory,
    GIT_WORK_TREE: directory,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_SYSTEM: '/dev/null',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_GRAFT_FILE: '/dev/null',
    // A partial clone would fetch what it lacks, through whatever its configuration names.
    GIT_NO_LAZY_FETCH: '1',
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    GIT_PAGER: 'cat',
    LC_ALL: 'C',
  };
}

/** Those of these variables that are set. */
export function inherited(names: readonly string[]): NodeJS.ProcessEnv {
  const kept = names.map((name) => [name, process.env[name]] as const);
  return Object.fromEntries(kept.filter((entry) => entry[1] !== undefined));
}
