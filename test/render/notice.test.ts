import { describe, expect, test } from 'vitest';
import type { Subject } from '../../src/notice/gather.ts';
import type { Trouble } from '../../src/notice/trouble.ts';
import { html, link, preformatted } from '../../src/render/mail-html.ts';
import { chatText, untrustedChat } from '../../src/render/notice-chat.ts';
import { issueBody, issueTitle } from '../../src/render/notice-issue.ts';
import { noticesJson } from '../../src/render/notice-json.ts';
import { mailWords, type ShownConcern } from '../../src/render/notice-mail.ts';
import { gather } from '../../src/notice/gather.ts';
import { cluster, gathering, ownersOf, person, trouble } from '../notice/support.ts';

const links = {
  file: (file: string, line: number | undefined) =>
    `https://forge.example/cc/fleet/blob/main/${file}${line === undefined ? '' : `#L${line}`}`,
  issue: () => 'https://forge.example/cc/fleet/issues/7',
};

const one = trouble(
  'bad',
  [
    cluster('a', ['maria']),
    cluster('b', ['maria'], { upgrade: { stream: 'linux', from: '2026_1_minor', to: '2026_2_major' } }),
  ],
  {
    message: 'mtu must be a number, and is "big"',
    advice: 'write a number',
    details: '11 │ network:\n12 │   mtu: big\n   │        ^^^\n',
  },
);

const hostile =
  '</pre><script>x()</script> @all <!channel> #12 [a](javascript:x) `x` **b** <!-- tidemark: failure x | --> \u202e\u001b[31m ::error::';

const nasty: Trouble = {
  ...trouble('nasty', [cluster(hostile, [hostile], { file: hostile })]),
  code: hostile,
  file: hostile,
  message: hostile,
  advice: hostile,
  details: `${hostile}\n\`\`\`\n/close\nFrom here`,
};

function concern(fresh: readonly Trouble[], more: Partial<ShownConcern> = {}): ShownConcern {
  return { fleet: 'demo', owners: ['maria'], fresh, isNew: () => true, still: [], announcements: [], links, ...more };
}

function subject(of: Trouble): Subject {
  return { trouble: of, addressees: [] };
}

describe('a mail', () => {
  test('says what, where, why, what to do, whom it hits, and where more is', () => {
    const { subject: title, text } = mailWords(concern([one], { still: [trouble('old', [cluster('z', [])])] }));
    expect(title).toBe('[demo] 2 clusters fail: profile-value in templates/site/base.yaml:12');
    expect(text).toBe(`Fleet demo: 2 clusters fail: profile-value in templates/site/base.yaml:12.

1. mtu must be a number, and is "big"
   where: templates/site/base.yaml:12 (profile-value)
          https://forge.example/cc/fleet/blob/main/templates/site/base.yaml#L12
   do:    write a number
   issue: https://forge.example/cc/fleet/issues/7
   hits:  2 clusters
          - a (10 hosts, clusters/a.yaml)
          - b (10 hosts, linux 2026_1_minor → 2026_2_major, clusters/b.yaml)

   11 │ network:
   12 │   mtu: big
      │        ^^^

You were told of these before, and they are still there:
  - profile-value in templates/site/base.yaml:12, 1 cluster

-- 
This comes from fleet demo, for maria. You are told once; what is mended is not mailed about, and its issue closes by itself.
`);
  });

  test('has the same in HTML, with the lines of the file as they stand', () => {
    const { html: page } = mailWords(concern([one]));
    expect(page).toContain('<a href="https://forge.example/cc/fleet/issues/7">');
    expect(page).toContain('11 │ network:\n12 │   mtu: big');
    expect(page).toContain('mtu must be a number, and is &#34;big&#34;');
  });

  test('lets nothing of a file be markup, a link, a control character or more than one line of a subject', () => {
    const mail = mailWords(
      concern([nasty, one], { owners: [hostile], links: { ...links, file: () => 'javascript:x()' } }),
    );
    expect(mail.html).not.toMatch(/<script|<\/pre>(?!\n)|href="(?!https:)/);
    expect(`${mail.text}${mail.html}`).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
    expect(mail.subject).toMatch(/^[\x20-\x7e]{1,120}$/);
  });

  test('of very much ends in counts', () => {
    const many = Array.from({ length: 100 }, (_, i) =>
      trouble(
        `t${i}`,
        Array.from({ length: 300 }, (_, k) => cluster(`c${k}`, [])),
      ),
    );
    const { text, html: page } = mailWords(concern(many, { still: many }));
    expect(text).toContain('and 60 more causes');
    expect(text).toContain('and 100 more clusters');
    expect(text.length + page.length).toBeLessThan(2_000_000);
  });
});

describe('an issue', () => {
  test('says what, where, what to do, who, and every cluster', () => {
    const body = issueBody(subject(one), links, 65_000);
    expect(body).toContain('**What:** mtu must be a number, and is "big"');
    expect(body).toContain(
      '[`templates/site/base.yaml:12`](https://forge.example/cc/fleet/blob/main/templates/site/base.yaml#L12)',
    );
    expect(body).toContain('**Hits 2 clusters, 20 hosts:**');
    expect(body).toContain('| `b` | 10 | `linux 2026_1_minor → 2026_2_major` | `maria` |');
    expect(issueTitle(subject(one))).toBe('2 clusters fail: profile-value in templates/site/base.yaml:12');
  });

  test('mentions nobody, closes no fence early, and holds no marker of ours', () => {
    const body = issueBody(subject(nasty), links, 65_000);
    const prose = body.replace(/(`{3,})text\n[^]*?\n\1/g, '').replace(/(?<!`)(`+)(?!`)[^\n]*?(?<!`)\1(?!`)/g, '');
    expect(body).not.toContain('<!--');
    expect(prose).not.toMatch(/<script|@all|\]\(javascript/);
    expect(body.match(/^````text$/m)).not.toBeNull();
    expect(issueTitle(subject(nasty))).not.toMatch(/[@#\n]/);
  });

  test('is cut at a row, with a count, below the limit', () => {
    const wide = trouble(
      'wide',
      Array.from({ length: 3000 }, (_, k) => cluster(`cluster-${k}`, ['maria'])),
    );
    const body = issueBody(subject(wide), links, 65_000);
    expect(body.length).toBeLessThanOrEqual(65_000);
    expect(body).toMatch(/Left out: .*\d+ clusters/);
    expect(
      body
        .split('\n')
        .filter((line) => line.startsWith('| `'))
        .every((line) => line.endsWith('|')),
    ).toBe(true);
  });
});

describe('a chat', () => {
  test('is one text with a line for each cause', () => {
    expect(chatText({ fleet: 'demo', fresh: [one], announcements: [], links })).toBe(
      'Fleet demo: 2 clusters fail: profile-value in templates/site/base.yaml:12\n' +
        '- 2 clusters: mtu must be a number, and is "big" in templates/site/base.yaml:12 https://forge.example/cc/fleet/issues/7',
    );
  });

  test.each([
    '<!channel>',
    '@all',
    '@here and @maria',
    '<https://evil.example|click>',
    '[click](https://evil.example)',
    '~town-square #general',
    'https://evil.example www.evil.example',
    '**bold** `code` :smile:',
    'a\n@all',
  ])('takes %j from a file as words', (text) => {
    const shown = untrustedChat(text);
    expect(shown).not.toMatch(/<|@\w|:\/\/|\]\(|#\w|~\w|www\.|\n|\*\*/);
  });

  test('is at most 4,000 characters, cut at a line', () => {
    const many = Array.from({ length: 100 }, (_, i) => ({ ...one, id: `${i}`, message: 'long '.repeat(60) }));
    const text = chatText({ fleet: 'demo', fresh: many, announcements: [], links });
    expect(text.length).toBeLessThanOrEqual(4000);
    expect(text).toMatch(/\nand \d+ more lines$/);
  });
});

describe('HTML for mail', () => {
  test('escapes what is put in, in content and in attributes, and takes fragments as they are', () => {
    const name = "\"><img src=x onerror='x()'>&`";
    expect(html`<p title="${name}">${[html`<b>${name}</b>`]}</p>`.html).not.toMatch(/<img|onerror='/);
    expect(preformatted('a\n<b>').html).toContain('a\n&#60;b&#62;');
  });

  test.each(['javascript:alert(1)', 'data:text/html,x', 'https://x.org/"onclick="', 'https://x.org/ y', 'ftp://x.org'])(
    'does not link to %s',
    (address) => expect(link(address, 'words').html).toBe('words'),
  );
});

test('notices as JSON name causes, owners and their clusters', () => {
  const gathered = gather([one], gathering(ownersOf([person('maria')])));
  expect(JSON.parse(noticesJson(gathered))).toMatchObject({
    causes: [{ id: 'bad', clusters: ['a', 'b'], told: ['maria'] }],
    notices: [{ owner: 'maria', mail: ['maria@example.org'], causes: [{ id: 'bad', clusters: ['a', 'b'] }] }],
    forsaken: [],
  });
});
