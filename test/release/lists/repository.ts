/** Texts of rpm-md repositories, as `createrepo_c` writes them. */

export function primary(entries: readonly string[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<metadata xmlns="http://linux.duke.edu/metadata/common" xmlns:rpm="http://linux.duke.edu/metadata/rpm" packages="${entries.length}">\n${entries.join('\n')}\n</metadata>\n`;
}

/** `version` is `[epoch:]version-release`. */
export function entry(
  name: string,
  version: string,
  arch: string,
  inside = '<format><rpm:license>MIT</rpm:license></format>',
): string {
  const [, epoch = '0', upstream = '', release = ''] = /^(?:(\d+):)?(.*)-([^-]*)$/.exec(version) ?? [];
  return `<package type="rpm">\n  <name>${name}</name>\n  <arch>${arch}</arch>\n  <version epoch="${epoch}" ver="${upstream}" rel="${release}"/>\n  <summary>s</summary>\n  ${inside}\n</package>`;
}

export function repomd(
  files: readonly {
    readonly type: string;
    readonly href: string;
    readonly digest: string;
    readonly algorithm?: string;
  }[],
): string {
  const data = files.map(
    ({ type, href, digest, algorithm = 'sha256' }) =>
      `  <data type="${type}">\n    <checksum type="${algorithm}">${digest}</checksum>\n    <location href="${href}"/>\n  </data>\n`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n<repomd xmlns="http://linux.duke.edu/metadata/repo">\n  <revision>1</revision>\n${data.join('')}</repomd>\n`;
}
