/** `schemas.json`: what the other files of the folder hold, as JSON Schema. */

const text = { type: 'string' };
const instant = { type: 'string', format: 'date-time' };
const number = { type: ['number', 'null'] };
const count = { type: 'integer', minimum: 0 };
const rate = { type: ['number', 'null'], minimum: 0, maximum: 1 };

const FIGURES = {
  total_invocations: count,
  judged_invocations: { ...count, description: 'Of which somebody or something said whether they succeeded.' },
  success_rate: rate,
  success_rate_low: { ...rate, description: 'Lower end of the 95 % Wilson interval.' },
  success_rate_high: { ...rate, description: 'Upper end of it.' },
  average_duration_seconds: number,
  average_quality_rating: number,
  ratings: count,
};

const RANKING = {
  type: 'array',
  items: {
    type: 'object',
    properties: {
      agent: text,
      rank: { type: ['integer', 'null'], description: 'Shared by agents that cannot be told apart.' },
      verdict: { type: ['string', 'null'] },
      judged_invocations: count,
      success_rate: rate,
    },
  },
};

export const SCHEMAS = {
  AgentInvocation: {
    description: 'A line of agent_invocations.jsonl.',
    type: 'object',
    required: ['timestamp', 'invocation_id', 'agent_name'],
    properties: {
      timestamp: instant,
      session_id: text,
      invocation_id: text,
      agent_name: { type: ['string', 'null'] },
      agent_type: text,
      task_description: text,
      duration_seconds: { type: 'number', minimum: 0 },
      state_features: {
        type: 'object',
        properties: {
          codebase: { type: 'object' },
          task: { type: 'object', properties: { type: text, scope: text, risk_level: text } },
          context: { type: 'object' },
          historical: { type: 'object' },
        },
      },
      outcome: {
        type: 'object',
        properties: {
          status: text,
          files_modified: { type: 'array', items: text },
          error_type: text,
          error_message: text,
        },
      },
    },
  },
  SuccessMetric: {
    description: 'A line of success_metrics.jsonl.',
    type: 'object',
    required: ['timestamp', 'invocation_id', 'success'],
    properties: {
      timestamp: instant,
      session_id: text,
      invocation_id: { ...text, description: 'Of an invocation, or of a session that was rated.' },
      feedback_id: text,
      success: { type: ['boolean', 'null'] },
      quality_rating: { type: 'integer', minimum: 1, maximum: 5 },
      feedback_source: text,
      feedback_notes: text,
      would_use_again: { type: 'boolean' },
      alternative_agent_suggested: text,
    },
  },
  PerformanceStats: {
    description: 'performance_stats.json.',
    type: 'object',
    properties: {
      generated_at: instant,
      total_invocations: count,
      agents: {
        type: 'object',
        additionalProperties: {
          type: 'object',
          properties: {
            ...FIGURES,
            by_task_type: { type: 'object', additionalProperties: { type: 'object', properties: FIGURES } },
          },
        },
      },
      rankings: {
        type: 'object',
        properties: { overall: RANKING, by_task_type: { type: 'object', additionalProperties: RANKING } },
      },
    },
  },
};
