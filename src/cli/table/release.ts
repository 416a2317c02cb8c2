/** The commands that make, check and publish releases. */

import type { Command, Option } from '../command.ts';

/** What every command takes that reads package lists. */
const sourceOptions: readonly Option[] = [
  {
    usage: '--as KIND',
    about: 'what the sources are',
    choices: ['list', 'rpm-qa', 'dpkg', 'deb-index', 'rpm-md'],
    otherwise: 'told by what stands in each',
  },
  {
    usage: '--arch ARCH',
    about: 'take this architecture alone, beside packages that fit any; and take what names none for it',
    otherwise: 'all of them',
  },
  { usage: '--all-kernels', about: 'take every version of a kernel that a repository has, and not the newest alone' },
];

/** What `template new` and `template next` have in common. */
const templateOptions: readonly Option[] = [
  { usage: '--from FILE…', about: 'package lists, and folders of rpm-md repositories; needed' },
  ...sourceOptions,
  {
    usage: '--advisories FILE…',
    about:
      'JSON lists of { id, severity, published, title, cves, packages }; those that this version closes first are named',
    otherwise: 'those of the repositories',
  },
  {
    usage: '--important NAME…',
    about: 'packages whose epoch or first two numbers make a version major',
    otherwise: 'glibc, libc6, kernel-core, linux-image-amd64, openssl, systemd, 389-ds-base, pcs, podman',
  },
  { usage: '--dry-run', about: 'say what would be written, and write nothing' },
  {
    usage: '--format FORMAT',
    about: 'how the result is written; schemas/new-template.schema.json describes json',
    choices: ['text', 'json'],
    otherwise: 'text',
  },
];

const forge: Option = {
  usage: '--forge FORGE',
  about:
    'where releases are written: the GitHub that the environment names, or the embedded forge in a bare repository',
  choices: ['github', 'local'],
  otherwise: 'github in GitHub Actions, local elsewhere',
};

const dryRun: Option = { usage: '--dry-run', about: 'say what would be done, and write nothing' };

export const releaseCommands: readonly Command[] = [
  {
    name: 'template new',
    summary: 'make a version of a stream from package lists',
    about:
      'Writes templates/STREAM/VERSION/ with default.yaml and release.yaml from package lists: a plain list (name version arch), the output of rpm -qa or dpkg-query -W, an rpm-md repository, a Debian index, plain or packed by gzip, zstd or lz4. The same sources give the same bytes; the day is that of --now. Says what changes against the version before, and whether that is minor or major. All files are written, or none; a folder that is there is left alone.',
    arguments: [
      { usage: 'STREAM', about: 'a stream of fleet.yaml' },
      { usage: 'VERSION', about: 'YEAR_NUMBER_minor or YEAR_NUMBER_major' },
    ],
    options: [...templateOptions, { usage: '--force', about: 'write a folder anew that is there and not published' }],
    examples: [
      {
        line: 'tidemark template new linux 2026_9_minor --from package-lists/linux/2026_9.list',
        about: 'from a list in the fleet',
      },
      {
        line: 'tidemark template new linux 2026_9_major --from /mirror/9/BaseOS /mirror/9/AppStream --arch x86_64',
        about: 'from two repositories',
      },
    ],
    load: () => import('../template-new.ts'),
  },
  {
    name: 'template next',
    summary: 'make the next version of a stream, and choose its name',
    about:
      'As tidemark template new, with the year of --now, the next number of that year, and the kind that the packages propose.',
    arguments: [{ usage: 'STREAM', about: 'a stream of fleet.yaml' }],
    options: [
      ...templateOptions,
      { usage: '--minor', about: 'call it minor, whatever the packages say' },
      { usage: '--major', about: 'call it major, whatever the packages say' },
    ],
    examples: [
      { line: 'tidemark template next linux --from package-lists/linux/2026_9.list', about: 'the next version' },
      {
        line: 'tidemark template next linux --from package-lists/linux/2026_9.list --dry-run',
        about: 'what it would be, and why',
      },
    ],
    load: () => import('../template-next.ts'),
  },
  {
    name: 'template import',
    summary: 'turn what a machine or a repository has into a plain list',
    about:
      'Reads sources as tidemark template new does, and writes one plain list, with its sources and their digests in the head: to be reviewed in git before a version is made from it.',
    arguments: [{ usage: 'FILE…', about: 'package lists, and folders of rpm-md repositories' }],
    options: [
      ...sourceOptions,
      { usage: '--out FILE', about: 'where the list is written', otherwise: 'standard output' },
      { usage: '--force', about: 'write a list anew that is there' },
      { usage: '--dry-run', about: 'say what would be written, and write nothing' },
      {
        usage: '--format FORMAT',
        about: 'how the result is written; schemas/package-list.schema.json describes json',
        choices: ['text', 'json'],
        otherwise: 'text',
      },
    ],
    examples: [
      {
        line: 'tidemark template import /mirror/9/BaseOS --out package-lists/linux/2026_9.list',
        about: 'a repository',
      },
      {
        line: 'tidemark template import golden-host.txt --as rpm-qa --out package-lists/linux/2026_9.list',
        about: 'what a machine has',
      },
    ],
    load: () => import('../template-import.ts'),
  },
  {
    name: 'release check',
    summary: 'find what is wrong with releases, and whom they would break',
    about:
      'Looks at the folders of releases: their shape, their sources, and that what is published by a tag is as the tag has it. Then compiles, in memory, every cluster that is behind with the release, and tells which clusters would fail and did not before, by cause and with their owners, and what changes. Without a release, all folders are looked at, and the newest release of each stream is tried.',
    arguments: [
      { usage: '[RELEASE]', about: 'STREAM/VERSION, or a stream; or "all" to try every release' },
      { usage: '[VERSION]', about: 'the version, where the first is a stream' },
    ],
    options: [
      { usage: '--at REV', about: 'read a git revision instead of the working tree' },
      {
        usage: '--format FORMAT',
        about: 'how the result is written; schemas/release-check.schema.json describes json',
        choices: ['text', 'json', 'md'],
        otherwise: 'text',
      },
    ],
    examples: [
      { line: 'tidemark release check linux 2026_8_minor', about: 'before its tag is pushed' },
      { line: 'tidemark release check linux/2026_8_minor --format md', about: 'for a pull request' },
      { line: 'tidemark release check', about: 'every folder, and the newest release of each stream' },
    ],
    load: () => import('../release-check.ts'),
  },
  {
    name: 'release publish',
    summary: 'verify the tag of a release, write its notes at the forge, announce it',
    about:
      "For the job that runs when a tag STREAM/VERSION is pushed. Verifies the tag as the remote has it: annotated, bearing its own name, on the default branch, signed by one of the stream's signers where the fleet on that branch lists some, and never moved. Then tries the release on the fleet, writes the notes at the forge, and tells the people whom it concerns. Run again, it writes nothing that is there already.",
    arguments: [
      { usage: '[RELEASE]', about: 'STREAM/VERSION; in GitHub Actions otherwise the tag that started the run' },
    ],
    options: [forge, dryRun],
    examples: [
      { line: 'tidemark release publish linux/2026_8_minor', about: 'what its tag says' },
      {
        line: 'tidemark release publish linux/2026_8_minor --dry-run',
        about: 'the notes and the announcement, without a write',
      },
    ],
    load: () => import('../release-publish.ts'),
  },
  {
    name: 'release announce',
    summary: 'tell the people whom a release concerns',
    about:
      'Tells the owners of every cluster that pins the stream, the owners of the stream, and the team security-team: what the release is, what it closes, which clusters are offered it and when, what to do, and where to read on. Nobody is told twice.',
    arguments: [{ usage: 'RELEASE', about: 'STREAM/VERSION' }],
    options: [
      forge,
      dryRun,
      {
        usage: '--format FORMAT',
        about: 'how the announcement is shown; schemas/announcement.schema.json describes json',
        choices: ['text', 'json'],
        otherwise: 'text',
      },
    ],
    examples: [
      { line: 'tidemark release announce linux/2026_8_minor --dry-run', about: 'what would be said, and to whom' },
    ],
    load: () => import('../release-announce.ts'),
  },
  {
    name: 'release withdraw',
    summary: 'mark a release as bad',
    about:
      'Adds `withdrawn` with the reason to the release.yaml of a release, and leaves every other byte of it as it is. Then tells which clusters pin it, and what to do next: once the change is merged, each of them is offered the way to a good version.',
    arguments: [{ usage: 'RELEASE', about: 'STREAM/VERSION' }],
    options: [
      { usage: '--reason TEXT', about: 'what is wrong with it; needed' },
      dryRun,
      {
        usage: '--format FORMAT',
        about: 'how the result is written; schemas/withdrawal.schema.json describes json',
        choices: ['text', 'json'],
        otherwise: 'text',
      },
    ],
    examples: [
      {
        line: 'tidemark release withdraw linux/2026_8_minor --reason "its kernel loses packets on 25G cards"',
        about: 'before a commit and a pull request',
      },
    ],
    load: () => import('../release-withdraw.ts'),
  },
  {
    name: 'release schedule',
    summary: 'show when releases are due, or write calendar and feed',
    about:
      'Shows schedule.yaml as a table: what is due, when, and from which day on only fixes go in. As a calendar (iCalendar) people subscribe to it. As a feed (Atom) it lists the releases that are published, the newest first.',
    arguments: [],
    options: [
      { usage: '--at REV', about: 'read a git revision instead of the working tree' },
      { usage: '--out FILE', about: 'write into a file', otherwise: 'standard output' },
      {
        usage: '--format FORMAT',
        about: 'how it is written; schemas/release-schedule.schema.json describes json',
        choices: ['text', 'json', 'ical', 'atom'],
        otherwise: 'text',
      },
    ],
    examples: [
      { line: 'tidemark release schedule', about: 'what is due' },
      { line: 'tidemark release schedule --format ical --out public/releases.ics', about: 'for calendars' },
      { line: 'tidemark release schedule --format atom --out public/releases.xml', about: 'for feed readers' },
    ],
    load: () => import('../release-schedule.ts'),
  },
];
