/** YAML as somebody might write it for a fleet: any indentation, comments, quotes and brackets, now and then a fault. */

import * as fc from 'fast-check';

export function anyDocument(): fc.Arbitrary<string> {
  const { node } = fc.letrec<{ node: Text; mapping: Text; list: Text }>((tie) => ({
    node: fc.oneof({ maxDepth: 4 }, leaf, leaf, tie('mapping'), tie('list')),
    mapping: fc.tuple(lineEnd, fc.constantFrom(2, 2, 2, 1, 3, 4), some(fc.tuple(key, tie('node')))).map(
      ([head, step, entries]) =>
        (column) =>
          head + entries.map(([name, value]) => `${spaces(column + step)}${name}:${value(column + step)}`).join(''),
    ),
    list: fc.tuple(lineEnd, fc.constantFrom(0, 0, 2, 2, 4), some(fc.tuple(dash, tie('node')))).map(
      ([head, step, items]) =>
        (column) =>
          head +
          items.map(([dashes, value]) => `${spaces(column + step)}${dashes}${value(column + step + 2)}`).join(''),
    ),
  }));
  const entries = some(fc.tuple(key, node)).map((all) => all.map(([name, value]) => `${name}:${value(0)}`).join(''));
  const items = some(node).map((all) => all.map((value) => `-${value(0)}`).join(''));
  const body = oneOf([entries, 4], [items, 1]);
  return fc.tuple(fc.constantFrom('', '', '# head\n', '\n'), body).map(([head, rest]) => head + rest);
}

/** A node's text behind its key or dash, which stands in a column. */
type Text = (column: number) => string;

function some<T>(one: fc.Arbitrary<T>): fc.Arbitrary<T[]> {
  return fc.array(one, { minLength: 1, maxLength: 4 });
}

function oneOf<T>(...choices: readonly (readonly [arbitrary: fc.Arbitrary<T>, weight: number])[]): fc.Arbitrary<T> {
  return fc.oneof(...choices.map(([arbitrary, weight]) => ({ arbitrary, weight })));
}

function spaces(count: number): string {
  return ' '.repeat(count);
}

const dash = oneOf([fc.constant('-'), 9], [fc.constantFrom('- a:', '- -', '-  "b" :', '- c: d\n'), 1]);
const after = oneOf([fc.constant(''), 8], [fc.constantFrom(' ', ' # why', '   #', '#'), 2]);
const between = oneOf(
  [fc.constant(''), 12],
  [fc.constantFrom('\n', '   \n', '# note\n', '  # deeper\n', '          # deepest\n'), 1],
);
const lineEnd = fc.tuple(after, between).map(([end, lines]) => `${end}\n${lines}`);

const usual = [
  'a',
  'b-c',
  '2026_8_minor',
  '1.10',
  '12:30',
  '~',
  "it's",
  'a b  c',
  'http://x/y',
  'a#b',
  '-1',
  'é ü',
  '<<',
];
const unusual = [
  ...'[a {x a] %x ` | >x !x &x *x , :a a"b --- ... 😀 \t \r \u00a0 \u2028 \u0085 \ufeff "\\ "\\x41" \''.split(' '),
  '? x',
  '- x',
  'a: b',
  'a #b',
  '"\\ "',
  '',
];
const quoted = ['""', "''", '"a b"', "'a b'", "'it''s'", '"\\""', '"\\n\\\\\\t\\/"', '"# x"', "': '", '"]"', "'}'"];
const word = oneOf([fc.constantFrom(...usual), 30], [fc.constantFrom(...quoted), 10], [fc.constantFrom(...unusual), 1]);
const key = fc.tuple(word, fc.constantFrom('', '', '', ' ')).map((parts) => parts.join(''));

const { flow } = fc.letrec<{ flow: string }>((tie) => {
  const gap = fc.constantFrom('', ' ', ' ', '  ');
  const inner = fc.oneof({ maxDepth: 3 }, word, word, tie('flow'));
  const colon = fc.constantFrom(': ', ': ', ': ', ':', ' : ', '');
  const item = fc.tuple(gap, inner).map((parts) => parts.join(''));
  const entry = fc.tuple(gap, word, colon, oneOf([inner, 4], [fc.constant(''), 1])).map((parts) => parts.join(''));
  const end = fc.constantFrom('', '', '', ',', ' ,', '  ');
  return {
    flow: fc.oneof(
      fc.tuple(fc.array(item, { maxLength: 3 }), end).map(([items, last]) => `[${items.join(',')}${last}]`),
      fc.tuple(fc.array(entry, { maxLength: 3 }), end).map(([entries, last]) => `{${entries.join(',')}${last}}`),
    ),
  };
});

const line = fc.tuple(fc.nat(4), fc.constantFrom('', 'text', '- a', '# b', '---'));
const block: fc.Arbitrary<Text> = fc
  .tuple(fc.constantFrom('|', '|-', '>', '>-', '|+', '|2', '| # why'), fc.array(line, { maxLength: 3 }))
  .map(
    ([head, lines]) =>
      (column) =>
        ` ${head}\n${lines.map(([deeper, text]) => `${spaces(column + deeper)}${text}\n`).join('')}`,
  );
const oneLine: fc.Arbitrary<Text> = fc
  .tuple(fc.oneof(word, word, flow), lineEnd)
  .map((parts) => () => ` ${parts.join('')}`);
const leaf: fc.Arbitrary<Text> = oneOf([oneLine, 16], [lineEnd.map((end) => () => end), 1], [block, 1]);
