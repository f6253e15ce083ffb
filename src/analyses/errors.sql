-- Which failures occur, where and since when, and what helps against them?
-- The period is compared with the one of equal length before it; without :since, the last third of the log with the third before.
with seen as (
  select
    started_at,
    (:repo is null or repo = :repo)
      and (:agent is null or agent = :agent)
      and (:session is null or session_id = :session)           as is_asked
  from call
  union all
  select
    started_at,
    (:repo is null or repo = :repo)
      and (:agent is null or agent = :agent)
      and (:session is null or session_id = :session)
  from error
),
log as (
  select
    cast(floor(extract(epoch from min(started_at) filter (where is_asked)) * 1000) as bigint) as first_ms,
    cast(floor(extract(epoch from max(started_at) filter (where is_asked)) * 1000) as bigint) + 1 as last_ms,
    cast(floor(extract(epoch from max(started_at)) * 1000) as bigint) + 1 as log_end_ms,
    cast(floor(extract(epoch from :since) * 1000) as bigint)    as since_ms,
    cast(floor(extract(epoch from :until) * 1000) as bigint)    as until_ms
  from seen
),
-- What was asked for counts in full, however quiet its last days; without :until it ends with all of the log.
period as (
  select
    first_ms,
    end_ms,
    end_ms - length_ms                                          as now_ms,
    end_ms - 2 * length_ms                                      as before_ms
  from log
  cross join lateral (
    select case when since_ms is null then least(until_ms, last_ms) else coalesce(until_ms, log_end_ms) end as end_ms
  ) as asked
  cross join lateral (select coalesce(end_ms - since_ms, greatest((end_ms - first_ms) / 3, 1)) as length_ms) as compared
),
failure as (
  select
    coalesce(fingerprint, '0-' || substr(md5(coalesce(tool, '') || ':' || coalesce(error_class, '')), 1, 12)) as fingerprint,
    tool,
    program,
    session_id,
    repo,
    agent,
    coalesce(developer, machine)                                as developer,
    target_key,
    stream_key,
    place,
    started_at,
    cast(floor(extract(epoch from started_at) * 1000) as bigint) as at_ms
  from call
  where outcome in ('tool_error', 'command_nonzero')
    and coalesce(error_class, '') <> 'information'
    and (:until is null or started_at < :until)
    and (:repo is null or repo = :repo)
    and (:agent is null or agent = :agent)
    and (:session is null or session_id = :session)
  union all
  select
    coalesce(fingerprint, '0-' || substr(md5(coalesce(name, '') || ':' || coalesce(error_class, '')), 1, 12)),
    name,
    null,
    session_id,
    repo,
    agent,
    coalesce(developer, machine),
    null,
    null,
    null,
    started_at,
    cast(floor(extract(epoch from started_at) * 1000) as bigint)
  from error
  where (:until is null or started_at < :until)
    and (:repo is null or repo = :repo)
    and (:agent is null or agent = :agent)
    and (:session is null or session_id = :session)
),
tally as (
  select
    fingerprint,
    count(*) filter (where :since is null or started_at >= :since) as failures,
    count(*) filter (where at_ms >= now_ms)                     as now_failures,
    count(*) filter (where at_ms >= before_ms and at_ms < now_ms) as before_failures,
    count(*) filter (where at_ms < before_ms)                   as earlier_failures,
    count(*)                                                    as known_failures,
    count(distinct session_id) filter (where :since is null or started_at >= :since) as sessions,
    count(distinct repo) filter (where :since is null or started_at >= :since) as repos,
    count(distinct agent) filter (where :since is null or started_at >= :since) as agents,
    count(distinct developer) filter (where :since is null or started_at >= :since) as developers,
    min(started_at)                                             as first_seen,
    max(started_at)                                             as last_seen
  from failure
  cross join period
  group by fingerprint
),
-- What was last seen in the period before is told as well: it is resolved.
kept as (
  select
    *,
    sum(failures) over ()                                       as all_failures,
    sum(now_failures) over ()                                   as all_now,
    sum(before_failures) over ()                                as all_before,
    count(*) filter (where failures > 0) over ()                as all_kinds
  from tally
  where failures > 0 or before_failures > 0
),
shown as (
  select
    *
  from kept
  where greatest(failures, before_failures) >= :min_count
  order by
    failures desc,
    before_failures desc,
    fingerprint
  limit :limit
),
-- What the failure seen last says; texts are read for these alone.
message as (
  select
    shown.fingerprint,
    call.tool,
    call.error_class,
    call.error_text,
    call.program,
    call.call_id                                                as id
  from call
  join shown
    on shown.last_seen = call.started_at
    and shown.fingerprint = coalesce(
      call.fingerprint,
      '0-' || substr(md5(coalesce(call.tool, '') || ':' || coalesce(call.error_class, '')), 1, 12)
    )
  where call.outcome in ('tool_error', 'command_nonzero')
  union all
  select
    shown.fingerprint,
    error.name,
    error.error_class,
    error.error_text,
    null,
    error.error_id
  from error
  join shown
    on shown.last_seen = error.started_at
    and shown.fingerprint = coalesce(
      error.fingerprint,
      '0-' || substr(md5(coalesce(error.name, '') || ':' || coalesce(error.error_class, '')), 1, 12)
    )
),
latest as (
  select distinct on (fingerprint)
    fingerprint,
    tool,
    error_class,
    error_text,
    program
  from message
  order by
    fingerprint,
    id
),
repo_tally as (
  select
    fingerprint,
    coalesce(repo, '(none)')                                    as repo,
    count(*)                                                    as failures
  from failure
  where :since is null or started_at >= :since
  group by 1, 2
),
repo_rank as (
  select
    repo_tally.fingerprint,
    repo_tally.repo,
    repo_tally.failures,
    row_number() over (partition by repo_tally.fingerprint order by repo_tally.failures desc, repo) as nth
  from repo_tally
  join shown
    on shown.fingerprint = repo_tally.fingerprint
),
repo_names as (
  select
    fingerprint,
    string_agg(cast(failures as varchar) || ' ' || repo, ', ' order by nth) as names
  from repo_rank
  where nth <= 20
  group by fingerprint
),
-- Of a large group, those in one of 2, 4, 8 … streams, the same for all groups: some 75 to 150 failures.
sampled as (
  select
    failure.fingerprint,
    tool,
    program,
    target_key,
    stream_key,
    place
  from failure
  join shown
    on shown.fingerprint = failure.fingerprint
  where stream_key % cast(power(2, floor(ln(greatest(known_failures / 75, 1)) / ln(2))) as bigint) = 0
    and tool is not null
    and (program is not null or target_key is not null)
),
step as (
  select
    call.stream_key,
    call.place,
    call.tool,
    call.program,
    call.target_key,
    case
      when outcome = 'ok' or error_class = 'information' then 1
      when outcome in ('tool_error', 'command_nonzero') then 0
      else 2
    end                                                         as became,
    row_number() over (partition by call.stream_key order by call.place) as nth
  from call
  where call.stream_key in (select stream_key from sampled)
    and (:until is null or started_at < :until)
),
-- Materialised, so that what follows is found by its number, however long the session.
own as materialized (
  select
    sampled.fingerprint,
    sampled.tool,
    sampled.program,
    sampled.target_key,
    step.stream_key,
    step.nth
  from sampled
  join step
    on step.stream_key = sampled.stream_key
    and step.place = sampled.place
    and step.tool = sampled.tool
),
following as materialized (
  select
    own.*,
    distance.steps,
    own.nth + distance.steps                                    as later_nth
  from own
  cross join generate_series(1, 8) as distance(steps)
),
ahead as materialized (
  select
    following.stream_key,
    following.nth,
    following.fingerprint,
    following.steps,
    later.became,
    later.tool = following.tool
      and case
        when following.program is null then later.target_key = following.target_key
        else later.program = following.program
      end                                                       as is_repeat,
    coalesce(later.program, case
      when later.target_key = following.target_key then substr(later.tool, 1, 80) || ' of the same target'
      else substr(later.tool, 1, 80)
    end)                                                        as label
  from following
  join step as later
    on later.stream_key = following.stream_key
    and later.nth = following.later_nth
),
-- The first repeat of the operation, and whether it worked: both in one number.
repeat_key as (
  select
    stream_key,
    nth,
    fingerprint,
    min(steps * 4 + became)                                     as found
  from ahead
  where is_repeat
  group by 1, 2, 3
),
repeated as (
  select
    stream_key,
    nth,
    fingerprint,
    (found - found % 4) / 4                                     as steps,
    found % 4                                                   as worked
  from repeat_key
  where found % 4 < 2
),
repeat_tally as (
  select
    fingerprint,
    count(*)                                                    as repeats,
    sum(worked)                                                 as worked
  from repeated
  group by fingerprint
),
between_calls as (
  select distinct
    repeated.fingerprint,
    repeated.stream_key,
    repeated.nth,
    repeated.worked,
    ahead.label
  from repeated
  join ahead
    on ahead.stream_key = repeated.stream_key
    and ahead.nth = repeated.nth
    and ahead.fingerprint = repeated.fingerprint
    and ahead.steps < repeated.steps
  where ahead.label is not null
),
label_tally as (
  select
    fingerprint,
    label,
    count(*)                                                    as repeats,
    sum(worked)                                                 as worked
  from between_calls
  group by 1, 2
),
label_rank as (
  select
    label_tally.fingerprint,
    label_tally.label,
    label_tally.repeats,
    label_tally.worked,
    row_number() over (
      partition by label_tally.fingerprint
      order by label_tally.worked * repeat_tally.repeats - label_tally.repeats * repeat_tally.worked desc, label
    )                                                           as nth
  from label_tally
  join repeat_tally
    on repeat_tally.fingerprint = label_tally.fingerprint
  where label_tally.repeats >= 5
    and repeat_tally.repeats - label_tally.repeats >= 5
),
label_names as (
  select
    fingerprint,
    string_agg(cast(worked as varchar) || '/' || cast(repeats as varchar) || ' ' || label, chr(10) order by nth) as names
  from label_rank
  where nth <= 5
  group by fingerprint
)
select
  shown.fingerprint,
  latest.error_text                                             as title,
  coalesce(latest.tool, '(unknown)')                            as tool,
  latest.error_class,
  shown.failures                                                as count,
  shown.sessions,
  shown.repos,
  shown.agents,
  shown.first_seen,
  shown.last_seen,
  case
    when period.first_ms >= period.now_ms then null
    when shown.now_failures = 0 then 'resolved'
    when shown.before_failures > 0 then 'ongoing'
    when shown.earlier_failures > 0 then 'regressed'
    else 'new'
  end                                                           as state,
  100.0 * (cast(shown.now_failures as double precision) - shown.before_failures)
    / nullif(shown.before_failures, 0)                          as trend_pct,
  -- Told apart by the descriptor: how repeats fared, then how they fared with a certain call in between.
  case
    when repeat_tally.repeats is not null
      then cast(repeat_tally.worked as varchar) || '/' || cast(repeat_tally.repeats as varchar)
        || coalesce(chr(10) || label_names.names, '')
  end                                                           as evidence,
  latest.program,
  shown.developers,
  repo_names.names                                              as repo_counts,
  cast(shown.failures as double precision) / nullif(shown.all_failures, 0) as share,
  shown.before_failures                                         as previous_count,
  shown.all_failures                                            as period_errors,
  shown.all_kinds                                               as period_kinds,
  shown.all_now                                                 as compared_errors,
  shown.all_before                                              as previous_errors,
  (select count(distinct repo) from repo_tally where repo <> '(none)') as period_repos,
  cast(period.end_ms - period.now_ms as double precision) / 86400000 as compared_days,
  cast(period.now_ms - least(period.now_ms, greatest(period.before_ms, period.first_ms)) as double precision) / 86400000
                                                                as previous_days
from shown
cross join period
left join latest
  on latest.fingerprint = shown.fingerprint
left join repo_names
  on repo_names.fingerprint = shown.fingerprint
left join repeat_tally
  on repeat_tally.fingerprint = shown.fingerprint
left join label_names
  on label_names.fingerprint = shown.fingerprint
order by
  shown.failures desc,
  shown.before_failures desc,
  shown.fingerprint
