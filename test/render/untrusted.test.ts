import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  untrustedCell,
  untrustedCode,
  untrustedLog,
  untrustedMarkdown,
  untrustedTerminal,
  untrustedWorkflow,
  untrustedWorkflowProperty,
} from '../../src/render/untrusted.ts';

/** Pieces that mean something to one output or another. */
const loaded = [
  '@octocat',
  '@org/team',
  '#123',
  'GH-1',
  'gh-22',
  'owner/repo#1',
  'owner/repo@0123456789',
  'https://x.org/a',
  'www.x.org',
  'a@b.org',
  'mailto:a@b.org',
  '[a](b)',
  '![i](https://x/y.png)',
  '[^1]',
  '<img src=x>',
  '<!-- marker -->',
  '</details>',
  '&lt;',
  '/approve',
  '- ',
  '1. ',
  '# ',
  '> ',
  '```',
  '~~~',
  '`',
  '``',
  '|',
  '\\',
  '\\|',
  '\n',
  '\r\n',
  '\t',
  '    ',
  '---',
  '===',
  ':tada:',
  '$x$',
  '**b**',
  '_i_',
  '::',
  '##[',
  '::add-mask::',
  '##[group]',
  '%0A',
  '%',
  ',',
  ':',
  '\u001b[31m',
  '\u009b31m',
  '\u202e',
  '\u200b',
  '\u2066',
  '\ufeff',
  '\u00ad',
  '\u2028',
  '\u00a0',
  '\ud800',
  '\u{e0001}',
  '\u3164',
  '\u{7c}',
  '\\u{1b}',
  'deadbeef1234',
  'é',
  '中',
  '😀',
  'a',
  ' ',
  '0',
];

const text = fc.oneof(
  fc.array(fc.constantFrom(...loaded), { maxLength: 8 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: 'binary-ascii', maxLength: 40 }),
);

/** All that a terminal or a reader would not see as what it is. */
const unseen = /(?! )[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Z}\p{Default_Ignorable_Code_Point}]/u;

function holds(law: (from: string) => void): void {
  const property = fc.property(text, (from) => {
    law(from);
  });
  fc.assert(property, { numRuns: 3_000 });
}

describe('for a terminal', () => {
  test.each([
    ['\u001b[2J\u001b]0;title\u0007', '\\u{1b}[2J\\u{1b}]0;title\\u{7}'],
    ['\u009b31m', '\\u{9b}31m'],
    ['abc\u202edef', 'abc\\u{202e}def'],
    ['a\u200bb\u2066c\ufeff', 'a\\u{200b}b\\u{2066}c\\u{feff}'],
    ['\u{e0041}', '\\u{e0041}'],
    ['one\ntwo\r\u2028', 'one\\u{a}two\\u{d}\\u{2028}'],
    ['a\u00a0b', 'a\\u{a0}b'],
    ['\ud800', '\\u{d800}'],
    ['C:\\temp, é, 中, 😀, ~', 'C:\\temp, é, 中, 😀, ~'],
    ['\\u{1b}', '\\u{5c}u{1b}'],
  ])('%j becomes %j', (from, to) => {
    expect(untrustedTerminal(from)).toBe(to);
  });

  test('nothing invisible is left, whatever comes', () => {
    holds((from) => expect(untrustedTerminal(from)).not.toMatch(unseen));
  });

  test('the original can be read off what is shown', () => {
    const original = (shown: string): string =>
      shown.replace(/\\u\{([0-9a-f]+)\}/g, (_, hex: string) => String.fromCodePoint(Number.parseInt(hex, 16)));
    holds((from) => expect(original(untrustedTerminal(from))).toBe(from));
  });
});

describe('for Markdown', () => {
  test.each([
    ['@octocat', '@\u200boctocat'],
    ['fixes #1 and GH-2', 'fixes \\#\u200b1 and GH-\u200b2'],
    ['o/r#3', 'o/r\\#\u200b3'],
    ['/approve', '\\/approve'],
    ['  /approve', '\\/approve'],
    ['https://x.org', 'https:\u200b//x.org'],
    ['www.x.org', 'www\u200b.x.org'],
    ['![i](j)', '\\!\\[i\\]\\(j\\)'],
    ['<!-- m -->', '&#60;\\!-- m --&#62;'],
    ['a|b', 'a&#124;b'],
    ['a\nb', 'a\\\\u\\{a\\}b'],
    ['- a', '\\- a'],
    ['1. a', '1\\. a'],
    ['kernel security update', 'kernel security update'],
    ['CVE-2025-21727', 'CVE-2025-21727'],
  ])('%j becomes %j', (from, to) => {
    expect(untrustedMarkdown(from)).toBe(to);
  });

  test('what the forge looks for in finished text is not there', () => {
    holds((from) => {
      const rendered = renderedInline(untrustedMarkdown(from));
      expect(rendered).not.toMatch(/@[a-z0-9]/i);
      expect(rendered).not.toMatch(/#\d|GH-\d/i);
      expect(rendered).not.toMatch(/:\/\/|www\.|mailto:|xmpp:/i);
      expect(rendered).not.toMatch(/(?<![0-9a-z])[0-9a-f]{7,40}(?![0-9a-z])/i);
      expect(rendered).not.toMatch(/:[\w+-]+:/);
    });
  });

  test('no markup, no cell, no block and no command begins in it', () => {
    holds((from) => {
      const shown = untrustedMarkdown(from);
      expect(shown).not.toMatch(/[<>|$\n\r\t]/);
      expect(shown.replace(/\\[!-/:-@[-`{-~]/g, '')).not.toMatch(/[\\`*_{}[\]()!~^]/);
      expect(shown).not.toMatch(/^\s|^[-+*=#>:/]|^\d+[.)]/);
      expect(shown.replaceAll('\u200b', '')).not.toMatch(unseen);
    });
  });

  test('a reader sees the text', () => {
    holds((from) => {
      const seen = renderedInline(untrustedMarkdown(from)).replaceAll('\u200b', '');
      expect(seen).toBe(untrustedTerminal(from).trim().replace(/ {2,}/g, ' '));
    });
  });

  test('long hostile texts take no long time', () => {
    for (const unit of [':a', 'f', '0', '@', ' ', '`', '\\|', 'GH-', ':', '1']) {
      const start = performance.now();
      untrustedMarkdown(unit.repeat(200_000));
      untrustedCell(unit.repeat(200_000));
      expect(performance.now() - start).toBeLessThan(5_000);
    }
  });
});

describe('for Markdown as code', () => {
  test.each([
    ['bash', '`bash`'],
    ['a`b', '``a`b``'],
    ['`', '`` ` ``'],
    ['a```', '```` a``` ````'],
    [' x ', '`  x  `'],
    ['', '` `'],
    ['@octocat #1', '`@octocat #1`'],
  ])('%j becomes %j', (from, to) => {
    expect(untrustedCode(from)).toBe(to);
  });

  test('the span closes where it should, and shows the text', () => {
    holds((from) => expect(codeContent(untrustedCode(from))).toBe(untrustedTerminal(from) || ' '));
  });

  test('in a table no bar is left alone, and none that a renderer could see as alone', () => {
    holds((from) => {
      const cell = untrustedCell(from);
      expect(cell).not.toMatch(/(?<!\\)\|/);
      expect(cell).not.toMatch(/\\\\\|/);
      expect(cell).not.toMatch(unseen);
      codeContent(cell);
    });
  });
});

describe('for a log that GitHub Actions reads', () => {
  test.each([
    ['::add-mask::secret', '\\u{3a}:add-mask::secret'],
    ['  ::error::x', '  \\u{3a}:error::x'],
    ['text ##[add-mask]secret', 'text #\\u{23}[add-mask]secret'],
    ['a\n::error::x', 'a\\u{a}::error::x'],
    ['std::vector', 'std::vector'],
    ['100%', '100%'],
  ])('%j becomes %j', (from, to) => {
    expect(untrustedLog(from)).toBe(to);
  });

  test('no line is a command, in the new form or the old', () => {
    holds((from) => {
      for (const line of [untrustedLog(from), untrustedWorkflow(from)]) {
        expect(line.trimStart().startsWith('::')).toBe(false);
        expect(line).not.toMatch(/##\[|[\r\n]/);
      }
    });
  });

  test('in a command of ours, message and properties end where we end them', () => {
    expect(untrustedWorkflow('50%\r\n::x')).toBe('50%25\\u{d}\\u{a}::x');
    expect(untrustedWorkflowProperty('a,b:c%')).toBe('a%2Cb%3Ac%25');
    holds((from) => {
      expect(untrustedWorkflow(from).replaceAll('%25', '')).not.toMatch(/%/);
      expect(untrustedWorkflowProperty(from)).not.toMatch(/[:,\r\n]|%(?!25|3A|2C)/);
    });
  });
});

/** What a Markdown renderer makes of text in which backslashes and numeric entities are all there is. */
function renderedInline(markdown: string): string {
  return markdown.replace(/\\([!-/:-@[-`{-~])|&#(\d+);/g, (_, escaped: string | undefined, code: string) => {
    return escaped ?? String.fromCodePoint(Number(code));
  });
}

/** The content of a code span, by the rules of CommonMark; fails when it is not exactly one. */
function codeContent(span: string): string {
  const fence = /^`+/.exec(span)?.[0] ?? '';
  const inner = span.slice(fence.length, -fence.length);
  expect(span.endsWith(fence) && inner.length > 0).toBe(true);
  for (const [run] of inner.matchAll(/`+/g)) expect(run).not.toBe(fence);
  expect(inner).not.toMatch(/^`|`$/);
  return /^ .* $/.test(inner) && inner.trim() !== '' ? inner.slice(1, -1) : inner;
}
