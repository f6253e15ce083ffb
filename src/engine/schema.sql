-- What may be asked: one view for each kind of event, over `event` (one row per thing seen) and `price` (what models
-- cost). The same text runs on DuckDB and on PostgreSQL. Units stand in the names; nothing unknown is turned into a
-- zero. (`at` of an event is `started_at` here, because DuckDB reserves the word.)
-- `stream_key` keeps a session and each of its subagents apart, `place` is the order in such a stream (what only live
-- observers saw has no place in a file, but an instant), `target_key` is equal where the target is.

create view session as
select
  id as event_id,
  session_id,
  event.at as started_at,
  ended_at,
  utc_offset_min,
  observers,
  agent,
  agent_version,
  session_at,
  subagent_id,
  repo,
  branch,
  cwd,
  machine,
  developer,
  seq,
  turn,
  model,
  origin,
  lines_added,
  lines_removed,
  duration_ms,
  reported_cost_micros,
  attributes
from event
where kind = 'session';

create view prompt as
select
  id as prompt_id,
  event.at as started_at,
  utc_offset_min,
  observers,
  agent,
  agent_version,
  session_id,
  session_at,
  subagent_id,
  repo,
  branch,
  cwd,
  machine,
  developer,
  seq,
  turn,
  model,
  input_bytes,
  origin,
  attributes,
  stream_key,
  coalesce(seq, cast(floor(extract(epoch from event.at) * 1000) as bigint)) as place
from event
where kind = 'prompt';

create view call as
select
  id as call_id,
  event.at as started_at,
  utc_offset_min,
  observers,
  agent,
  agent_version,
  session_id,
  session_at,
  subagent_id,
  repo,
  branch,
  cwd,
  machine,
  developer,
  seq,
  turn,
  model,
  tool,
  coalesce(outcome, 'unknown') as outcome,
  exit_code,
  error_class,
  error_text,
  fingerprint,
  target,
  program,
  input_bytes,
  output_bytes,
  lines_added,
  lines_removed,
  duration_ms,
  elapsed_ms,
  attributes,
  target_key,
  stream_key,
  coalesce(seq, cast(floor(extract(epoch from event.at) * 1000) as bigint)) as place
from event
where kind = 'call';

-- Answers without their cost: no price is looked up, which makes this the cheaper view where money is not asked for.
create view answer_tokens as
select
  id as answer_id,
  event.at as started_at,
  utc_offset_min,
  observers,
  agent,
  agent_version,
  session_id,
  session_at,
  subagent_id,
  repo,
  branch,
  cwd,
  machine,
  developer,
  seq,
  turn,
  model,
  request_id,
  input_tokens,
  cache_read_tokens,
  cache_write_5m_tokens,
  cache_write_1h_tokens,
  output_tokens,
  reasoning_tokens,
  output_is_final,
  output_bytes,
  stop_reason,
  duration_ms,
  ttft_ms,
  web_searches,
  service_tier,
  reported_cost_micros,
  success,
  task_type,
  notes,
  error_class,
  error_text,
  attributes,
  stream_key,
  coalesce(seq, cast(floor(extract(epoch from event.at) * 1000) as bigint)) as place,
  least(coalesce(input_tokens, 0) + coalesce(cache_read_tokens, 0) + coalesce(cache_write_5m_tokens, 0)
    + coalesce(cache_write_1h_tokens, 0), 9007199254740991) as request_input_tokens,
  cast(floor(extract(epoch from event.at)) as bigint) % 86400 as second_of_day
from event
where kind = 'answer';

-- The client's own figure counts first. Otherwise tokens are priced by the row that holds for the model, the instant
-- and the size of the request; tokens without a price of their own are ordinary input. No price, or no token count:
-- the cost is null, never zero. cost_basis: 'reported' by the client · 'listed' every part has a list price ·
-- 'approximate' a part or the tier has none.
create view answer as
select
  counted.answer_id,
  counted.started_at,
  counted.utc_offset_min,
  counted.observers,
  counted.agent,
  counted.agent_version,
  counted.session_id,
  counted.session_at,
  counted.subagent_id,
  counted.repo,
  counted.branch,
  counted.cwd,
  counted.machine,
  counted.developer,
  counted.seq,
  counted.turn,
  counted.model,
  counted.request_id,
  counted.input_tokens,
  counted.cache_read_tokens,
  counted.cache_write_5m_tokens,
  counted.cache_write_1h_tokens,
  counted.output_tokens,
  counted.reasoning_tokens,
  counted.output_is_final,
  counted.output_bytes,
  counted.stop_reason,
  counted.duration_ms,
  counted.ttft_ms,
  counted.web_searches,
  counted.service_tier,
  counted.reported_cost_micros,
  counted.success,
  counted.task_type,
  counted.notes,
  counted.error_class,
  counted.error_text,
  counted.attributes,
  counted.stream_key,
  counted.place,
  case
    when counted.reported_cost_micros is not null then counted.reported_cost_micros
    when price.model is null or (counted.input_tokens is null and counted.output_tokens is null) then null
    else cast(floor(least(
      (cast(coalesce(counted.input_tokens, 0) as double precision) * price.input_micros
        + cast(coalesce(counted.cache_read_tokens, 0) as double precision)
          * coalesce(price.cache_read_micros, price.input_micros)
        + cast(coalesce(counted.cache_write_5m_tokens, 0) as double precision)
          * coalesce(price.cache_write_5m_micros, price.input_micros)
        + cast(coalesce(counted.cache_write_1h_tokens, 0) as double precision)
          * coalesce(price.cache_write_1h_micros, price.cache_write_5m_micros, price.input_micros)
        + cast(coalesce(counted.output_tokens, 0) as double precision) * price.output_micros) / 1000000
        + cast(coalesce(counted.web_searches, 0) as double precision) * coalesce(price.web_search_micros, 0),
      9000000000000000) + 0.5) as bigint)
  end as cost_micros,
  case
    when counted.reported_cost_micros is not null then 'reported'
    when price.model is null or (counted.input_tokens is null and counted.output_tokens is null) then null
    when coalesce(counted.service_tier, 'standard') not in ('standard', 'default', 'auto')
      or (counted.cache_write_5m_tokens > 0 and price.cache_write_5m_micros is null)
      or (counted.cache_write_1h_tokens > 0 and price.cache_write_1h_micros is null)
      or (counted.cache_read_tokens > 0 and price.cache_read_micros is null)
      or (counted.web_searches > 0 and price.web_search_micros is null) then 'approximate'
    else 'listed'
  end as cost_basis
from answer_tokens as counted
left join price
  on price.model = counted.model
  and counted.started_at >= price.from_at
  and counted.started_at < price.until_at
  and counted.second_of_day >= price.from_second
  and counted.second_of_day < price.until_second
  and counted.request_input_tokens > price.over_input_tokens
  and counted.request_input_tokens <= price.until_input_tokens;

create view invocation as
select
  id as invocation_id,
  event.at as started_at,
  ended_at,
  utc_offset_min,
  observers,
  agent,
  agent_version,
  session_id,
  session_at,
  subagent_id,
  repo,
  branch,
  cwd,
  machine,
  developer,
  seq,
  turn,
  model,
  name,
  agent_type,
  task,
  task_type,
  status,
  success,
  duration_ms,
  error_class,
  error_text,
  attributes
from event
where kind = 'invocation';

create view feedback as
select
  id as feedback_id,
  event.at as started_at,
  utc_offset_min,
  observers,
  agent,
  agent_version,
  session_id,
  session_at,
  subagent_id,
  repo,
  branch,
  cwd,
  machine,
  developer,
  seq,
  turn,
  model,
  subject_id,
  success,
  rating,
  would_use_again,
  alternative,
  judge,
  notes,
  attributes
from event
where kind = 'feedback';

create view error as
select
  id as error_id,
  event.at as started_at,
  utc_offset_min,
  observers,
  agent,
  agent_version,
  session_id,
  session_at,
  subagent_id,
  repo,
  branch,
  cwd,
  machine,
  developer,
  seq,
  turn,
  model,
  name,
  error_class,
  error_text,
  fingerprint,
  target,
  attributes
from event
where kind = 'error';

create view exposure as
select
  id as exposure_id,
  event.at as started_at,
  utc_offset_min,
  observers,
  agent,
  agent_version,
  session_id,
  session_at,
  subagent_id,
  repo,
  branch,
  cwd,
  machine,
  developer,
  seq,
  turn,
  model,
  name,
  arm,
  subject_id,
  attributes
from event
where kind = 'exposure';

create view outcome as
select
  id as outcome_id,
  event.at as started_at,
  utc_offset_min,
  observers,
  agent,
  agent_version,
  session_id,
  session_at,
  subagent_id,
  repo,
  branch,
  cwd,
  machine,
  developer,
  seq,
  turn,
  model,
  result,
  ref,
  subject_id,
  target,
  success,
  attributes
from event
where kind = 'outcome';

-- What tools do, by the names that the clients give them; what is not here may do anything. read: one file · search: more
-- than one · fetch: what lies elsewhere · write: a whole file · edit: a part of one · patch: parts of several.
create view tool_kind as
select
  tool,
  kind
from (values
  ('Read', 'read'), ('NotebookRead', 'read'), ('read', 'read'), ('read_file', 'read'), ('view', 'read'),
  ('view_image', 'read'),
  ('Glob', 'search'), ('Grep', 'search'), ('LS', 'search'), ('glob', 'search'), ('grep', 'search'),
  ('grep_files', 'search'), ('grep_search', 'search'), ('list', 'search'), ('list_dir', 'search'),
  ('list_directory', 'search'), ('read_many_files', 'search'), ('search_file_content', 'search'),
  ('ToolSearch', 'fetch'), ('WebFetch', 'fetch'), ('WebSearch', 'fetch'), ('google_web_search', 'fetch'),
  ('web_fetch', 'fetch'), ('web_search', 'fetch'), ('webfetch', 'fetch'), ('websearch', 'fetch'),
  ('Write', 'write'), ('create', 'write'), ('write', 'write'), ('write_file', 'write'),
  ('Edit', 'edit'), ('MultiEdit', 'edit'), ('NotebookEdit', 'edit'), ('edit', 'edit'), ('multiedit', 'edit'),
  ('replace', 'edit'), ('str_replace', 'edit'), ('str_replace_editor', 'edit'),
  ('apply_patch', 'patch'), ('patch', 'patch')
) as known(tool, kind);
