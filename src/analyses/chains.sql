-- Which tools are called one after another, and does the last call then succeed?
with tally as materialized (
  select
    tool,
    count(*)                                                    as calls
  from call
  where tool is not null
    and stream_key is not null
    and (:since is null or started_at >= :since)
    and (:until is null or started_at < :until)
    and (:repo is null or repo = :repo)
    and (:agent is null or agent = :agent)
    and (:session is null or session_id = :session)
  group by tool
),
-- More than 400,000 calls are answered from every n-th session or subagent.
size as materialized (
  select cast(greatest(1, ceil(cast(coalesce(sum(calls), 0) as double precision) / 400000)) as bigint) as one_in
  from tally
),
-- Small numbers sort and group faster than names. A tool that is too rare for any chain has none, and ends one as a prompt does.
known as (
  select
    tool,
    cast(row_number() over (order by calls desc, tool collate "C") as smallint) as code
  from tally
  where calls >= :min_count
  order by
    calls desc,
    tool collate "C"
  limit 32767
),
step as (
  select
    stream_key,
    coalesce(seq, cast(floor(extract(epoch from event.at) * 1000) as bigint)) as place,
    coalesce(known.code, cast(0 as smallint))                   as code,
    cast(case
      when outcome = 'ok' then 1
      when outcome in ('tool_error', 'command_nonzero') then 2
      when coalesce(outcome, 'unknown') = 'unknown' then 3
      else 0
    end as smallint)                                            as result,
    cast(extract(epoch from event.at) * 1000 as bigint)         as started_ms,
    cast(extract(epoch from event.at) * 1000 as bigint) + coalesce(duration_ms, elapsed_ms) as ended_ms
  from event
  left join known
    on known.tool = event.tool
  where kind in ('call', 'prompt')
    and stream_key % (select one_in from size) = 0
    and (:since is null or event.at >= :since)
    and (:until is null or event.at < :until)
    and (:repo is null or repo = :repo)
    and (:agent is null or agent = :agent)
    and (:session is null or session_id = :session)
),
-- Calls that share a place stand in an order that is always the same, whatever it is; a narrow key sorts faster than what it is made of.
placed as (
  select
    *,
    cast((started_ms + coalesce(ended_ms, 0) + result) % 32749 as smallint) as tie
  from step
),
-- Kept for every call, so it has to be small: of the stream only enough to tell a few from one another.
reached as materialized (
  select
    cast(stream_key % 32749 as smallint)                        as stream_mark,
    result,
    code                                                        as last,
    lag(code) over stream                                       as third,
    lag(code, 2) over stream                                    as second,
    lag(code, 3) over stream                                    as first,
    started_ms - lag(ended_ms) over stream                      as gap_ms
  from placed
  window stream as (partition by stream_key order by place, code, tie)
),
base as (
  select
    last,
    count(*) filter (where result = 1)                          as ok,
    count(*) filter (where result = 2)                          as failed
  from reached
  group by last
),
counted as (
  select
    case when second > 0 and first > 0 then first end           as first,
    case when second > 0 then second end                        as second,
    third,
    last,
    count(*)                                                    as count,
    count(*) filter (where result = 1)                          as ok,
    count(*) filter (where result = 2)                          as failed,
    count(*) filter (where result = 3)                          as unknown
  from reached
  where last > 0
    and third > 0
  group by 1, 2, 3, 4
),
chain as (
  select
    cast(null as smallint)                                      as first,
    cast(null as smallint)                                      as second,
    third,
    last,
    2                                                           as length,
    sum(count)                                                  as count,
    sum(ok)                                                     as ok,
    sum(failed)                                                 as failed,
    sum(unknown)                                                as unknown
  from counted
  group by third, last
  union all
  select
    null,
    second,
    third,
    last,
    3,
    sum(count),
    sum(ok),
    sum(failed),
    sum(unknown)
  from counted
  where second is not null
  group by second, third, last
  union all
  select
    first,
    second,
    third,
    last,
    4,
    count,
    ok,
    failed,
    unknown
  from counted
  where first is not null
),
-- Runs of one tool are many and say little: they get a fifth of the rows, and more only where nothing else would be shown.
ranked as (
  select
    *,
    case
      when coalesce(first, last) = last and coalesce(second, last) = last and third = last
        then row_number() over (
          partition by coalesce(first, last) = last and coalesce(second, last) = last and third = last
          order by count desc, last, third, second, first)
      else 0
    end                                                         as run_rank
  from chain
  where count >= :min_count
),
shown as (
  select
    *,
    row_number() over (order by count desc, last, third, second, first) as number
  from ranked
  order by
    case when run_rank > (:limit + 4) / 5 then 1 else 0 end,
    count desc,
    last,
    third,
    second,
    first
  limit :limit
),
occurrence as (
  select
    shown.number,
    stream_mark,
    gap_ms
  from shown
  join reached
    on reached.last = shown.last
    and reached.third = shown.third
  where shown.length = 2
  union all
  select
    shown.number,
    stream_mark,
    gap_ms
  from shown
  join reached
    on reached.last = shown.last
    and reached.third = shown.third
    and reached.second = shown.second
  where shown.length = 3
  union all
  select
    shown.number,
    stream_mark,
    gap_ms
  from shown
  join reached
    on reached.last = shown.last
    and reached.third = shown.third
    and reached.second = shown.second
    and reached.first = shown.first
  where shown.length = 4
),
pace as (
  select
    number,
    count(distinct stream_mark)                                 as streams,
    count(*) filter (where gap_ms >= 0)                         as timed,
    percentile_cont(0.5) within group (order by gap_ms) filter (where gap_ms >= 0) as median_gap_ms
  from occurrence
  group by number
)
select
  concat(first.tool || ' → ', second.tool || ' → ', third.tool || ' → ', last.tool) as chain,
  shown.length,
  cast(shown.count as bigint) * size.one_in                     as count,
  cast(shown.ok as double precision) / nullif(shown.ok + shown.failed, 0) as success_rate,
  cast(base.ok as double precision) / nullif(base.ok + base.failed, 0) as base_rate,
  cast(shown.ok as double precision) / nullif(shown.ok + shown.failed, 0)
    / nullif(cast(base.ok as double precision) / nullif(base.ok + base.failed, 0), 0) as lift,
  pace.median_gap_ms,
  pace.streams,
  cast(shown.ok as bigint)                                      as ok,
  cast(shown.failed as bigint)                                  as failed,
  cast(shown.unknown as bigint)                                 as unknown,
  base.ok                                                       as base_ok,
  base.failed                                                   as base_failed,
  pace.timed,
  size.one_in
from shown
cross join size
join pace
  on pace.number = shown.number
join base
  on base.last = shown.last
join known as last
  on last.code = shown.last
join known as third
  on third.code = shown.third
left join known as second
  on second.code = shown.second
left join known as first
  on first.code = shown.first
order by
  shown.count desc,
  chain
