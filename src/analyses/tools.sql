-- Which tools fail, how often, how slowly, and why?
with tally as (
  select
    tool,
    outcome,
    error_class,
    count(*)                                                    as calls,
    count(*) filter (where observers in ('hook', 'otel', 'hook,otel')) as live_only
  from call
  where (:since is null or started_at >= :since)
    and (:until is null or started_at < :until)
    and (:repo is null or repo = :repo)
    and (:agent is null or agent = :agent)
    and (:session is null or session_id = :session)
  group by 1, 2, 3
),
outcomes as (
  select
    tool,
    sum(calls)                                                  as calls,
    coalesce(sum(calls) filter (where outcome = 'ok'), 0)       as ok,
    coalesce(sum(calls) filter (where outcome = 'tool_error'), 0) as tool_error,
    coalesce(sum(calls) filter (where outcome = 'command_nonzero'), 0) as command_nonzero,
    coalesce(sum(calls) filter (where outcome = 'denied'), 0)   as denied,
    coalesce(sum(calls) filter (where outcome = 'cancelled'), 0) as cancelled,
    coalesce(sum(calls) filter (where outcome = 'unknown'), 0)  as unknown,
    sum(live_only)                                              as live_only
  from tally
  group by tool
),
speed as (
  select
    tool,
    count(*)                                                    as timed_calls,
    avg(duration_ms)                                            as mean_ms,
    percentile_cont(0.5) within group (order by duration_ms)    as p50_ms,
    percentile_cont(0.95) within group (order by duration_ms)   as p95_ms,
    percentile_cont(0.99) within group (order by duration_ms)   as p99_ms
  from call
  where (:since is null or started_at >= :since)
    and (:until is null or started_at < :until)
    and (:repo is null or repo = :repo)
    and (:agent is null or agent = :agent)
    and (:session is null or session_id = :session)
    and duration_ms is not null
  group by tool
),
failure as (
  select
    tool,
    coalesce(error_class, outcome)                              as class,
    sum(calls)                                                  as calls
  from tally
  where outcome in ('tool_error', 'command_nonzero')
    and coalesce(error_class, '') <> 'information'
  group by 1, 2
),
most_common as (
  select distinct on (tool)
    tool,
    class,
    calls
  from failure
  order by
    tool,
    calls desc,
    class
),
file_call as (
  select
    call.tool,
    tool_kind.kind,
    outcome,
    stream_key,
    target_key,
    place
  from call
  join tool_kind
    on tool_kind.tool = call.tool
    and tool_kind.kind in ('read', 'write', 'edit')
  where outcome in ('ok', 'tool_error')
    and target_key is not null
    and (:since is null or started_at >= :since)
    and (:until is null or started_at < :until)
    and (:repo is null or repo = :repo)
    and (:agent is null or agent = :agent)
    and (:session is null or session_id = :session)
),
-- From here on the session knows what stands in the file.
known_file as (
  select
    stream_key,
    target_key,
    min(place)                                                  as place
  from file_call
  where outcome = 'ok'
    and kind in ('read', 'write')
  group by 1, 2
),
edit as (
  select
    file_call.tool,
    file_call.outcome = 'ok'                                    as is_ok,
    coalesce(known_file.place < file_call.place, false)         as is_informed
  from file_call
  left join known_file
    on known_file.stream_key = file_call.stream_key
    and known_file.target_key = file_call.target_key
  where file_call.kind = 'edit'
),
effect as (
  select
    tool,
    count(*) filter (where is_informed)                         as informed_calls,
    count(*) filter (where is_informed and is_ok)               as informed_ok,
    count(*) filter (where not is_informed)                     as uninformed_calls,
    count(*) filter (where not is_informed and is_ok)           as uninformed_ok
  from edit
  group by tool
)
select
  coalesce(outcomes.tool, '(unknown)')                          as tool,
  outcomes.calls,
  outcomes.ok,
  outcomes.tool_error,
  outcomes.command_nonzero,
  outcomes.denied,
  outcomes.cancelled,
  outcomes.unknown,
  cast(outcomes.ok as double precision)
    / nullif(outcomes.ok + outcomes.tool_error + outcomes.command_nonzero, 0) as success_rate,
  speed.p50_ms,
  speed.p95_ms,
  speed.p99_ms,
  most_common.class                                             as top_failure,
  most_common.calls                                             as top_failure_calls,
  coalesce(speed.timed_calls, 0)                                as timed_calls,
  outcomes.live_only,
  speed.mean_ms,
  effect.informed_calls,
  effect.informed_ok,
  effect.uninformed_calls,
  effect.uninformed_ok
from outcomes
left join speed
  on speed.tool is not distinct from outcomes.tool
left join most_common
  on most_common.tool is not distinct from outcomes.tool
left join effect
  on effect.tool = outcomes.tool
order by
  outcomes.calls desc,
  outcomes.tool
