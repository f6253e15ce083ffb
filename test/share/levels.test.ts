import { expect, test } from 'vitest';
import { FIELDS, type FieldName } from '../../src/event/schema.ts';
import { COLUMNS, LEAVES } from '../../src/share/levels.ts';

const columns = [...COLUMNS.values()].flat();

test('Every field of the contract has its place in the table', () => {
  expect(Object.keys(LEAVES)).toEqual(Object.keys(FIELDS));
});

test('Folders, machines, free attributes, request ids and local offsets never leave', () => {
  const never = Object.entries(LEAVES).flatMap(([name, leaves]) => (leaves === 'never' ? [name] : []));
  expect(never).toEqual(['utc_offset_min', 'cwd', 'machine', 'request_id', 'attributes']);
});

test('At level metrics no field leaves that holds a text or a path, and every word is checked to be one', () => {
  const atMetrics = columns.filter(({ level }) => level === 'metrics');
  const content = ({ name }: { name: FieldName }) => FIELDS[name].content;
  expect(atMetrics.filter((column) => ['text', 'path'].includes(content(column)))).toEqual([]);
  const words = atMetrics.filter((column) => content(column) === 'word');
  expect(words.filter(({ form }) => form !== 'word' && form !== 'version')).toEqual([]);
});
