/**
 * For each code the facts that the example on its page gives, and the text that is underlined there.
 * `under` is undefined where a fault lies on no line: the file as a whole is meant, or there is none.
 */

import type { Code, Facts, Related } from '../../src/core/diagnostic.ts';

export interface CodeExample<C extends Code> {
  readonly facts: Facts[C];
  readonly under: string | undefined;
  readonly related?: OtherPlace;
  readonly chain?: readonly (readonly [file: string, line: number])[];
  readonly victims?: ReadonlyMap<string, readonly string[]>;
}

/** A place in a file that the page does not show. */
export interface OtherPlace {
  readonly role: Related['role'];
  readonly file: string;
  readonly line: number;
  readonly text: string;
  readonly under: string;
}

const entry = [['templates/site/entry.yaml', 4]] as const;
const whole = (...clusters: readonly string[]): ReadonlyMap<string, readonly string[]> =>
  new Map(clusters.map((name) => [name, []]));
const batch = whole('lxbatch');
const many = whole('lxadm', 'lxbatch', 'lxbuild', 'lxplus', 'lxvault');

export const codeExamples: { readonly [C in Code]: CodeExample<C> } = {
  'file-unreadable': { facts: { reason: 'permission denied' }, under: undefined, victims: many },
  'file-too-large': { facts: { bytes: 1_900_000, limit: 1_048_576 }, under: undefined, victims: batch },
  'file-link': { facts: { target: '../../../shared/base.yaml' }, under: undefined, victims: many },
  'file-special': { facts: { kind: 'a FIFO' }, under: undefined, victims: batch },
  'file-not-text': { facts: { reason: 'its bytes are not UTF-8' }, under: undefined, victims: batch },
  'file-name': { facts: { name: 'LX Batch', reason: 'it has upper-case letters and a space' }, under: undefined },
  'files-too-many': { facts: { count: 300_000, limit: 200_000 }, under: undefined },
  'yaml-syntax': { facts: { reason: 'deficient indentation' }, under: 'v', victims: batch },
  'yaml-alias': { facts: { text: '&common' }, under: '&common', victims: batch },
  'yaml-tag': { facts: { tag: '!!str' }, under: '!!str 9', victims: batch },
  'yaml-merge-key': { facts: {}, under: '<<', victims: batch },
  'yaml-duplicate-key': { facts: { key: 'linux' }, under: 'linux', victims: batch },
  'yaml-key': { facts: { key: 'constructor' }, under: 'constructor', victims: batch },
  'yaml-too-deep': { facts: { limit: 64 }, under: '[', victims: batch },
  'yaml-documents': { facts: {}, under: '---', victims: batch },
  'json-syntax': { facts: { reason: 'a key in double quotes is expected here' }, under: '}', victims: many },
  'number-unsafe': { facts: { text: '1.10', becomes: '1.1' }, under: '1.10', victims: batch },
  'value-empty': { facts: { key: 'console' }, under: 'console', victims: batch },
  'key-unknown': { facts: { key: 'ownrs', nearest: ['owners'] }, under: 'ownrs', victims: batch },
  'key-missing': { facts: { key: 'owners' }, under: 'description', victims: batch },
  'type-wrong': { facts: { expected: 'a list', found: 'the text "maria"' }, under: 'maria', victims: batch },
  'value-refused': {
    facts: { found: 'the text "automatic"', rule: 'is none of offer, auto, commit, hold' },
    under: 'automatic',
    victims: batch,
  },
  'faults-too-many': { facts: { count: 250, shown: 100 }, under: undefined, victims: batch },
  'fleet-missing': { facts: {}, under: undefined },
  'tool-version': { facts: { wanted: '^2.0.0', running: '1.4.0' }, under: '^2.0.0' },
  'stream-unknown': { facts: { stream: 'linx', nearest: ['linux'] }, under: 'linx', victims: batch },
  'version-malformed': { facts: { text: '2026_08' }, under: '2026_08', victims: batch },
  'version-unpublished': {
    facts: { stream: 'linux', version: '2026_9_minor', nearest: ['2026_8_minor', '2026_7_minor'] },
    under: '2026_9_minor',
    victims: batch,
  },
  'version-withdrawn': {
    facts: { stream: 'linux', version: '2026_7_minor', reason: 'its kernel loses packets on 25G cards' },
    under: '2026_7_minor',
    victims: batch,
  },
  'version-kinds': {
    facts: { stream: 'linux', versions: ['2026_8_major', '2026_8_minor'] },
    under: '2026_8_minor',
    related: {
      role: 'also-here',
      file: 'templates/linux/2026_8_major/release.yaml',
      line: 2,
      text: 'version: 2026_8_major',
      under: '2026_8_major',
    },
  },
  'release-mismatch': {
    facts: { key: 'version', says: '2026_7_minor', folder: '2026_8_minor' },
    under: '2026_7_minor',
  },
  'release-changed': {
    facts: { tag: 'linux/2026_8_minor', commit: '3f9a1c07be52', changes: [{ file: 'default.yaml', how: 'changed' }] },
    under: '2026_8_minor',
  },
  'source-changed': {
    facts: {
      file: 'package-lists/linux/2026_8.list',
      says: '3a7a02889221dae1f60cc53b98e30fa7f0bcc7d77ad155e51b76efa4f4f9915d',
      found: '9d4e1e23bd5b727046a9e3b4b7db57bd8d6ee684dcbd2a2d9e5b1d4a8f3c2b10',
    },
    under: '3a7a02889221dae1f60cc53b98e30fa7f0bcc7d77ad155e51b76efa4f4f9915d',
  },
  'cluster-unpinned': { facts: { stream: 'linux' }, under: 'description', victims: whole('lxvault') },
  'cluster-duplicate': {
    facts: { cluster: 'lxbatch' },
    under: 'description',
    related: {
      role: 'also-here',
      file: 'clusters/prevessin/lxbatch.yaml',
      line: 1,
      text: 'description: Batch worker nodes of Prévessin',
      under: 'description',
    },
    victims: batch,
  },
  'cluster-empty': { facts: { cluster: 'lxold' }, under: '{}', victims: whole('lxold') },
  'name-collision': { facts: { names: ['LXBatch', 'lxbatch'] }, under: undefined, victims: batch },
  'hosts-malformed': {
    facts: { text: 'lxb[0300-0001]', reason: 'the range "0300-0001" runs backwards' },
    under: 'lxb[0300-0001]',
    victims: batch,
  },
  'hosts-too-many': {
    facts: { text: 'lxb[0000001-3000000]', count: 3_000_000, limit: 100_000 },
    under: 'lxb[0000001-3000000]',
    victims: batch,
  },
  'host-duplicate': {
    facts: { hosts: ['lxb0300'], cluster: 'lxbatch' },
    under: 'lxp[001-020],lxb0300',
    related: {
      role: 'also-here',
      file: 'clusters/lxbatch.yaml',
      line: 9,
      text: '  lxb[0001-0300]: {}',
      under: 'lxb[0001-0300]',
    },
    victims: whole('lxbatch', 'lxplus'),
  },
  'owner-unknown': { facts: { owner: 'mariah', nearest: ['maria'] }, under: 'mariah', victims: batch },
  'owner-left': { facts: { owner: 'pierre', since: '2026-03-31' }, under: 'pierre', victims: batch },
  'calendar-unknown': { facts: { calendar: 'ch-gva', nearest: ['ch-ge'] }, under: 'ch-gva' },
  'hold-expired': { facts: { stream: 'linux', until: '2026-06-30' }, under: '2026-06-30', victims: batch },
  'stale-order': {
    facts: { earlier: 'due', earlierDays: 60, later: 'overdue', laterDays: 45 },
    under: '60d',
    victims: batch,
  },
  'exception-cluster-unknown': { facts: { cluster: 'lxbtach', nearest: ['lxbatch'] }, under: 'lxbtach' },
  'exception-expired': { facts: { until: '2026-06-30', owner: 'maria' }, under: '2026-06-30' },
  'team-cycle': { facts: { teams: ['batch-team', 'grid-team', 'batch-team'] }, under: 'grid-team' },
  'template-name': {
    facts: { name: '../clusters/lxbatch', reason: 'it climbs out of a folder' },
    under: '../clusters/lxbatch',
    victims: many,
  },
  'template-missing': {
    facts: { name: 'os/alma10', nearest: ['os/alma9'] },
    under: 'os/{{variables.os}}',
    chain: [['clusters/lxbatch.yaml', 1]],
    victims: new Map([['lxbatch', Array.from({ length: 12 }, (_, i) => `lxb${String(i + 1).padStart(4, '0')}`)]]),
  },
  'include-cycle': {
    facts: { cycle: ['site/base', 'site/network', 'site/base'] },
    under: 'site/base',
    chain: [
      ['templates/site/entry.yaml', 3],
      ['templates/site/base.yaml', 3],
    ],
    victims: many,
  },
  'include-too-deep': { facts: { limit: 64 }, under: 'site/level-65', victims: many },
  'include-too-many': { facts: { limit: 1000 }, under: 'include', victims: batch },
  'condition-path-unknown': {
    facts: { path: 'variables.gpus', nearest: ['variables.gpu'] },
    under: 'variables.gpus',
    victims: many,
  },
  'condition-mistyped': {
    facts: { path: 'versions.linux', wanted: 'a number', found: 'text' },
    under: '9',
    victims: many,
  },
  'expression-syntax': {
    facts: { text: 'Welcome to {{cluster.name', reason: 'its braces or words do not fit together' },
    under: '"Welcome to {{cluster.name"',
    chain: entry,
    victims: many,
  },
  'expression-too-long': {
    facts: { length: 61_234, limit: 10_000 },
    under: '"Welcome to {{cluster.name}}. House rules: (ten thousand words)"',
    chain: entry,
    victims: many,
  },
  'expression-misplaced': {
    facts: { text: '{{cluster.name}}-long' },
    under: '"{{cluster.name}}-long"',
    victims: batch,
  },
  'expression-path-unknown': {
    facts: { path: 'variables.domian', nearest: ['variables.domain'] },
    under: '"{{variables.domian}}"',
    chain: entry,
    victims: many,
  },
  'expression-undefined': {
    facts: { path: 'variables.rack' },
    under: '"{{variables.rack}}"',
    chain: entry,
    victims: new Map([
      ['lxbatch', ['lxb0007', 'lxb0008']],
      ['lxplus', ['lxp001']],
    ]),
  },
  'expression-helper-unknown': {
    facts: { helper: 'uper', nearest: ['upper'] },
    under: '"{{uper cluster.name}}"',
    chain: entry,
    victims: many,
  },
  'expression-helper-misused': {
    facts: { helper: 'default', reason: 'found no argument with a value' },
    under: '"{{default variables.rack}}"',
    chain: entry,
    victims: many,
  },
  'expression-not-text': {
    facts: { path: 'cluster.owners', found: 'a list' },
    under: '"Ask {{cluster.owners}}"',
    chain: entry,
    victims: many,
  },
  'parameters-undeclared': {
    facts: { names: ['queu'] },
    under: 'queu',
    related: {
      role: 'declared-here',
      file: 'templates/service/batch.yaml',
      line: 2,
      text: 'parameters:',
      under: 'parameters',
    },
    victims: batch,
  },
  'parameters-invalid': {
    facts: { reason: 'slots should be a whole number, and is the text "many"' },
    under: '{ slots: many }',
    related: {
      role: 'declared-here',
      file: 'templates/service/batch.yaml',
      line: 2,
      text: 'parameters:',
      under: 'parameters',
    },
    victims: batch,
  },
  'final-overridden': {
    facts: { pointer: '/security/sshd/permitRootLogin' },
    under: 'true',
    related: {
      role: 'locked-here',
      file: 'templates/site/entry.yaml',
      line: 21,
      text: 'final: [/security/sshd/permitRootLogin]',
      under: '/security/sshd/permitRootLogin',
    },
    victims: batch,
  },
  'final-pointer': {
    facts: { text: 'security.sshd.permitRootLogin' },
    under: 'security.sshd.permitRootLogin',
    victims: many,
  },
  'final-nothing': {
    facts: { pointer: '/security/ssh/permitRootLogin' },
    under: '/security/ssh/permitRootLogin',
    victims: many,
  },
  'list-key-missing': {
    facts: { key: 'name' },
    under: '{ path: /data }',
    related: {
      role: 'schema-says',
      file: 'schemas/profile.schema.json',
      line: 41,
      text: '            "x-merge": { "by": "name" }',
      under: '{ "by": "name" }',
    },
    victims: batch,
  },
  'package-absent': { facts: { package: 'telnett', nearest: ['telnet'] }, under: 'telnett', victims: batch },
  'package-incomplete': { facts: { package: 'opensl', nearest: ['openssl'] }, under: 'opensl', victims: batch },
  'profile-too-large': { facts: { bytes: 9_300_000, limit: 8_388_608 }, under: 'description', victims: batch },
  'profile-key-unknown': {
    facts: { pointer: '/system', key: 'sysctrl', nearest: ['sysctl'] },
    under: 'sysctrl',
    related: {
      role: 'schema-says',
      file: 'schemas/profile.schema.json',
      line: 30,
      text: '      "additionalProperties": false,',
      under: 'false',
    },
    victims: batch,
  },
  'profile-key-missing': {
    facts: { pointer: '/network', key: 'domain' },
    under: '{ gateway: 10.0.0.1 }',
    related: {
      role: 'schema-says',
      file: 'schemas/profile.schema.json',
      line: 12,
      text: '      "required": ["gateway", "domain"],',
      under: '["gateway", "domain"]',
    },
    victims: batch,
  },
  'profile-type': {
    facts: { pointer: '/system/sysctl/vm.swappiness', expected: 'a number', found: 'the text "ten"' },
    under: '"ten"',
    related: {
      role: 'schema-says',
      file: 'schemas/profile.schema.json',
      line: 33,
      text: '          "vm.swappiness": { "type": "number", "maximum": 200 }',
      under: '"number"',
    },
    chain: entry,
    victims: many,
  },
  'profile-value': {
    facts: { pointer: '/system/sysctl/vm.swappiness', found: 'the number 1000', rule: 'must be at most 200' },
    under: '1000',
    related: {
      role: 'schema-says',
      file: 'schemas/profile.schema.json',
      line: 33,
      text: '          "vm.swappiness": { "type": "number", "maximum": 200 }',
      under: '200',
    },
    victims: batch,
  },
  'schema-invalid': { facts: { reason: 'there is no merge strategy "concat"' }, under: '"concat"', victims: many },
  'schema-missing': {
    facts: { file: 'schemas/profil.schema.json' },
    under: 'schemas/profil.schema.json',
    victims: many,
  },
  'emit-path': {
    facts: {
      path: '../{{cluster.name}}.json',
      reason: 'it is not made of names of letters, digits, "_", ".", "+" and "-", divided by "/"',
    },
    under: '"../{{cluster.name}}.json"',
  },
  'emit-collision': { facts: { path: 'lxbatch.json' }, under: '"{{cluster.name}}.json"', victims: batch },
  'emit-template': {
    facts: { reason: 'profile.network.gatway has no value' },
    under: '{{profile.network.gatway}}',
    victims: batch,
  },
};
