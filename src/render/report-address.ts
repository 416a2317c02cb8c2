/** Addresses of pages that a report links to: they come from the forge, or from a file, and are not to be trusted either. */

/**
 * The address, with everything encoded that could end it in Markdown, HTML or XML; undefined where it is none of the web:
 * `javascript:` and its like are no links of ours, nor is an address with a user's name before the host.
 */
export function webAddress(url: string): string | undefined {
  if (!/^https?:\/\/[A-Za-z0-9][A-Za-z0-9.-]*(?::\d+)?(?:\/|$)/i.test(url) || url.length > longest) return undefined;
  const encoded = url
    .replace(/\p{Surrogate}/gu, '\uFFFD')
    .replace(/[^A-Za-z0-9\-._~:/?#@!$&+,;=%]/gu, (character) => encodeURIComponent(character))
    .replace(/['()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
  return URL.canParse(encoded) ? encoded : undefined;
}

const longest = 2000;
