/** The columns of a table, read from the text that made it. Enough for the tables of clients; what it does not understand has no columns. */

export type Column = {
  readonly name: string;
  /** The row id itself, which is not stored again. */
  readonly isRowid: boolean;
};

/** In the order in which a row stores them; empty for a table without row ids. */
export function columnsOf(sql: string): readonly Column[] {
  const open = sql.indexOf('(');
  const parts = open < 0 ? [] : partsOf(sql.slice(open + 1));
  if (/\)\s*(?:strict\s*,\s*)?without\s+rowid/i.test(sql.slice(-60))) return [];
  const keys = parts.filter((part) => /^(?:constraint\s+\S+\s+)?primary\s+key\s*\(/i.test(part));
  return parts.filter(isStored).map((part) => {
    const name = nameOf(part);
    const type = part.slice(part.indexOf(name) + name.length);
    const isInteger = /^["`\]]?\s+integer\b/i.test(type);
    const isKey = /\bprimary\s+key\b(?!\s+desc)/i.test(type) || keys.some((key) => isKeyOf(key, name));
    return { name, isRowid: isInteger && isKey };
  });
}

/** Neither a constraint of the table nor computed when asked for. */
function isStored(part: string): boolean {
  if (/^(?:constraint|primary|unique|check|foreign)\b/i.test(part)) return false;
  return !/\bas\s*\(/i.test(part) || /\bstored\b/i.test(part);
}

function isKeyOf(key: string, name: string): boolean {
  const inside = /\(([^)]*)\)/.exec(key)?.[1] ?? '';
  return nameOf(inside.trim()) === name && !inside.includes(',');
}

function nameOf(part: string): string {
  const quoted = /^"((?:[^"]|"")*)"|^`([^`]*)`|^\[([^\]]*)\]/.exec(part);
  return quoted?.slice(1).find((name) => name !== undefined) ?? /^\S+/.exec(part)?.[0] ?? '';
}

/** Splits at the commas of the outer level, up to the bracket that closes it; quoted text and comments are passed over. */
function partsOf(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let part = '';
  for (const [token] of text.matchAll(
    /'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|\[[^\]]*\]|--[^\n]*|\/\*[\s\S]*?\*\/|[\s\S]/g,
  )) {
    if (token.startsWith('--') || token.startsWith('/*')) continue;
    if (token === ')' && depth === 0) break;
    if (token === '(') depth += 1;
    if (token === ')') depth -= 1;
    if (token === ',' && depth === 0) {
      parts.push(part.trim());
      part = '';
    } else part += token;
  }
  return [...parts, part.trim()].filter((one) => one !== '');
}
