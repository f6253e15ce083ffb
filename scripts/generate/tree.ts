/** Which extension modules exist. The file name is the id; a module is what exports a default, an analysis what has SQL beside it. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export type ExtensionKind = 'source' | 'rule' | 'analysis' | 'sink' | 'command';

/** `index` is the generated list; `modules` the folder whose files are listed. */
export const EXTENSIONS = {
  source: { modules: 'src/sources', index: 'src/sources/index.ts', define: 'src/sources/define.ts' },
  rule: { modules: 'src/redaction/rules', index: 'src/redaction/index.ts', define: 'src/redaction/define.ts' },
  analysis: { modules: 'src/analyses', index: 'src/analyses/index.ts', define: 'src/analyses/define.ts' },
  sink: { modules: 'src/sinks', index: 'src/sinks/index.ts', define: 'src/sinks/define.ts' },
  command: { modules: 'src/cli/commands', index: 'src/cli/index.ts', define: 'src/cli/define.ts' },
} as const satisfies Record<ExtensionKind, { modules: string; index: string; define: string }>;

const NOT_MODULES = new Set(['define.ts', 'index.ts', 'read.ts']);

/** Ids of one kind, sorted, found below `root`. */
export function idsOf(kind: ExtensionKind, root: string): string[] {
  const folder = join(root, EXTENSIONS[kind].modules);
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((name) => name.endsWith('.ts') && !NOT_MODULES.has(name));
  const modules = files.filter((name) => isModule(kind, join(folder, name)));
  return modules.map((name) => name.slice(0, -'.ts'.length)).sort();
}

/** Path of the module of this id, relative to the root. */
export function moduleOf(kind: ExtensionKind, id: string): string {
  return `${EXTENSIONS[kind].modules}/${id}.ts`;
}

function isModule(kind: ExtensionKind, file: string): boolean {
  const hasDefault = /^export default /m.test(readFileSync(file, 'utf8'));
  return hasDefault && (kind !== 'analysis' || existsSync(file.replace(/\.ts$/, '.sql')));
}
