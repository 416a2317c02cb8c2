/** Mail addresses, proven before they reach a server or a header. */

declare const brand: unique symbol;

/** Proof that a text is a bare ASCII address, `local@domain`, and nothing else; made by {@link readAddress} alone. */
export type Address = string & { readonly [brand]: 'Address' };

/**
 * The address a text is, or undefined. Only the plain form of RFC 5321: no name, no quotes, no brackets, no comment, no
 * blank, no line end, so that no server and no library can read a second address or a command in it.
 */
export function readAddress(text: string): Address | undefined {
  return isAddress(text) ? text : undefined;
}

/** The part after the `@`. */
export function domainOf(address: Address): string {
  return address.slice(address.lastIndexOf('@') + 1);
}

const local = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const label = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;

function isAddress(text: string): text is Address {
  if (text.length > 254) return false;
  const at = text.indexOf('@');
  const [name, domain] = [text.slice(0, at), text.slice(at + 1)];
  return at > 0 && at <= 64 && local.test(name) && domain.split('.').every((part) => label.test(part));
}
