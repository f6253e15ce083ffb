-- Which calls ran one after another, and need not have?
with size as (
  -- More than 150,000 calls are answered from every n-th session or subagent.
  select greatest(1, (count(*) + 149999) / 150000)              as one_in
  from call
  where stream_key is not null
    and (:since is null or started_at >= :since)
    and (:until is null or started_at < :until)
    and (:repo is null or repo = :repo)
    and (:agent is null or agent = :agent)
    and (:session is null or session_id = :session)
),
step as (
  -- `mark` is the answer that made a call and what the call touches, because one number costs less than two: 1 it reads
  -- its target, 2 it searches more than that, 3 it writes its target, 4 a command that usually only reads. 0: it may
  -- change anything, or did not work, so that what came next was an answer to that.
  select
    stream_key,
    place,
    turn * 8 + case
      when outcome <> 'ok' then 0
      when program in (
        'ls', 'cat', 'head', 'tail', 'grep', 'egrep', 'rg', 'find', 'fd', 'wc', 'tree', 'file', 'stat', 'pwd', 'which',
        'du', 'df', 'ps', 'date', 'uname', 'whoami', 'diff', 'cmp', 'jq', 'nl', 'realpath', 'git status', 'git log',
        'git diff', 'git show', 'git blame', 'git grep', 'git ls-files', 'git rev-parse', 'git branch', 'git remote'
      ) then 4
      when program is not null then 0
      when tool_kind.kind in ('read', 'fetch') then case when target_key is null then 2 else 1 end
      when tool_kind.kind = 'search' then 2
      when tool_kind.kind in ('write', 'edit') and target_key is not null then 3
      else 0
    end                                                         as mark,
    case when program is null then target_key end               as target_key,
    turn,
    call.tool,
    program,
    duration_ms,
    elapsed_ms,
    started_at
  from call
  left join tool_kind
    on tool_kind.tool = call.tool
  where stream_key is not null
    and stream_key % (select one_in from size) = 0
    and (:since is null or started_at >= :since)
    and (:until is null or started_at < :until)
    and (:repo is null or repo = :repo)
    and (:agent is null or agent = :agent)
    and (:session is null or session_id = :session)
  union all
  select
    stream_key,
    place,
    null,
    null,
    null,
    null,
    null,
    null,
    null,
    null
  from prompt
  where stream_key is not null
    and stream_key % (select one_in from size) = 0
    and (:since is null or started_at >= :since)
    and (:until is null or started_at < :until)
    and (:repo is null or repo = :repo)
    and (:agent is null or agent = :agent)
    and (:session is null or session_id = :session)
),
neighbour as (
  select
    step.*,
    row_number() over stream                                    as number,
    lag(mark) over stream                                       as before_mark,
    lag(target_key) over stream                                 as before_target
  from step
  window stream as (partition by stream_key order by place)
),
told as (
  select
    stream_key,
    turn
  from answer_tokens
  where output_bytes > :text_bytes
    and turn is not null
    and stream_key % (select one_in from size) = 0
    and (:since is null or started_at >= :since)
    and (:until is null or started_at < :until)
    and (:repo is null or repo = :repo)
    and (:agent is null or agent = :agent)
    and (:session is null or session_id = :session)
),
link as (
  -- Of one answer, or of an answer and the next one without a word between them; both reading, or each writing
  -- something else.
  select
    stream_key,
    number
  from neighbour
  where mark % 8 > 0
    and before_mark % 8 > 0
    and mark / 8 - before_mark / 8 in (0, 1)
    and (mark % 8 = 3) = (before_mark % 8 = 3)
    and (mark % 8 <> 3 or target_key <> before_target)
    and (mark / 8 = before_mark / 8 or (stream_key, mark / 8) not in (select stream_key, turn from told))
),
chain as (
  -- The links of a run have numbers without a gap.
  select
    stream_key,
    number,
    number - row_number() over stream                           as run,
    coalesce(number - lag(number) over stream <> 1, true)       as is_first
  from link
  window stream as (partition by stream_key order by number)
),
member as (
  select
    stream_key,
    number,
    run
  from chain
  union all
  select
    stream_key,
    number - 1,
    run
  from chain
  where is_first
),
detail as (
  select
    member.stream_key,
    member.run,
    neighbour.turn,
    neighbour.tool,
    neighbour.program,
    neighbour.duration_ms,
    coalesce(neighbour.duration_ms, neighbour.elapsed_ms)       as run_ms,
    coalesce(neighbour.elapsed_ms, neighbour.duration_ms, 0)    as wait_ms,
    cast(floor(extract(epoch from neighbour.started_at) * 1000) as bigint) as start_ms
  from member
  join neighbour
    on neighbour.stream_key = member.stream_key
    and neighbour.number = member.number
),
tools as (
  select
    tool,
    row_number() over (order by tool collate "C")               as code
  from detail
  group by tool
),
part as (
  -- What a run did in one answer. `wait_ms` adds up the times from request to result: where that is more than passed,
  -- calls ran side by side. What a command really did is never sure.
  select
    stream_key,
    run,
    min(code)                                                   as first_tool,
    max(code)                                                   as last_tool,
    sum(code)                                                   as codes,
    sum(code * code)                                            as squares,
    count(*)                                                    as calls,
    count(duration_ms)                                          as timed_calls,
    count(*) - count(run_ms)                                    as untimed_calls,
    coalesce(sum(run_ms), 0)                                    as run_ms,
    coalesce(max(run_ms), 0)                                    as longest_ms,
    sum(duration_ms) filter (where program is null)             as exact_ms,
    max(duration_ms) filter (where program is null)             as longest_exact_ms,
    sum(wait_ms)                                                as wait_ms,
    min(start_ms)                                               as start_ms,
    max(start_ms + wait_ms)                                     as end_ms
  from detail
  join tools
    on tools.tool is not distinct from detail.tool
  group by
    stream_key,
    run,
    turn
),
found as (
  select
    true                                                        as is_run,
    min(first_tool)                                             as first_tool,
    max(last_tool)                                              as last_tool,
    cast(sum(codes) as bigint)                                  as codes,
    cast(sum(squares) as bigint)                                as squares,
    cast(sum(calls) as bigint)                                  as calls,
    cast(sum(timed_calls) as bigint)                            as timed_calls,
    count(*)                                                    as answers,
    count(*) - 1 + sum(untimed_calls)                           as pauses,
    sum(run_ms)                                                 as run_ms,
    max(longest_ms)                                             as longest_ms,
    sum(wait_ms)                                                as wait_ms,
    max(end_ms) - min(start_ms)                                 as passed_ms,
    coalesce(sum(greatest(least(exact_ms, end_ms - start_ms) - longest_exact_ms, 0)), 0) as sure_ms
  from part
  group by
    stream_key,
    run
  union all
  select
    false,
    first_tool,
    last_tool,
    cast(codes as bigint),
    cast(squares as bigint),
    calls,
    timed_calls,
    1,
    untimed_calls,
    run_ms,
    longest_ms,
    wait_ms,
    end_ms - start_ms,
    0
  from part
  where calls > 1
),
counted as (
  -- A round trip to the model, or a call that nobody timed, takes no more than five minutes. Which tools: all of them
  -- are the first or the last one where no square is left over.
  select
    is_run,
    first_tool,
    last_tool,
    calls,
    timed_calls,
    answers,
    run_ms,
    least(passed_ms, run_ms + pauses * 300000)                  as spent_ms,
    longest_ms,
    sure_ms,
    case
      when squares - (first_tool + last_tool) * codes + first_tool * last_tool * calls <> 0 then null
      when first_tool = last_tool then calls
      else (last_tool * calls - codes) / (last_tool - first_tool)
    end                                                         as first_calls
  from found
  where case when is_run then answers > 1 or wait_ms <= passed_ms else wait_ms > passed_ms end
),
shape as (
  select
    is_run,
    case when first_calls is not null then first_tool end       as first_tool,
    least(first_calls, 6)                                       as first_calls,
    case when first_tool <> last_tool and first_calls is not null then last_tool end as last_tool,
    case when first_tool <> last_tool then least(calls - first_calls, 6) end as last_calls,
    count(*)                                                    as runs,
    sum(calls)                                                  as calls,
    sum(timed_calls)                                            as timed_calls,
    sum(answers - 1)                                            as round_trips,
    sum(spent_ms)                                               as spent_ms,
    sum(least(sure_ms, greatest(spent_ms - longest_ms, 0)))     as safe_ms,
    sum(greatest(spent_ms - longest_ms, 0))                     as upper_ms,
    sum(greatest(run_ms - spent_ms, 0))                         as won_ms
  from counted
  group by 1, 2, 3, 4, 5
),
named as (
  select
    shape.*,
    case
      when shape.first_tool is null then 'More than 2 tools'
      else left(coalesce(first.tool, '(unknown)'), 64)
        || case shape.first_calls when 1 then '' when 6 then ' × 6 or more' else ' × ' || shape.first_calls end
        || case
          when shape.last_tool is null then ''
          else ' + ' || left(coalesce(last.tool, '(unknown)'), 64)
            || case shape.last_calls when 1 then '' when 6 then ' × 6 or more' else ' × ' || shape.last_calls end
        end
    end                                                         as pattern
  from shape
  left join tools as first
    on first.code = shape.first_tool
  left join tools as last
    on last.code = shape.last_tool
),
ranked as (
  select
    named.*,
    row_number() over (
      partition by is_run
      order by
        case when is_run then upper_ms else won_ms end desc,
        runs desc,
        pattern collate "C",
        first_tool,
        last_tool
    )                                                           as rank
  from named
)
select
  ranked.pattern,
  ranked.runs * size.one_in                                     as runs,
  cast(ranked.calls * size.one_in as bigint)                    as calls,
  cast(case when is_run then safe_ms * size.one_in end as bigint) as saved_ms_safe,
  cast(case when is_run then upper_ms * size.one_in end as bigint) as saved_ms_upper,
  case when is_run then 'one after another' else 'in parallel' end as ran,
  cast(spent_ms * size.one_in as bigint)                        as spent_ms,
  cast(case when not is_run then won_ms * size.one_in end as bigint) as won_ms,
  cast(round_trips * size.one_in as bigint)                     as round_trips,
  cast(timed_calls * size.one_in as bigint)                     as timed_calls,
  size.one_in
from ranked
cross join size
where rank <= :limit
order by
  is_run desc,
  rank
