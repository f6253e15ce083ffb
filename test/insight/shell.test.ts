/** A line is cut where a shell would cut it, and whatever it holds, cutting it ends. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { splitLine } from '../../src/insight/shell.ts';

const cut = (line: string, isPowerShell = false) =>
  splitLine(line, isPowerShell).commands.map(({ words, joint }) => (joint === '' ? '' : `${joint} `) + words.join(' '));

test.each<[string, string[]]>([
  ['git status', ['git status']],
  ['a && b || c | d; e & f\ng', ['a', '&& b', '|| c', '| d', '; e', '; f', '; g']],
  ['a &&\n  b', ['a', '&& b']],
  ['a; ; b;', ['a', '; b']],
  ['a |& b', ['a', '| b']],
  ['(cd x && make) && y', ['cd x', '&& make', '&& y']],
  ['echo "a && b" \'c; d\' e\\ f', ['echo a && b c; d e f']],
  ['a 2>&1 >out.txt </dev/null 2>/dev/null b', ['a b']],
  ['a &>log b', ['a b']],
  ['a <<< "x; y" b', ['a b']],
  ['a # b; c\nd', ['a', '; d']],
  ['a#b', ['a#b']],
  ['echo $(b; "c)" \'d)\' (e)) f', ['echo $ f']],
  ['echo `b; c` d', ['echo $ d']],
  ['X=$(a | b) c', ['X=$ c']],
  ['diff <(a; b) <(c)', ['diff']],
  ["cat <<'EOF' | b\nit's; text\nEOF\nc", ['cat', '| b', '; c']],
  ['cat <<-EOF\n\tx\n\tEOF\nc', ['cat', '; c']],
  [
    `git commit -m "$(cat <<'EOF'\nit's "done" (1\nEOF\n)" && push`,
    [`git commit -m $(cat <<'EOF'\nit's "done" (1\nEOF\n)`, '&& push'],
  ],
  ['[[ -f a && b > c ]] && d', ['[[ -f a b ]]', '&& d']],
  ['a=(1 2; 3) b', ['a= b']],
  ['case $x in a) b;; *) c;; esac', ['b', '; c', '; esac']],
  ['a \\\n b', ['a b']],
  ['', []],
  [' \n;', []],
])('%j', (line, commands) => {
  expect(cut(line)).toEqual(commands);
});

test('PowerShell escapes with a backtick, and calls a program with an ampersand.', () => {
  expect(cut('& "C:\\tools\\x.exe" -a; b', true)).toEqual(['C:\\tools\\x.exe -a', '; b']);
  expect(cut('a `\n b', true)).toEqual(['a b']);
});

test.each(['echo "a', "echo 'a", 'echo $(a', 'echo `a', 'cat <<EOF\nx', 'cat <<EOF'])('%j is not whole.', (line) => {
  expect(splitLine(line).whole).toBe(false);
});

test('Any text is cut, and long texts of one kind take no longer per character than short ones.', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom(...'ab "\'`$(){}[]<>|&;#\\\n=') }),
      (line) => splitLine(line).commands.length >= 0,
    ),
  );
  // What would be read again and again would need hours: finishing is the assertion.
  for (const piece of ['a ', '"', "'", '$(', '(', ')', '<<a\n', '<< a', '`', '\\', '"$(', '&&', '[[ ', '#', '>']) {
    expect(splitLine(piece.repeat(2_000)).commands.length).toBeGreaterThanOrEqual(0);
  }
});
