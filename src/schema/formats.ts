/** The formats of text that a schema may ask for: a closed set, each checked in time linear in the text. */

const longest = 1_000;
const day = /^(\d{4})-(\d\d)-(\d\d)$/;
const moment =
  /^(\d{4}-\d\d-\d\d)[Tt](?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d{1,9})?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;
const address4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;
const hostLabel = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;
const mailbox = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}$/;

/** Whether a text has the format, by the format's name. */
export const formats: Readonly<Record<string, (text: string) => boolean>> = {
  date: isDate,
  'date-time': (text) => text.length <= longest && isDate(moment.exec(text)?.[1] ?? ''),
  email: isMailAddress,
  hostname: isHostName,
  ipv4: isAddress4,
  ipv6: isAddress6,
  uri: (text) => text.length <= longest && /^[A-Za-z][A-Za-z0-9+.-]*:[!-~]+$/.test(text) && URL.canParse(text),
};

/** What a text of the format looks like, for the sentence about one that does not. */
export const formatWords: Readonly<Record<string, string>> = {
  date: 'a day of the calendar, like 2026-12-20',
  'date-time': 'a date and time with a time zone, like 2026-12-20T09:30:00Z',
  email: 'a mail address, like maria@example.org',
  hostname: 'a host name, like node1.example.org',
  ipv4: 'an IPv4 address, like 192.0.2.1',
  ipv6: 'an IPv6 address, like 2001:db8::1',
  uri: 'an address with a scheme, like https://example.org/',
};

function isDate(text: string): boolean {
  const [, year = '', month = '', date = ''] = text.length > longest ? [] : (day.exec(text) ?? []);
  return date !== '' && Number(date) >= 1 && Number(date) <= daysOf(Number(year), Number(month));
}

function daysOf(year: number, month: number): number {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
}

function isHostName(text: string): boolean {
  return text.length <= 253 && text.split('.').every((label) => hostLabel.test(label));
}

function isAddress4(text: string): boolean {
  return text.length <= 15 && address4.test(text);
}

/** Eight groups, of which one run of zeros may be left out as `::`; the last two may stand as an IPv4 address. */
function isAddress6(text: string): boolean {
  if (text.length > 45) return false;
  const tail = text.slice(text.lastIndexOf(':') + 1);
  const plain = isAddress4(tail) ? `${text.slice(0, -tail.length)}0:0` : text;
  const halves = plain.split('::');
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  if (!groups.every((group) => /^[0-9A-Fa-f]{1,4}$/.test(group))) return false;
  return halves.length === 1 ? groups.length === 8 : halves.length === 2 && groups.length < 8;
}

/** A bare ASCII addr-spec: no names, comments, quotes or lists, so that it can never carry a second recipient. */
function isMailAddress(text: string): boolean {
  const at = text.lastIndexOf('@');
  return at > 0 && text.length <= 254 && mailbox.test(text.slice(0, at)) && isHostName(text.slice(at + 1));
}
