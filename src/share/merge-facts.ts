/**
 * Two facts with the same id become one, column by column, as `store/merge` does with observations: commutative, associative, idempotent.
 * So it does not matter how often, in what portions and by which clone something was published.
 */

import { FIELDS, OUTCOMES, type Kind, type Merge } from '../event/schema.ts';
import { FAILURES } from '../sources/failure.ts';
import type { Cell, Fact } from './facts.ts';
import { COLUMNS, type Column } from './levels.ts';

/** The same reference as `one` when `other` adds nothing. */
export function mergeFacts(one: Fact, other: Fact): Fact {
  const { columns, home, outcome } = shapeOf(one.kind);
  const isOthersHome = compareHomes(home, other.cells, one.cells) < 0;
  const explicit = outcome < 0 ? 0 : rankOf(other.cells[outcome]) - rankOf(one.cells[outcome]);
  let merged: Cell[] | undefined;
  for (const [index, { name, rule }] of columns.entries()) {
    const left = one.cells[index] ?? null;
    const right = other.cells[index] ?? null;
    if (left === right) continue;
    const value = rule === 'home' ? (isOthersHome ? right : left) : join(rule, { name, left, right, explicit });
    if (value === left) continue;
    merged ??= [...one.cells];
    merged[index] = value;
  }
  return merged === undefined ? one : { ...one, cells: merged };
}

type Shape = {
  readonly columns: readonly { readonly name: string; readonly rule: Merge }[];
  /** Places of the columns by which the home is chosen, in the order of the comparison. */
  readonly home: readonly number[];
  /** Place of the outcome, or -1. */
  readonly outcome: number;
};

const SHAPES = new Map<Kind, Shape>();

function shapeOf(kind: Kind): Shape {
  let shape = SHAPES.get(kind);
  if (shape === undefined) {
    const columns: readonly Column[] = COLUMNS.get(kind) ?? [];
    const place = (wanted: string) => columns.findIndex(({ name }) => name === wanted);
    shape = {
      columns: columns.map(({ name }) => ({ name, rule: FIELDS[name].merge })),
      home: ['session_at', 'session_id', 'branch'].map(place),
      outcome: place('outcome'),
    };
    SHAPES.set(kind, shape);
  }
  return shape;
}

/** What is unknown is the greatest. */
function compareHomes(home: readonly number[], one: readonly Cell[], other: readonly Cell[]): number {
  for (const place of home) {
    const left = one[place] ?? null;
    const right = other[place] ?? null;
    if (left === right) continue;
    if (left === null) return 1;
    return right === null || compare(left, right) < 0 ? -1 : 1;
  }
  return 0;
}

type Joined = {
  readonly name: string;
  readonly left: Cell;
  readonly right: Cell;
  /** Above 0: the outcome of the right one is more explicit. */
  readonly explicit: number;
};

function join(rule: Exclude<Merge, 'home'>, { name, left, right, explicit }: Joined): Cell {
  if (rule === 'verdict') {
    const order = explicit || clarity(name, right) - clarity(name, left);
    if (order !== 0) return order > 0 ? right : left;
  }
  if (left === null) return right;
  if (right === null) return left;
  switch (rule) {
    case 'min':
      return compare(left, right) <= 0 ? left : right;
    case 'explicit':
      return rankOf(left) >= rankOf(right) ? left : right;
    case 'union':
      return [...new Set([...String(left).split(','), ...String(right).split(',')])].toSorted().join(',');
    default:
      return compare(left, right) >= 0 ? left : right;
  }
}

function rankOf(outcome: Cell | undefined): number {
  const names: readonly Cell[] = OUTCOMES;
  return outcome === undefined ? -1 : names.indexOf(outcome);
}

/** Of classes, one that names the reason tells more than a vague one, and that more than a word of the client's own. */
function clarity(name: string, value: Cell): number {
  if (value === null) return 0;
  if (name !== 'error_class') return 1;
  if (value === 'exit_nonzero' || value === 'other') return 2;
  return Object.hasOwn(FAILURES, String(value)) ? 3 : 1;
}

/** Texts in the order of their UTF-8 bytes, as the engine compares them. */
function compare(left: Exclude<Cell, null>, right: Exclude<Cell, null>): number {
  if (typeof left === 'string' && typeof right === 'string')
    return Buffer.compare(Buffer.from(left), Buffer.from(right));
  return Number(left) - Number(right);
}
