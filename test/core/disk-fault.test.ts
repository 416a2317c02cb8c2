import { expect, test } from 'vitest';
import { diskFault, errorCode } from '../../src/core/disk-fault.ts';

function coded(code: unknown): Error {
  return Object.assign(new Error('what the system says'), { code });
}

test('a code of the system is told in words, with why it matters', () => {
  expect(diskFault(coded('ENOSPC'))).toEqual(['limited', 'the disk is full']);
  expect(diskFault(coded('EROFS'))).toEqual(['denied', 'the file system is read-only']);
  expect(diskFault(coded('ENOENT'))).toEqual(['gone', 'nothing can be made there']);
  expect(diskFault(coded('EEXIST'))).toEqual(['conflict', 'a file stands where a folder is needed']);
});

test('any other says itself what it is', () => {
  expect(diskFault(coded('EWEIRD'))).toEqual(['unreachable', 'EWEIRD']);
  expect(diskFault(coded('constructor'))).toEqual(['unreachable', 'constructor']);
  expect(diskFault(new Error('no code'))).toEqual(['unreachable', 'Error: no code']);
  expect(diskFault('a text')).toEqual(['unreachable', 'a text']);
  expect(errorCode(undefined)).toBe('');
});
