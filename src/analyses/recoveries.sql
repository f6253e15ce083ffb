-- After a call failed, what was done next, and did it work in the end?
with size as materialized (
  -- More than 50,000 failures are answered from every n-th session or subagent.
  select greatest(1, cast(ceil(cast(count(*) as double precision) / 50000) as bigint)) as one_in
  from call
  where outcome in ('tool_error', 'command_nonzero')
    and (:since is null or started_at >= :since)
    and (:until is null or started_at < :until)
    and (:repo is null or repo = :repo)
    and (:agent is null or agent = :agent)
    and (:session is null or session_id = :session)
),
-- A round is an answer and the calls that it made. What no transcript told of has no answer: each such call is a round of its own.
step as materialized (
  select
    stream_key,
    turn                                                        as round,
    place,
    started_at,
    tool,
    program,
    target_key,
    outcome,
    error_class
  from call
  where turn is not null
    and tool is not null
    and stream_key is not null
    and stream_key % (select one_in from size) = 0
    and (:since is null or started_at >= :since)
    and (:until is null or started_at < :until)
    and (:repo is null or repo = :repo)
    and (:agent is null or agent = :agent)
    and (:session is null or session_id = :session)
  union all
  select
    stream_key,
    row_number() over (partition by stream_key order by place, call_id collate "C") - 1000000000,
    place,
    started_at,
    tool,
    program,
    target_key,
    outcome,
    error_class
  from call
  where turn is null
    and tool is not null
    and stream_key is not null
    and stream_key % (select one_in from size) = 0
    and (:since is null or started_at >= :since)
    and (:until is null or started_at < :until)
    and (:repo is null or repo = :repo)
    and (:agent is null or agent = :agent)
    and (:session is null or session_id = :session)
),
failed as materialized (
  select
    stream_key,
    round,
    tool,
    program,
    case when program is null then coalesce(target_key, 0) else 0 end as target_key
  from step
  where outcome in ('tool_error', 'command_nonzero')
    and coalesce(error_class, '') <> 'information'
),
operation as materialized (
  select
    row_number() over (order by stream_key)                     as operation,
    stream_key,
    tool,
    program,
    target_key
  from (select distinct stream_key, tool, program, target_key from failed) as distinct_operation
),
awaited as (
  select distinct
    stream_key,
    round + 1                                                   as round
  from failed
),
-- All that is looked at: attempts of operations that failed at least once, and what followed a failure.
told as materialized (
  select
    step.stream_key,
    step.round,
    step.place,
    step.tool,
    step.program,
    step.target_key,
    operation.operation,
    awaited.round is not null                                   as is_next,
    step.started_at,
    case when outcome = 'ok' or error_class = 'information' then step.started_at end as worked_at,
    case
      when outcome in ('tool_error', 'command_nonzero') and coalesce(error_class, '') <> 'information'
        then coalesce(error_class, outcome)
    end                                                         as failure
  from step
  left join operation
    on operation.stream_key = step.stream_key
    and operation.tool = step.tool
    and operation.target_key = case when step.program is null then coalesce(step.target_key, 0) else 0 end
    and operation.program is not distinct from step.program
  left join awaited
    on awaited.stream_key = step.stream_key
    and awaited.round = step.round
  where operation.operation is not null
    or awaited.round is not null
),
-- Each failure waits in the slot of its round and in the next one, which bounds what it is compared with in sessions of any length.
waiting as (
  select
    operation,
    round,
    round / greatest(:within, 1)                                as slot
  from told
  where failure is not null
  union
  select
    operation,
    round,
    round / greatest(:within, 1) + 1
  from told
  where failure is not null
),
recovery as (
  select
    waiting.operation,
    waiting.round,
    min(told.worked_at)                                         as worked_at
  from told
  join waiting
    on waiting.operation = told.operation
    and waiting.slot = told.round / greatest(:within, 1)
    and told.round > waiting.round
    and told.round <= waiting.round + :within
  where told.worked_at is not null
  group by
    waiting.operation,
    waiting.round
),
following as (
  select distinct on (stream_key, round)
    stream_key,
    round,
    tool,
    program,
    target_key
  from told
  where is_next
  order by
    stream_key,
    round,
    place,
    tool collate "C",
    program collate "C",
    target_key
),
last_prompt as (
  select
    stream_key,
    max(place)                                                  as place
  from prompt
  where stream_key is not null
    and stream_key % (select one_in from size) = 0
    and (:since is null or started_at >= :since)
    and (:until is null or started_at < :until)
    and (:repo is null or repo = :repo)
    and (:agent is null or agent = :agent)
    and (:session is null or session_id = :session)
  group by stream_key
),
answered as (
  select
    operation.tool,
    told.failure                                                as error_class,
    case
      when following.round is null and last_prompt.place > told.place then 'stopped: the user spoke next'
      when following.round is null then 'stopped: nothing followed'
      when following.tool <> operation.tool and following.target_key = told.target_key then 'other tool, same target'
      when following.tool <> operation.tool then 'other tool'
      when following.target_key = told.target_key and operation.program is not null then 'same command again'
      when following.target_key = told.target_key then 'same target again'
      when following.program = operation.program then 'same program, other parameters'
      when following.program is not null then 'other command'
      when following.target_key is null and told.target_key is null then 'same tool again'
      else 'same tool, other target'
    end                                                         as kind,
    case
      when following.tool <> operation.tool then following.tool
      when following.program <> operation.program and following.target_key is distinct from told.target_key
        then following.program
    end                                                         as other,
    recovery.worked_at is not null                                 as has_worked,
    case
      when recovery.worked_at >= told.started_at
        then cast(extract(epoch from (recovery.worked_at - told.started_at)) * 1000 as double precision)
    end                                                         as waited_ms
  from told
  join operation
    on operation.operation = told.operation
  left join recovery
    on recovery.operation = told.operation
    and recovery.round = told.round
  left join following
    on following.stream_key = operation.stream_key
    and following.round = told.round + 1
  left join last_prompt
    on last_prompt.stream_key = operation.stream_key
  where told.failure is not null
),
counted as (
  select
    tool,
    error_class,
    case kind
      when 'other tool, same target' then other || ' of the same target'
      when 'other tool' then 'other tool: ' || other
      when 'other command' then 'other command: ' || other
      else kind
    end                                                         as next_step,
    kind like 'stopped: %'                                      as has_stopped,
    count,
    worked,
    median_ms
  from (
    select
      tool,
      error_class,
      kind,
      other,
      count(*)                                                  as count,
      count(*) filter (where has_worked)                        as worked,
      percentile_cont(0.5) within group (order by waited_ms)    as median_ms
    from answered
    group by 1, 2, 3, 4
  ) as grouped
),
ranked as (
  select
    *,
    sum(count) over class                                       as failures,
    sum(case when has_stopped then 0 else count end) over class as went_on,
    sum(case when has_stopped then 0 else worked end) over class as went_on_worked,
    row_number() over (partition by tool, error_class order by count desc, next_step collate "C") as rank
  from counted
  window class as (partition by tool, error_class)
)
select
  tool,
  error_class,
  next_step,
  count,
  cast(count as double precision) / cast(failures as double precision) as share,
  cast(worked as double precision) / count                      as success_rate,
  median_ms,
  worked,
  cast(failures as bigint)                                      as failures,
  cast(went_on as bigint)                                       as went_on,
  cast(went_on_worked as bigint)                                as went_on_worked,
  (select one_in from size)                                     as one_in
from ranked
where count >= :min_count
  and rank <= :steps
order by
  failures desc,
  tool collate "C",
  error_class collate "C",
  rank
limit :limit
