/** HTML for mail: a tagged template that escapes all that is put into it, and links that lead to the web alone. */

import { untrustedTerminal } from './untrusted.ts';

declare const brand: unique symbol;

/** Markup in which everything from outside is escaped; made in this file alone. */
export interface Fragment {
  readonly html: string & { readonly [brand]: 'Html' };
}

/** What may stand in a template: text is escaped, fragments are taken as they are. */
export type Filling = string | number | Fragment | readonly Fragment[];

/** Joins the pieces; every text among the fillings is escaped, for content and for quoted attributes alike. */
export function html(pieces: TemplateStringsArray, ...fillings: readonly Filling[]): Fragment {
  const parts = pieces.map((piece, index) => `${piece}${index < fillings.length ? filled(fillings[index]) : ''}`);
  return fragmentOf(parts.join(''));
}

/** A fragment that {@link html} made earlier and that was kept as text. */
export function trustedHtml(text: string): Fragment {
  return fragmentOf(text);
}

/** A link to a page of the web; the words alone where the address is none. */
export function link(address: string | undefined, words: string): Fragment {
  if (address === undefined || !/^https?:\/\/[^\s"'<>`\\]+$/.test(address)) return html`${words}`;
  return html`<a href="${address}">${words}</a>`;
}

/** Several lines of text as they stand. */
export function preformatted(text: string): Fragment {
  return fragmentOf(`<pre style="${preStyle}">${text.split('\n').map(escapeHtml).join('\n')}</pre>`);
}

const preStyle = 'background:#f4f4f4;padding:8px;overflow-x:auto;font-family:monospace';

function filled(filling: Filling | undefined): string {
  if (filling === undefined) return '';
  if (typeof filling === 'string' || typeof filling === 'number') return escapeHtml(String(filling));
  return 'html' in filling ? filling.html : filling.map((fragment) => fragment.html).join('');
}

function fragmentOf(markup: string): Fragment {
  return { html: markup as Fragment['html'] };
}

/** Nothing invisible, no markup, and nothing that ends an attribute. */
function escapeHtml(text: string): string {
  return untrustedTerminal(text).replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`);
}
