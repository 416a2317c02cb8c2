/**
 * Writes a text as the one comment of this kind on a pull request, or brings the comment that is there up to date.
 * The text is data: nothing in it is run, and it goes nowhere but into the body of the comment.
 */

import { readFileSync } from 'node:fs';

const { GITHUB_API_URL, GITHUB_REPOSITORY, GITHUB_TOKEN, PULL_REQUEST } = process.env;
const mark = '<!-- tidemark: diff -->';
const longest = 65_536;

const [file = ''] = process.argv.slice(2);
const room = longest - mark.length - 1;
const text = readFileSync(file, 'utf8');
const body = `${text.length > room ? `${text.slice(0, room - 60)}\n\n…and more: see the summary of the run.` : text}\n${mark}`;

const repository = `${GITHUB_API_URL}/repos/${GITHUB_REPOSITORY}`;
const known = await ours();
if (known === undefined) await ask('POST', `/issues/${PULL_REQUEST}/comments`, { body });
else if (known.body !== body) await ask('PATCH', `/issues/comments/${known.id}`, { body });

/** The comment that this workflow wrote before: by the mark, and by being a robot's, for anybody can write a mark. */
async function ours() {
  for (let page = 1; page <= 30; page += 1) {
    const comments = await ask('GET', `/issues/${PULL_REQUEST}/comments?per_page=100&page=${page}`);
    const found = comments.find(({ user, body: said }) => user?.type === 'Bot' && said?.endsWith(mark));
    if (found !== undefined || comments.length < 100) return found;
  }
  return undefined;
}

async function ask(method, path, data) {
  const answer = await fetch(`${repository}${path}`, {
    method,
    redirect: 'error',
    signal: AbortSignal.timeout(60_000),
    headers: {
      authorization: `Bearer ${GITHUB_TOKEN}`,
      accept: 'application/vnd.github+json',
      'content-type': 'application/json',
      'x-github-api-version': '2022-11-28',
      'user-agent': 'tidemark',
    },
    ...(data === undefined ? {} : { body: JSON.stringify(data) }),
  });
  if (answer.status === 403 && method !== 'GET') {
    console.log('This token may not write comments; the summary of the run says the same.');
    process.exit(0);
  }
  if (!answer.ok) {
    console.log(`The comment was not written: ${method} ${path.split('?')[0]} gave ${answer.status}.`);
    process.exit(1);
  }
  return answer.json();
}
