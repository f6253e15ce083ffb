/** What `npm run new` writes, by kind: working modules to be changed, with a test that already passes. The module comes first. */

import type { ExtensionKind } from '../generate/tree.ts';
import { analysisFiles } from './analysis.ts';
import { commandFiles, sinkFiles } from './outlets.ts';
import { ruleFiles } from './rule.ts';
import { sourceFiles } from './source.ts';

/** Texts by path. */
export type Files = Readonly<Record<string, string>>;

export const TEMPLATES: Readonly<Record<ExtensionKind, (name: string) => Files>> = {
  source: sourceFiles,
  rule: ruleFiles,
  analysis: analysisFiles,
  sink: sinkFiles,
  command: commandFiles,
};
