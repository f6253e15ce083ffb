-- Where does the time of sessions go: the model, the tools, waiting for permission, or waiting for the user?
with size as (
  -- More than 600,000 records are answered from every n-th session.
  select greatest(1, cast(ceil(cast(count(*) as double precision) / 600000) as bigint)) as one_in
  from event
  where kind in ('prompt', 'answer', 'call')
    and (:since is null or event.at >= :since)
    and (:until is null or event.at < :until)
    and (:repo is null or repo = :repo)
    and (:agent is null or agent = :agent)
    and (:session is null or session_id = :session)
),
item as (
  select
    stream_key,
    coalesce(seq, cast(floor(extract(epoch from event.at) * 1000) as bigint)) as place,
    kind,
    cast(floor(extract(epoch from event.at) * 1000) as bigint)    as begins_ms,
    case when kind = 'call' then greatest(coalesce(elapsed_ms, duration_ms, 0), 0) else 0 end as lasts_ms,
    case when kind = 'call' then duration_ms end                   as run_ms,
    case when kind = 'call' then coalesce(tool, '(unknown)') end   as tool
  from event
  where kind in ('prompt', 'answer', 'call')
    and stream_key is not null
    and subagent_id is null
    and stream_key % (select one_in from size) = 0
    and (:since is null or event.at >= :since)
    and (:until is null or event.at < :until)
    and (:repo is null or repo = :repo)
    and (:agent is null or agent = :agent)
    and (:session is null or session_id = :session)
),
-- The frontier is how far the session had come before: what overlaps with it costs no time of its own.
ordered as (
  select
    kind,
    begins_ms,
    begins_ms + lasts_ms                                           as ends_ms,
    run_ms,
    tool,
    max(begins_ms + lasts_ms) over (
      partition by stream_key
      order by
        place,
        begins_ms
      rows between unbounded preceding and 1 preceding
    )                                                              as frontier_ms
  from item
),
measured as (
  select
    kind,
    tool,
    greatest(begins_ms - frontier_ms, 0)                           as gap_ms,
    greatest(ends_ms - greatest(frontier_ms, begins_ms), 0)        as own_ms,
    run_ms
  from ordered
  where frontier_ms is not null
),
slow_tool as (
  select
    tool,
    row_number() over (
      order by
        sum(own_ms) desc,
        tool
    )                                                              as rank
  from measured
  where own_ms > 0
  group by tool
),
part as (
  select
    case
      when kind <> 'prompt' then 'model'
      when gap_ms > 300000 then 'idle'
      else 'user'
    end                                                            as component,
    gap_ms                                                         as ms,
    false                                                          as timed
  from measured
  where gap_ms > 0
  union all
  select
    case when slow_tool.rank <= 12 then 'tool: ' || measured.tool else 'other tools' end,
    least(measured.own_ms, coalesce(measured.run_ms, measured.own_ms)),
    measured.run_ms is not null
  from measured
  join slow_tool
    on slow_tool.tool = measured.tool
  where measured.own_ms > 0
  union all
  select
    'permission',
    own_ms - run_ms,
    true
  from measured
  where run_ms < own_ms
),
answered as (
  select
    component,
    cast(sum(ms) as bigint)                                        as total_ms,
    percentile_cont(0.5) within group (order by ms)                as p50_ms,
    percentile_cont(0.95) within group (order by ms)               as p95_ms,
    count(*)                                                       as times,
    count(*) filter (where timed)                                  as timed_times
  from part
  group by component
)
select
  answered.component,
  answered.total_ms * size.one_in                                  as total_ms,
  case
    when answered.component <> 'idle' then cast(answered.total_ms as double precision)
      / nullif(sum(answered.total_ms) filter (where answered.component <> 'idle') over (), 0)
  end                                                              as share,
  answered.p50_ms,
  answered.p95_ms,
  answered.times * size.one_in                                     as times,
  answered.timed_times * size.one_in                               as timed_times,
  size.one_in
from answered
cross join size
order by
  answered.total_ms desc,
  answered.component collate "C"
