/** Which texts may be keys. */

/** JavaScript gives these a meaning of their own on every object, so no mapping may use them. */
export function isReservedKey(key: string): boolean {
  return key === '__proto__' || key === 'constructor' || key === 'prototype';
}
