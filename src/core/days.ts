/** Days of the calendar as numbers, without a clock or a time zone. */

/** The days from 1970-01-01 to a date `YYYY-MM-DD` of the Gregorian calendar; undefined where the text is none. */
export function dayNumber(date: string): number | undefined {
  const [, year = '', month = '', day = ''] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date) ?? [];
  if (year === '' || Number(month) < 1 || Number(month) > 12 || Number(day) < 1) return undefined;
  const number = numbered(Number(year), Number(month), Number(day));
  return dateOf(number) === date ? number : undefined;
}

/** The date `YYYY-MM-DD` of a day's number. */
export function dateOf(number: number): string {
  // Counted from 1 March of the year 0, so that the leap day is the last of a year.
  const days = number + 719_468;
  const era = Math.floor(days / 146_097);
  const inEra = days - era * 146_097;
  const year = Math.floor((inEra - div(inEra, 1460) + div(inEra, 36_524) - div(inEra, 146_096)) / 365);
  const inYear = inEra - (365 * year + div(year, 4) - div(year, 100));
  const month = div(5 * inYear + 2, 153);
  const day = inYear - div(153 * month + 2, 5) + 1;
  const civil = month < 10 ? month + 3 : month - 9;
  const text = String(year + era * 400 + (civil <= 2 ? 1 : 0)).padStart(4, '0');
  return `${text}-${String(civil).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

function numbered(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = div(shifted, 400);
  const inEra = shifted - era * 400;
  const inYear = div(153 * (month > 2 ? month - 3 : month + 9) + 2, 5) + day - 1;
  return era * 146_097 + inEra * 365 + div(inEra, 4) - div(inEra, 100) + inYear - 719_468;
}

function div(a: number, b: number): number {
  return Math.floor(a / b);
}
