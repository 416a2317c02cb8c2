/** The sample report with a hostile text in every field that is not restricted: for the tests of every rendering. */

import type { Report } from '../../src/report/report.ts';
import { hostileTexts } from './diagnostics-samples.ts';
import { sampleReport } from './report-samples.ts';

/** Text that does harm in one output or another; each is used in every field. */
export const attacks: readonly string[] = [
  ...hostileTexts.map((text) => text.slice(0, 5_000)),
  '@octocat @cc/security',
  '![x](https://evil.example/x.png) <img src=x onerror=alert(1)> <!-- marker -->',
  '</details><script>alert(1)</script>',
  'javascript:alert(1)',
  'https://evil.example/"><script>x</script>](y) |',
  'https://user@evil.example/',
  '/approve\n/merge',
  '=HYPERLINK("https://evil.example","x")',
  "+1+cmd|'/C calc'!A0",
  '-2+3',
  '@SUM(1)',
  '\t=1+1',
  '\r=1+1',
  '\n=1+1',
  '  =1+1',
  '"=1+1',
  'a;=1+1',
  'a;"=1+1',
  'a\n=1+1',
  '＝1+1',
  '＋1',
  '－1',
  '＠SUM(1)',
  '```\n## x',
  'a | b | c',
  '"} 1\ntidemark_clusters{stream="x"} 99',
  'back\\slash "quote"',
  ']]> <b>x</b> &amp; \u0000\ufffe',
  '\u009b31m \u202e \u2028',
  '',
  ' ',
  '\u4e2d\u6587 é 😀',
];

/** The sample report in which every free text is `attack`. */
export function hostileReport(attack: string): Report {
  const report = sampleReport(() => attack);
  return { ...report, contacts: { ...report.contacts, [attack]: { name: attack, mails: [attack], chat: attack } } };
}

/** All that a terminal or a reader would not see as what it is; line breaks are the renderings' own. */
export const unseen: RegExp = /(?![ \n])[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Z}\p{Default_Ignorable_Code_Point}]/u;
