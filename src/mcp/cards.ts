/** The server as a client sees it before it calls anything: its name, and its tools in the order in which they are listed. */

import type { Greeting } from './greeting.ts';
import { COST } from './tool-cost.ts';
import { INSIGHTS } from './tool-insights.ts';
import { RECORD } from './tool-record.ts';
import { SIMILAR_FAILURES } from './tool-similar-failures.ts';
import { WHAT_FAILS } from './tool-what-fails.ts';

export function greeting(version: string): Greeting {
  return { name: 'hindcast', version, tools: [RECORD, WHAT_FAILS, INSIGHTS, COST, SIMILAR_FAILURES] };
}
