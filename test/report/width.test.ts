import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cut, displayWidth, pad, plain, wrap } from '../../src/report/width.ts';

test.each([
  ['abc', 3],
  ['', 0],
  ['日本語', 6],
  ['한글', 4],
  ['e\u0301', 1],
  ['👩‍👩‍👧', 2],
  ['✓', 1],
  ['Ä–…', 3],
  ['ｆｕｌｌ', 8],
  ['🇩🇪', 2],
])('%j takes %d cells', (text, cells) => {
  expect(displayWidth(text)).toBe(cells);
});

test('What is cut has at most the asked width, and says that it was cut', () => {
  expect(cut('mcp__github__create', 10)).toBe('mcp__gith…');
  expect(cut('日本語テキスト', 6)).toBe('日本…');
  expect(cut('short', 10)).toBe('short');
});

test('Any text can be cut to any width and padded to it exactly, without breaking', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 40 }), (text, width) => {
      const shown = cut(plain(text), width);
      expect(displayWidth(shown)).toBeLessThanOrEqual(width);
      expect(displayWidth(pad(shown, width))).toBe(width);
    }),
  );
});

test('A logged text can neither move the cursor, nor colour, nor reorder the line', () => {
  expect(plain('a\u001b[2J\u001b]0;title\u0007b\r\n\tc\u202egpj.exe\u2066x\u200b')).toBe('a [2J ]0;title b cgpj.exex');
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(plain(text)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
    }),
  );
});

test('Wrapped lines hold every word in order and are no wider than asked', () => {
  expect(wrap('one two three four', 9)).toEqual(['one two', 'three', 'four']);
  expect(wrap('unbreakable', 4)).toEqual(['unbreakable']);
});
