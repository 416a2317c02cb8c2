/** The words for every code: how bad it is, what it says, what to do. `docs/codes/` has a page for each. */

import type { Code, Diagnostic, Facts, ReleaseChange, Severity } from './diagnostic.ts';

interface Entry<C extends Code> {
  readonly severity: Severity;
  /** A few words that name the fault without its facts. */
  readonly title: string;
  readonly says: (facts: Facts[C]) => string;
  /** What the reader can do about it. */
  readonly advice: (facts: Facts[C]) => string;
}

export const catalogue: { readonly [C in Code]: Entry<C> } = {
  'file-unreadable': {
    severity: 'error',
    title: 'A file cannot be read',
    says: (f) => `this file cannot be read: ${f.reason}`,
    advice: () => 'Check its permissions, or remove it.',
  },
  'file-too-large': {
    severity: 'error',
    title: 'A file is too large',
    says: (f) => `this file has ${f.bytes} bytes; at most ${f.limit} are read`,
    advice: () => 'Split it into several templates or clusters.',
  },
  'file-link': {
    severity: 'error',
    title: 'A symbolic link',
    says: (f) => `this is a symbolic link (to ${quote(f.target)}); links are not followed`,
    advice: () => 'Put a copy of the file here, or include the other template by its name.',
  },
  'file-special': {
    severity: 'error',
    title: 'Not a regular file',
    says: (f) => `this is ${f.kind}, not a regular file`,
    advice: () => 'Remove it from the fleet.',
  },
  'file-not-text': {
    severity: 'error',
    title: 'Not UTF-8 text',
    says: (f) => `this file is not UTF-8 text: ${f.reason}`,
    advice: () => 'Save it as UTF-8 without control characters.',
  },
  'file-name': {
    severity: 'error',
    title: 'A file name that cannot be used',
    says: (f) => `${quote(f.name)} cannot be a name here: ${f.reason}`,
    advice: () => 'Use lower-case letters, digits, and "-", "_" or "." between them.',
  },
  'files-too-many': {
    severity: 'error',
    title: 'Too many files',
    says: (f) => `there are ${f.count} files; at most ${f.limit} are read`,
    advice: () => 'Split the fleet over several repositories.',
  },
  'yaml-syntax': {
    severity: 'error',
    title: 'Not YAML',
    says: (f) => `this is not YAML: ${f.reason}`,
    advice: () => 'Look at the indentation, quotes and brackets just before this place.',
  },
  'yaml-alias': {
    severity: 'error',
    title: 'A YAML anchor or alias',
    says: (f) => `anchors and aliases are not used here (${quote(f.text)})`,
    advice: () => 'Write the value out, or put what is shared into a template and include it.',
  },
  'yaml-tag': {
    severity: 'error',
    title: 'A YAML tag',
    says: (f) => `tags are not used here (${quote(f.tag)})`,
    advice: () => 'Remove the tag; quote the value if it must stay text.',
  },
  'yaml-merge-key': {
    severity: 'error',
    title: 'A YAML merge key',
    says: () => 'the merge key "<<" is not used here',
    advice: () => 'Put what is shared into a template and include it.',
  },
  'yaml-duplicate-key': {
    severity: 'error',
    title: 'A key twice',
    says: (f) => `${quote(f.key)} stands twice in this mapping`,
    advice: () => 'Keep one of them, or put both contents under one key.',
  },
  'yaml-key': {
    severity: 'error',
    title: 'A key that cannot be used',
    says: (f) => `${quote(f.key)} cannot be a key here`,
    advice: () => 'Keys are plain or quoted text; null, lists, mappings and JavaScript’s own names are refused.',
  },
  'yaml-too-deep': {
    severity: 'error',
    title: 'Nested too deep',
    says: (f) => `this is nested deeper than ${f.limit} levels`,
    advice: () => 'Flatten it.',
  },
  'yaml-documents': {
    severity: 'error',
    title: 'More than one document',
    says: () => 'a second document begins here; a file holds one',
    advice: () => 'Move it into a file of its own and remove the "---".',
  },
  'json-syntax': {
    severity: 'error',
    title: 'Not JSON',
    says: (f) => `this is not JSON: ${f.reason}`,
    advice: () => 'Look at the quotes, commas and brackets just before this place.',
  },
  'number-unsafe': {
    severity: 'error',
    title: 'A number whose text would not survive',
    says: (f) => `${f.text} is a number to YAML and would become ${f.becomes}`,
    advice: (f) =>
      `Quote it if it is text, like a version: "${f.text}". If it is a number, write it as it is kept: ${f.becomes}.`,
  },
  'value-empty': {
    severity: 'warning',
    title: 'Nothing after the colon',
    says: (f) => `nothing stands after ${quote(f.key)}; YAML reads that as null, which removes`,
    advice: () => 'Write null if it is to be removed, {} for an empty mapping, "" for empty text.',
  },
  'key-unknown': {
    severity: 'error',
    title: 'An unknown key',
    says: (f) => `${quote(f.key)} is not known here${didYouMean(f.nearest)}`,
    advice: (f) => (f.nearest.length > 0 ? `Write ${quote(f.nearest[0])}, or remove it.` : 'Correct or remove it.'),
  },
  'key-missing': {
    severity: 'error',
    title: 'A key is missing',
    says: (f) => `${quote(f.key)} is missing here`,
    advice: (f) => `Add ${quote(f.key)}.`,
  },
  'type-wrong': {
    severity: 'error',
    title: 'A value of the wrong type',
    says: (f) => `this should be ${f.expected}, and is ${f.found}`,
    advice: (f) => `Write ${f.expected}.`,
  },
  'value-refused': {
    severity: 'error',
    title: 'A value that is not allowed',
    says: (f) => `${f.found} is not allowed here: it ${f.rule}`,
    advice: () => 'Correct the value; the schema of this file says what it may be.',
  },
  'faults-too-many': {
    severity: 'error',
    title: 'Too many faults in one file',
    says: (f) => `there are ${f.count} faults in the shape of this; the first ${f.shown} are listed`,
    advice: () => 'Mend those first; check that the file is of the kind that its place says.',
  },
  'fleet-missing': {
    severity: 'error',
    title: 'No fleet here',
    says: () => 'there is no fleet.yaml in this folder or above it',
    advice: () => 'Go to a fleet, name one with --fleet DIR, or make one with "tidemark init".',
  },
  'tool-version': {
    severity: 'error',
    title: 'Another version of the tool is wanted',
    says: (f) => `this fleet requires tidemark ${f.wanted}, and this is ${f.running}`,
    advice: () => 'Install that version, or change `requires` when you know that this one is right.',
  },
  'stream-unknown': {
    severity: 'error',
    title: 'An unknown stream',
    says: (f) => `there is no stream ${quote(f.stream)}${didYouMean(f.nearest)}`,
    advice: () => 'Streams are declared in fleet.yaml under `streams`.',
  },
  'version-malformed': {
    severity: 'error',
    title: 'Not a version',
    says: (f) => `${quote(f.text)} is not a version (YEAR_NUMBER_minor or YEAR_NUMBER_major)`,
    advice: () => 'Write it like 2026_8_minor: year, number without leading zeros, kind.',
  },
  'version-unpublished': {
    severity: 'error',
    title: 'A version that is not there',
    says: (f) => `${f.stream} ${f.version} is not there${didYouMean(f.nearest)}`,
    advice: (f) => `Pin a version that has a folder under templates/${f.stream}/.`,
  },
  'version-withdrawn': {
    severity: 'warning',
    title: 'A withdrawn version is pinned',
    says: (f) => `${f.stream} ${f.version} was withdrawn: ${f.reason}`,
    advice: () => 'Move to a version that was not withdrawn.',
  },
  'version-kinds': {
    severity: 'error',
    title: 'One version, two kinds',
    says: (f) => `${f.versions.join(' and ')} of ${f.stream} differ only in kind; a year and number has one kind`,
    advice: () => 'Keep one of them; give the other the next number.',
  },
  'release-mismatch': {
    severity: 'error',
    title: 'A release in the wrong folder',
    says: (f) => `${f.key} says ${quote(f.says)}, and the folder says ${quote(f.folder)}`,
    advice: () => 'Make release.yaml and its folder agree.',
  },
  'release-changed': {
    severity: 'error',
    title: 'A published release is changed',
    says: (f) =>
      `${f.tag} is published, and its folder is not what the tag (commit ${f.commit}) has: ${changes(f.changes)}`,
    advice: (f) =>
      `Take the change back: git restore --source refs/tags/${f.tag} . What you wanted belongs into a new version.`,
  },
  'source-changed': {
    severity: 'warning',
    title: 'A source of a release is another file now',
    says: (f) =>
      `${quote(f.file)} has the SHA-256 ${f.found.slice(0, 12)}…, and the release was made from ${f.says.slice(0, 12)}…`,
    advice: () => 'Bring the file back as it was, or make the release anew while it is not published.',
  },
  'cluster-unpinned': {
    severity: 'note',
    title: 'A cluster that has not migrated',
    says: (f) => `this cluster pins no version of ${f.stream}, and compiles with the fallback`,
    advice: (f) => `Add \`versions: { ${f.stream}: … }\` to take part in upgrades.`,
  },
  'cluster-duplicate': {
    severity: 'error',
    title: 'Two clusters of one name',
    says: (f) => `the cluster ${quote(f.cluster)} stands in two files`,
    advice: () => 'Rename one of them: a cluster is named by its file, whatever the folder.',
  },
  'cluster-empty': {
    severity: 'warning',
    title: 'A cluster without hosts',
    says: (f) => `the cluster ${quote(f.cluster)} has no hosts`,
    advice: () => 'Add hosts, or remove the file when the cluster is gone.',
  },
  'name-collision': {
    severity: 'error',
    title: 'Names that differ only in case',
    says: (f) => `${f.names.map(quote).join(' and ')} differ only in upper and lower case`,
    advice: () => 'Rename one: on some file systems they are the same file.',
  },
  'hosts-malformed': {
    severity: 'error',
    title: 'Not a host name or range',
    says: (f) => `${quote(f.text)} names no hosts: ${f.reason}`,
    advice: () => 'Write one name, or a range like lxb[0001-0300,0310].',
  },
  'hosts-too-many': {
    severity: 'error',
    title: 'Too many hosts',
    says: (f) => `${quote(f.text)} stands for ${f.count} hosts; at most ${f.limit} are allowed`,
    advice: () => 'Look for a digit too many; split the cluster if it is really that large.',
  },
  'host-duplicate': {
    severity: 'error',
    title: 'A host in two clusters',
    says: (f) => `${list(f.hosts)} ${f.hosts.length === 1 ? 'is' : 'are'} also in cluster ${quote(f.cluster)}`,
    advice: () => 'A host belongs to one cluster: remove it from one of them.',
  },
  'owner-unknown': {
    severity: 'error',
    title: 'An unknown owner',
    says: (f) => `${quote(f.owner)} is nobody in owners.yaml${didYouMean(f.nearest)}`,
    advice: () => 'Name a person or team of owners.yaml, or add them there.',
  },
  'owner-left': {
    severity: 'warning',
    title: 'An owner who has left',
    says: (f) => `${quote(f.owner)} left on ${f.since}`,
    advice: () => 'Name somebody who can answer for this cluster.',
  },
  'calendar-unknown': {
    severity: 'error',
    title: 'An unknown calendar',
    says: (f) => `there is no calendar ${quote(f.calendar)}${didYouMean(f.nearest)}`,
    advice: (f) => `Add calendars/${f.calendar}.yaml, or name one that is there.`,
  },
  'hold-expired': {
    severity: 'warning',
    title: 'A hold past its end',
    says: (f) => `the hold on ${f.stream} ended on ${f.until}`,
    advice: () => 'Remove the hold, or give it a new end and a reason.',
  },
  'stale-order': {
    severity: 'warning',
    title: 'A policy in the wrong order',
    says: (f) => `${f.later} after ${days(f.laterDays)} would come before ${f.earlier} after ${days(f.earlierDays)}`,
    advice: (f) => `Let ${f.later} come after ${f.earlier}, or on the same day.`,
  },
  'exception-cluster-unknown': {
    severity: 'error',
    title: 'An exception for an unknown cluster',
    says: (f) => `there is no cluster ${quote(f.cluster)}${didYouMean(f.nearest)}, so that nothing is excused`,
    advice: () => 'Correct the name, or take the cluster out of the exception.',
  },
  'exception-expired': {
    severity: 'warning',
    title: 'An exception past its end',
    says: (f) => `the exception that ${quote(f.owner)} answers for ended on ${f.until}`,
    advice: () => 'Remove the exception, or give it a new end if its reason still stands.',
  },
  'team-cycle': {
    severity: 'error',
    title: 'Teams that contain each other',
    says: (f) => `these teams contain each other: ${f.teams.join(' → ')}`,
    advice: () => 'Take one of them out of the other.',
  },
  'template-name': {
    severity: 'error',
    title: 'Not a template name',
    says: (f) => `${quote(f.name)} cannot name a template: ${f.reason}`,
    advice: () => 'Names are paths under templates/, without ".yaml": site/base.',
  },
  'template-missing': {
    severity: 'error',
    title: 'A template that is not there',
    says: (f) => `there is no template ${quote(f.name)}${didYouMean(f.nearest)}`,
    advice: (f) => `Correct the name, add templates/${f.name}.yaml, or say \`optional: true\`.`,
  },
  'include-cycle': {
    severity: 'error',
    title: 'Templates that include each other',
    says: (f) => `these templates include each other: ${f.cycle.join(' → ')}`,
    advice: () => 'Take one include out of the circle; move what both need into a third template.',
  },
  'include-too-deep': {
    severity: 'error',
    title: 'Includes nested too deep',
    says: (f) => `includes are nested deeper than ${f.limit} levels here`,
    advice: () => 'Flatten the includes.',
  },
  'include-too-many': {
    severity: 'error',
    title: 'Too many includes',
    says: (f) => `more than ${f.limit} templates are included`,
    advice: () => 'Put templates together.',
  },
  'condition-path-unknown': {
    severity: 'error',
    title: 'A condition on something that cannot be',
    says: (f) => `nothing can define ${quote(f.path)}${didYouMean(f.nearest)}`,
    advice: () => 'Correct the path; a variable must be set by the fleet, a cluster or a host.',
  },
  'condition-mistyped': {
    severity: 'error',
    title: 'A condition of the wrong type',
    says: (f) => `${quote(f.path)} is compared with ${f.wanted}, and is ${f.found}`,
    advice: () => 'atLeast and below compare two versions, or two numbers; matches takes text.',
  },
  'expression-syntax': {
    severity: 'error',
    title: 'Not an expression',
    says: (f) => `${quote(f.text)} is not an expression: ${f.reason}`,
    advice: () => 'Write {{path.to.value}} or {{helper path}}; write \\{{ for two braces as they are.',
  },
  'expression-too-long': {
    severity: 'error',
    title: 'An expression that is too long',
    says: (f) => `text with expressions has at most ${f.limit} characters; this has ${f.length}`,
    advice: () => 'Split the value.',
  },
  'expression-misplaced': {
    severity: 'error',
    title: 'An expression where none is read',
    says: (f) => `${quote(f.text)} is not evaluated here`,
    advice: () =>
      'Expressions stand in values of a profile, in include names and in `with`; not in keys, variables or conditions.',
  },
  'expression-path-unknown': {
    severity: 'error',
    title: 'An expression that reads what cannot be',
    says: (f) => `nothing can define ${quote(f.path)}${didYouMean(f.nearest)}`,
    advice: () => 'Correct the path; a variable must be set by the fleet, a cluster or a host.',
  },
  'expression-undefined': {
    severity: 'error',
    title: 'An expression without a value',
    says: (f) => `${quote(f.path)} has no value here`,
    advice: (f) => `Set it where it is missing, or say what to use instead: {{default ${f.path} "…"}}.`,
  },
  'expression-helper-unknown': {
    severity: 'error',
    title: 'An unknown helper',
    says: (f) => `there is no helper ${quote(f.helper)}${didYouMean(f.nearest)}`,
    advice: () => 'The helpers are listed in docs/language.md.',
  },
  'expression-helper-misused': {
    severity: 'error',
    title: 'A helper used wrongly',
    says: (f) => `the helper ${quote(f.helper)} ${f.reason}`,
    advice: () => 'docs/language.md shows what each helper takes.',
  },
  'expression-not-text': {
    severity: 'error',
    title: 'A value that cannot stand inside text',
    says: (f) => `${quote(f.path)} is ${f.found}, and cannot stand inside text`,
    advice: () => 'Let the expression be the whole string, or read a part of the value.',
  },
  'parameters-undeclared': {
    severity: 'error',
    title: 'Parameters that a template does not take',
    says: (f) => `the template takes no parameter ${list(f.names)}`,
    advice: () => 'Declare it under `parameters` in the template, or remove it from `with`.',
  },
  'parameters-invalid': {
    severity: 'error',
    title: 'Parameters of the wrong shape',
    says: (f) => `the parameters do not fit the template: ${f.reason}`,
    advice: () => 'The template says under `parameters` what it takes.',
  },
  'final-overridden': {
    severity: 'error',
    title: 'A locked value is changed',
    says: (f) => `${f.pointer} is locked and cannot be changed here`,
    advice: () => 'Remove this value, or ask the owner of the lock.',
  },
  'final-pointer': {
    severity: 'error',
    title: 'Not a pointer',
    says: (f) => `${quote(f.text)} is not a JSON Pointer`,
    advice: () => 'Write it like /security/sshd/permitRootLogin.',
  },
  'final-nothing': {
    severity: 'warning',
    title: 'A lock on nothing',
    says: (f) => `${f.pointer} is locked, and nothing is there`,
    advice: () => 'Correct the pointer; a lock on nothing keeps the place empty.',
  },
  'list-key-missing': {
    severity: 'error',
    title: 'A list item without its key',
    says: (f) => `every item of this list needs ${quote(f.key)}, by which it is merged`,
    advice: (f) => `Add ${quote(f.key)} to the item.`,
  },
  'package-absent': {
    severity: 'warning',
    title: 'A package is removed that is not there',
    says: (f) => `package ${quote(f.package)} is removed here, and is not there${didYouMean(f.nearest)}`,
    advice: () => 'Correct the name, or remove the line.',
  },
  'package-incomplete': {
    severity: 'warning',
    title: 'A package is changed that is not there',
    says: (f) =>
      `part of package ${quote(f.package)} is changed here, and there is no such package${didYouMean(f.nearest)}`,
    advice: () => 'Correct the name, or give version and arch to add the package.',
  },
  'profile-too-large': {
    severity: 'error',
    title: 'A profile is too large',
    says: (f) => `the profile has ${f.bytes} bytes; at most ${f.limit} are allowed`,
    advice: () => 'Look for a list or mapping that grew by mistake.',
  },
  'profile-key-unknown': {
    severity: 'error',
    title: 'A profile has an unknown key',
    says: (f) => `${quote(f.key)} is not known at ${place(f.pointer)}${didYouMean(f.nearest)}`,
    advice: () => 'Correct the key, or let the profile schema know it.',
  },
  'profile-key-missing': {
    severity: 'error',
    title: 'A profile lacks a key',
    says: (f) => `${quote(f.key)} is missing at ${place(f.pointer)} of the profile`,
    advice: () => 'Set it in the cluster, or in a template that it includes.',
  },
  'profile-type': {
    severity: 'error',
    title: 'A profile has a value of the wrong type',
    says: (f) => `${place(f.pointer)} should be ${f.expected}, and is ${f.found}`,
    advice: (f) => `Write ${f.expected} here.`,
  },
  'profile-value': {
    severity: 'error',
    title: 'A profile has a value that is not allowed',
    says: (f) => `${f.found} is not allowed at ${place(f.pointer)}: it ${f.rule}`,
    advice: () => 'Correct the value here; the profile schema says what it may be.',
  },
  'schema-invalid': {
    severity: 'error',
    title: 'A schema that is none',
    says: (f) => `this schema cannot be used: ${f.reason}`,
    advice: () => 'It is JSON Schema 2020-12, with x-merge as docs/language.md describes.',
  },
  'schema-missing': {
    severity: 'error',
    title: 'The profile schema is not there',
    says: (f) => `there is no file ${quote(f.file)}`,
    advice: () => 'Correct `profileSchema` in fleet.yaml, or add the file.',
  },
  'emit-path': {
    severity: 'error',
    title: 'An output path that cannot be used',
    says: (f) => `the output path ${quote(f.path)} cannot be used: ${f.reason}`,
    advice: () => 'Paths lie in the output folder and are made of safe names.',
  },
  'emit-collision': {
    severity: 'error',
    title: 'Two outputs in one file',
    says: (f) => `two outputs would be written to ${quote(f.path)}`,
    advice: () => 'Put {{cluster.name}} or {{host.name}} into the path.',
  },
  'emit-template': {
    severity: 'error',
    title: 'An output template fails',
    says: (f) => `the output template fails: ${f.reason}`,
    advice: () => 'It is a Handlebars template over the finished profile, in strict mode.',
  },
};

export function severityOf(code: Code): Severity {
  return catalogue[code].severity;
}

/** What is wrong, without its place. */
export function sentenceOf(diagnostic: Diagnostic): string {
  return entryOf(diagnostic).says(diagnostic.facts);
}

/** What to do about it. */
export function adviceOf(diagnostic: Diagnostic): string {
  return entryOf(diagnostic).advice(diagnostic.facts);
}

function entryOf(diagnostic: Diagnostic): Entry<Code> {
  return catalogue[diagnostic.code] as Entry<Code>;
}

function quote(text: string | undefined): string {
  return `"${text ?? ''}"`;
}

function place(pointer: string): string {
  return pointer === '' ? 'the top' : pointer;
}

function list(names: readonly string[]): string {
  const shown = names.slice(0, 5).map(quote).join(', ');
  return names.length > 5 ? `${shown} and ${names.length - 5} more` : shown;
}

function changes(all: readonly ReleaseChange[]): string {
  const shown = all.slice(0, 5).map(({ file, how }) => `${quote(file)} was ${how}`);
  return all.length > 5 ? `${shown.join(', ')} and ${all.length - 5} more` : shown.join(', ');
}

function days(count: number): string {
  return count === 1 ? '1 day' : `${count} days`;
}

function didYouMean(nearest: readonly string[]): string {
  return nearest.length === 0 ? '' : ` (did you mean ${nearest.slice(0, 3).map(quote).join(' or ')}?)`;
}
