-- How often is an operation tried again after it failed, and what does that waste?
with size as (
  -- More than 400,000 calls are answered from every n-th session or subagent.
  select greatest(1, (count(*) + 399999) / 400000)              as one_in
  from call
  where stream_key is not null
    and (:since is null or started_at >= :since)
    and (:until is null or started_at < :until)
    and (:repo is null or repo = :repo)
    and (:agent is null or agent = :agent)
    and (:session is null or session_id = :session)
),
attempt as materialized (
  -- An operation is one thing done with one tool in one stream; what names no target cannot be told to be done again.
  -- What was denied or cancelled was no attempt.
  select
    stream_key,
    target_key,
    tool,
    program,
    place,
    turn,
    coalesce(duration_ms, elapsed_ms)                           as run_ms,
    outcome <> 'ok' and coalesce(error_class, '') <> 'information' as failed
  from call
  where stream_key % (select one_in from size) = 0
    and target_key is not null
    and outcome in ('ok', 'tool_error', 'command_nonzero')
    and (:since is null or started_at >= :since)
    and (:until is null or started_at < :until)
    and (:repo is null or repo = :repo)
    and (:agent is null or agent = :agent)
    and (:session is null or session_id = :session)
),
tally as (
  select
    tool,
    program,
    count(*)                                                    as attempts
  from attempt
  group by
    tool,
    program
),
failing as (
  select
    stream_key,
    target_key,
    program,
    turn
  from attempt
  where failed
),
line as (
  -- What is done again, or in another way within three answers, after it failed.
  select
    stream_key,
    target_key,
    tool,
    program,
    place,
    turn,
    run_ms,
    failed
  from attempt
  where (stream_key, target_key) in (select stream_key, target_key from failing)
    or (program is not null and turn is not null and (stream_key, turn, program) in (
      select
        stream_key,
        turn + answers,
        program
      from failing
      cross join generate_series(0, 3) as later (answers)
      where program is not null
        and turn is not null
    ))
),
series as materialized (
  select
    stream_key,
    target_key,
    tool,
    program,
    place,
    turn,
    run_ms,
    failed,
    coalesce(lag(failed) over same, false)                      as failed_before,
    coalesce(program is not null and lag(failed) over alike and turn - lag(turn) over alike <= 3, false)
                                                                as failed_alike,
    count(*) filter (where not failed) over same                as streak
  from line
  window
    same as (partition by stream_key, tool, target_key order by place, failed),
    alike as (partition by stream_key, program order by place, failed)
),
streak as (
  select
    tool,
    program,
    max(failures)                                               as longest_streak
  from (
    select
      tool,
      program,
      count(*)                                                  as failures
    from series
    where failed
    group by
      stream_key,
      tool,
      program,
      target_key,
      streak
  ) as streaks
  group by
    tool,
    program
),
wasting as materialized (
  select
    stream_key,
    turn,
    tool,
    program,
    count(*)                                                    as failures
  from series
  where failed
    and turn is not null
  group by
    stream_key,
    turn,
    tool,
    program
),
made as (
  select
    stream_key,
    turn,
    count(*)                                                    as calls
  from call
  where (stream_key, turn) in (select stream_key, turn from wasting)
    and (:since is null or started_at >= :since)
    and (:until is null or started_at < :until)
    and (:repo is null or repo = :repo)
    and (:agent is null or agent = :agent)
    and (:session is null or session_id = :session)
  group by
    stream_key,
    turn
),
spent as (
  select
    stream_key,
    turn,
    sum(coalesce(input_tokens, 0) + coalesce(output_tokens, 0)) as tokens
  from answer_tokens
  where (stream_key, turn) in (select stream_key, turn from wasting)
    and coalesce(input_tokens, output_tokens) is not null
    and (:since is null or started_at >= :since)
    and (:until is null or started_at < :until)
    and (:repo is null or repo = :repo)
    and (:agent is null or agent = :agent)
    and (:session is null or session_id = :session)
  group by
    stream_key,
    turn
),
waste as (
  -- The calls of one answer share its tokens.
  select
    wasting.tool,
    wasting.program,
    sum(floor(cast(spent.tokens as double precision) * wasting.failures / made.calls)) as tokens
  from wasting
  join made
    on made.stream_key = wasting.stream_key
    and made.turn = wasting.turn
  join spent
    on spent.stream_key = wasting.stream_key
    and spent.turn = wasting.turn
  group by
    wasting.tool,
    wasting.program
),
outcome_of as (
  select
    tool,
    program,
    count(*) filter (where failed)                              as failed_attempts,
    count(*) filter (where failed_before)                       as repeated,
    count(*) filter (where failed_alike and not failed_before)  as varied,
    count(*) filter (where failed and not failed_before and not failed_alike) as failed_operations,
    count(*) filter (where not failed and (failed_before or failed_alike)) as recovered,
    sum(run_ms) filter (where failed)                           as wasted_ms,
    count(*) filter (where failed and run_ms is null)           as untimed
  from series
  group by
    tool,
    program
),
figure as (
  select
    left(coalesce(tally.tool, '(unknown)'), 64) || coalesce(': ' || tally.program, '') as operation,
    tally.attempts,
    tally.attempts - coalesce(outcome_of.repeated + outcome_of.varied, 0) as operations,
    coalesce(outcome_of.failed_operations, 0)                   as failed_operations,
    coalesce(outcome_of.failed_attempts, 0)                     as failed_attempts,
    coalesce(outcome_of.repeated, 0)                            as repeated,
    coalesce(outcome_of.varied, 0)                              as varied,
    least(coalesce(outcome_of.recovered, 0), coalesce(outcome_of.failed_operations, 0)) as eventually_ok,
    coalesce(streak.longest_streak, 0)                          as longest_streak,
    case when coalesce(outcome_of.failed_attempts, 0) = 0 then 0 else waste.tokens end as wasted_tokens,
    case when coalesce(outcome_of.failed_attempts, 0) = 0 then 0 else outcome_of.wasted_ms end as wasted_ms,
    coalesce(outcome_of.untimed, 0)                             as untimed
  from tally
  left join outcome_of
    on outcome_of.tool is not distinct from tally.tool
    and outcome_of.program is not distinct from tally.program
  left join streak
    on streak.tool is not distinct from tally.tool
    and streak.program is not distinct from tally.program
  left join waste
    on waste.tool is not distinct from tally.tool
    and waste.program is not distinct from tally.program
)
select
  operation,
  attempts * size.one_in                                        as attempts,
  operations * size.one_in                                      as operations,
  cast(operations - failed_operations as double precision) / nullif(operations, 0) as first_try_rate,
  cast(wasted_tokens * size.one_in as bigint)                   as wasted_tokens,
  cast(wasted_ms * size.one_in as bigint)                       as wasted_ms,
  failed_attempts * size.one_in                                 as failed_attempts,
  failed_operations * size.one_in                               as failed_operations,
  eventually_ok * size.one_in                                   as eventually_ok,
  repeated * size.one_in                                        as repeated,
  varied * size.one_in                                          as varied,
  longest_streak,
  cast(attempts as double precision) / nullif(operations, 0)    as mean_attempts,
  untimed * size.one_in                                         as untimed,
  size.one_in
from figure
cross join size
order by
  figure.failed_attempts desc,
  figure.attempts desc,
  operation collate "C"
limit :limit
