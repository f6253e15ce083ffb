-- Who saw the tool calls, who missed how many, and why?
with observation as (
  select
    coalesce(session_id, '')       as session_id,
    observers,
    outcome,
    error_class,
    count(*)                       as calls,
    min(started_at)                as first_at,
    max(started_at)                as last_at
  from call
  where (:since is null or started_at >= :since)
    and (:until is null or started_at < :until)
    and (:repo is null or repo = :repo)
    and (:agent is null or agent = :agent)
    and (:session is null or session_id = :session)
  group by 1, 2, 3, 4
),
watcher as (
  select observer
  from (values ('hook'), ('log'), ('otel'), ('sdk'), ('transcript')) as known(observer)
  where exists (select 1 from observation where position(known.observer in observation.observers) > 0)
),
sighting as (
  select
    watcher.observer,
    observation.*,
    position(watcher.observer in observation.observers) > 0 as seen
  from observation
  cross join watcher
),
watch as (
  select
    sighting.*,
    min(first_at) filter (where seen) over (partition by observer) as watched_from,
    bool_or(seen) over (partition by observer, session_id)         as watched_session,
    max(last_at) over (partition by observer, session_id)          as session_last_at
  from sighting
),
explained as (
  select
    observer,
    calls,
    seen,
    case
      when seen then null
      when session_last_at < watched_from then 'before it watched'
      when not watched_session then 'in sessions that it did not watch'
      when outcome = 'denied' then 'denied'
      when outcome = 'cancelled' then 'cancelled'
      when error_class in ('unknown_tool', 'rejected_parameters', 'blocked_command', 'string_not_found', 'string_not_unique',
        'no_change', 'file_not_read', 'file_changed') then 'rejected before running'
      when outcome = 'unknown' then 'without a result yet'
      else 'unexplained'
    end                            as reason
  from watch
),
tally as (
  select
    observer,
    reason,
    sum(calls)                     as calls
  from explained
  group by 1, 2
)
select
  observer,
  coalesce(sum(calls) filter (where reason is null), 0)     as calls_seen,
  coalesce(sum(calls) filter (where reason is not null), 0) as calls_missed,
  cast(coalesce(sum(calls) filter (where reason is null), 0) as double precision) / cast(sum(calls) as double precision) as share,
  string_agg(cast(calls as text) || ' ' || reason, ', ' order by calls desc, reason) filter (where reason is not null) as reasons
from tally
group by observer
order by
  calls_seen desc,
  observer
