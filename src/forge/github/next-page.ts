/** Where a listing goes on. Of the address that an answer names only the page is taken: host and path stay ours. */

import type { Answer } from './verdict.ts';

export type Query = Readonly<Record<string, string>>;

/** The parameters of the next page, or undefined at the end. */
export function nextPage({ headers }: Answer): Query | undefined {
  const link = String(headers['link'] ?? '').slice(0, 10_000);
  for (const part of link.split(/,(?=\s*<)/)) {
    const [, address, rest = ''] = /^\s*<([^<>]*)>(.*)$/.exec(part) ?? [];
    if (address === undefined || !/;\s*rel="?next"?\s*(?:;|$)/.test(rest)) continue;
    const query = address.includes('?') ? new URLSearchParams(address.slice(address.indexOf('?') + 1)) : undefined;
    const pages = parameters.flatMap((name) => {
      const value = query?.get(name) ?? null;
      return value === null || value.length > 1000 ? [] : [[name, value] as const];
    });
    return pages.length === 0 ? undefined : Object.fromEntries(pages);
  }
  return undefined;
}

const parameters = ['page', 'after', 'before', 'cursor'] as const;
