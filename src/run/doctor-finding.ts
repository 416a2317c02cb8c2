/** What the doctor says of one thing. */

/** `bad` keeps a run from doing its work; `warn` leaves a part of it undone. */
export interface DoctorFinding {
  readonly check: string;
  readonly is: 'ok' | 'warn' | 'bad';
  readonly says: string;
  /** What to do; empty where all is well. */
  readonly advice: string;
}

export function ok(check: string, says: string): DoctorFinding {
  return { check, is: 'ok', says, advice: '' };
}

export function warn(check: string, says: string, advice: string): DoctorFinding {
  return { check, is: 'warn', says, advice };
}

export function bad(check: string, says: string, advice: string): DoctorFinding {
  return { check, is: 'bad', says, advice };
}

export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

export function some(names: readonly string[]): string {
  const shown = names.slice(0, 5).join(', ');
  return names.length > 5 ? `${shown} and ${names.length - 5} more` : shown;
}
