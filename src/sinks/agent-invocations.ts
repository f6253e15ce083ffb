/** Invocations of named agents and how they were judged, as a telemetry folder with its statistics and schemas. */

import { jsonText } from '../report/json.ts';
import { feedbackRecord, invocationRecord } from './agent-invocations/record.ts';
import { SCHEMAS } from './agent-invocations/schemas.ts';
import stats from './agent-invocations/stats.sql';
import { performanceStats } from './agent-invocations/stats.ts';
import { defineSink } from './define.ts';
import { jsonLines } from './record.ts';

export default defineSink('agent-invocations', {
  title: 'Agent invocations',
  summary:
    'A folder with `agent_invocations.jsonl`, `success_metrics.jsonl`, `performance_stats.json` (success with its interval, duration and rating of each agent, by type of task, and rankings) and `schemas.json`.',
  cannotHold:
    'Only invocations and judgements. Client, repository and end of an invocation are not part of the format; of two outcomes that contradict each other it has the status.',
  name: 'telemetry',
  makes: 'folder',
  async *files({ facts, now, leaveOut }) {
    yield {
      path: 'agent_invocations.jsonl',
      pieces: jsonLines(facts.events(['invocation']), (event) =>
        event.kind === 'invocation' ? invocationRecord(event) : undefined,
      ),
    };
    yield {
      path: 'success_metrics.jsonl',
      pieces: jsonLines(facts.events(['feedback']), (event) => {
        const record = event.kind === 'feedback' ? feedbackRecord(event) : undefined;
        if (record === undefined) leaveOut('that do not say what they judge');
        return record;
      }),
    };
    yield { path: 'performance_stats.json', pieces: [jsonText(performanceStats(await facts.rows(stats), now))] };
    yield { path: 'schemas.json', pieces: [jsonText(SCHEMAS)] };
  },
});
