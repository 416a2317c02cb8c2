/** The repository's pages on the web, where GitHub Actions names them. */

/** Without a slash at the end; undefined elsewhere. */
export function pagesOf(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const [server = '', repository = ''] = [env['GITHUB_SERVER_URL'], env['GITHUB_REPOSITORY']];
  const isPlain = /^https?:\/\/[\w.:-]+$/.test(server) && /^[\w.-]+\/[\w.-]+$/.test(repository);
  return isPlain ? `${server}/${repository}` : undefined;
}
