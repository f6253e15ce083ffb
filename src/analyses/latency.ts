/** Where the time of sessions goes. The parts of a session add up to its span: what overlaps (parallel calls) counts once. */

import { slownessAdvice } from '../insight/slowness.ts';
import { percent, whole } from '../insight/spoken.ts';
import { defineAnalysis, type Row } from './define.ts';
import sql from './latency.sql';
import { total } from './rows/cells.ts';
import { sampledNote } from './rows/notes.ts';
import { oneIn } from './rows/one-in.ts';

export default defineAnalysis('latency', {
  title: 'Latency',
  question:
    'Where does the time of sessions go: the model, the tools, waiting for permission, or waiting for the user?',
  sql,
  params: {},
  columns: {
    component: {
      type: 'text',
      title: 'Where',
      help:
        'model: from the end of what came before to an answer or a call · tool: X: a call, as far as it goes beyond what ran beside it · ' +
        'permission: the part of a call in which it did not run, hooks included · user: until the next prompt · idle: the same, above 5 minutes.',
    },
    total_ms: { type: 'ms', title: 'Total' },
    share: {
      type: 'ratio',
      title: 'Share',
      help: 'Of the time of all sessions that is not idle; subagents are not counted apart.',
    },
    p50_ms: { type: 'ms', title: 'p50', help: 'Median of one wait.' },
    p95_ms: { type: 'ms', title: 'p95' },
    times: { type: 'count', title: 'Times' },
    timed_times: {
      type: 'count',
      title: 'Timed',
      help: 'Calls whose exact run time was measured; of the others, waiting for permission is part of the tool.',
      minor: true,
    },
    one_in: oneIn(),
  },
  chart: { kind: 'bar', x: 'component', y: 'share' },
  insights,
  notes,
});

/** Fewer waits than this say nothing about how long the next one takes. */
const FEWEST = 5;
/** What takes less than this of the time is no bottleneck. */
const LEAST_SHARE = 0.05;
const MOST = 4;

function insights(rows: readonly Row[]): readonly string[] {
  const bottlenecks = rows.filter(
    ({ component, share, times }) => component !== 'user' && Number(share) >= LEAST_SHARE && Number(times) >= FEWEST,
  );
  return bottlenecks.slice(0, MOST).flatMap((row) => {
    const { component, share, p50_ms: p50, p95_ms: p95, times } = row;
    const advice = slownessAdvice(String(component));
    const mean = Number(row['total_ms']) / Number(times);
    return [
      `${subjectOf(String(component))} averages ${whole(mean)} ms (median ${whole(p50)}, p95 ${whole(p95)}, n=${whole(times)}): ${percent(share)} of the time.`,
      ...(advice === undefined ? [] : [`  Recommendation: ${advice}`]),
    ];
  });
}

function subjectOf(component: string): string {
  if (component === 'model') return 'The model';
  if (component === 'permission') return 'Waiting for permission';
  return component.startsWith('tool: ') ? `Tool '${component.slice('tool: '.length)}'` : component;
}

function notes(rows: readonly Row[]): readonly string[] {
  if (rows.length === 0) return ['No session has two records with a time between them in this period.'];
  const tools = rows.filter(({ component }) => String(component).includes('tool'));
  const [times, timed] = [total(tools, 'times'), total(tools, 'timed_times')];
  return [
    'By the clock of the transcripts: each moment belongs to one part, and calls that ran beside each other count once (the critical path).',
    ...(timed === times
      ? []
      : [
          `${whole(times - timed)} of ${whole(times)} calls have no exact run time; waiting for permission is part of those.`,
        ]),
    ...sampledNote(rows),
  ];
}
