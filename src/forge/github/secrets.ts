/** Takes the token out of every text that came from outside: an answer or an error may repeat what was sent to it. */

/** A function that puts `***` for the token, for what it is encoded to, and for anything that looks like one of GitHub's. */
export function redactor(token: string): (text: string) => string {
  const secrets = token.length < shortest ? [] : spellings(token);
  return (text) => secrets.reduce((rest, secret) => rest.replaceAll(secret, '***'), text).replace(tokenShape, '***');
}

/** A shorter one is no secret, and would be found in innocent words. */
const shortest = 8;

const tokenShape = /\b(?:gh[a-z]_[A-Za-z0-9]{20,255}|github_pat_\w{20,255})/g;

function spellings(token: string): readonly string[] {
  const credentials = [token, `x-access-token:${token}`].map((text) => Buffer.from(text).toString('base64'));
  return [...new Set([token, encodeURIComponent(token), ...credentials])];
}
