-- Who saw the tool calls, who missed how many, and why?
with observation as (
  select
    coalesce(session_id, '')         as session_id,
    agent,
    observers,
    case
      when outcome = 'denied' then 'denied'
      when outcome = 'cancelled' then 'cancelled'
      when outcome = 'unknown' then 'no result yet'
      when error_class in (
        'unknown_tool', 'rejected_parameters', 'blocked_command', 'string_not_found', 'string_not_unique', 'no_change',
        'file_not_read', 'file_changed'
      ) then 'rejected before running'
      else 'other'
    end                              as fate,
    -- What lies outside of the question still tells when an observer began and which sessions it watched.
    coalesce(
      (:since is null or started_at >= :since)
      and (:until is null or started_at < :until)
      and (:repo is null or repo = :repo)
      and (:agent is null or agent = :agent)
      and (:session is null or session_id = :session),
      false
    )                                as asked,
    count(*)                         as calls,
    min(started_at)                  as first_at,
    max(started_at)                  as last_at
  from call
  group by 1, 2, 3, 4, 5
),
watcher as (
  select
    known.observer,
    observation.agent,
    min(observation.first_at)        as watched_from
  from observation
  cross join (values ('hook'), ('log'), ('otel'), ('sdk'), ('transcript')) as known(observer)
  where position(known.observer in observation.observers) > 0
  group by 1, 2
),
-- Who can see the calls of which agent: whoever ever saw one. Where live observers work, a transcript is expected.
able as (
  select
    observer,
    agent,
    watched_from
  from watcher
  union all
  select distinct
    'transcript'                     as observer,
    live.agent,
    cast(null as timestamp with time zone) as watched_from
  from watcher as live
  left join watcher as told
    on told.observer = 'transcript'
    and told.agent = live.agent
  where live.observer in ('hook', 'otel')
    and told.agent is null
),
sighting as (
  select
    able.observer,
    able.agent,
    able.watched_from,
    observation.session_id,
    observation.fate,
    observation.asked,
    observation.calls,
    observation.first_at,
    observation.last_at,
    position(able.observer in observation.observers) > 0 as seen
  from observation
  join able
    on able.agent = observation.agent
),
watch as (
  select
    sighting.*,
    max(last_at) filter (where seen) over (partition by observer, agent, session_id) as seen_until,
    max(last_at) over (partition by observer, agent, session_id) as session_until
  from sighting
),
explained as (
  select
    observer,
    agent,
    watched_from,
    calls,
    case
      when seen then null
      when watched_from is null then 'never imported'
      when session_until < watched_from and observer = 'hook' then 'before the hook was installed'
      when session_until < watched_from and observer = 'otel' then 'before telemetry was switched on'
      when session_until < watched_from then 'before it watched'
      when seen_until is null then 'in sessions that it did not watch'
      when observer in ('transcript', 'log') and first_at > seen_until then 'not imported yet'
      when observer in ('transcript', 'log') then 'other'
      when fate = 'no result yet' and last_at < session_until then 'ended without a result'
      else fate
    end                              as reason
  from watch
  where asked
),
tally as (
  select
    observer,
    reason,
    case when reason like 'before%' then agent end as agent,
    min(watched_from)                as watched_from,
    sum(calls)                       as calls
  from explained
  group by 1, 2, 3
),
phrase as (
  select
    observer,
    reason,
    calls,
    reason || ' ' || cast(calls as text) || case
      when agent is null then ''
      else ' (first ' || agent || ' ' || observer || ' seen '
        || cast(cast(watched_from at time zone :tz as date) as text) || ')'
    end                              as words
  from tally
),
total as (
  select
    observer,
    sum(calls)                       as calls,
    coalesce(sum(calls) filter (where reason is null), 0) as calls_seen,
    string_agg(words, ', ' order by case when reason = 'other' then 1 else 0 end, calls desc, words)
      filter (where reason is not null) as reasons
  from phrase
  group by observer
)
select
  observer,
  calls_seen,
  calls - calls_seen                 as calls_missed,
  cast(calls_seen as double precision) / cast(calls as double precision) as share,
  reasons
from total
order by
  calls_seen desc,
  observer
