-- How much was done, how much of it failed, and what did it cost?
with happened as (
  -- Days begin on a quarter of an hour in every time zone, so that the zone has to be asked once per quarter, not
  -- once per event.
  select
    session_id,
    repo,
    floor(extract(epoch from event.at) / 900)                      as quarter_hour,
    count(*) filter (where kind = 'prompt')                        as prompts,
    count(*) filter (where kind = 'call')                          as calls,
    count(*) filter (where kind = 'call' and outcome in ('tool_error', 'command_nonzero')) as failures,
    min(event.at)                                                  as first_at,
    max(event.at)                                                  as last_at
  from event
  where kind in ('session', 'prompt', 'call', 'answer')
    and (:since is null or event.at >= :since)
    and (:until is null or event.at < :until)
    and (:repo is null or repo = :repo)
    and (:agent is null or agent = :agent)
    and (:session is null or session_id = :session)
  group by 1, 2, 3
),
total as (
  select
    count(distinct session_id)                                     as sessions,
    count(distinct repo)                                           as repos,
    count(distinct cast(
      to_timestamp(cast(quarter_hour * 900 as double precision)) at time zone :tz as date
    ))                                                             as active_days,
    sum(prompts)                                                   as prompts,
    sum(calls)                                                     as calls,
    sum(failures)                                                  as failures,
    min(first_at)                                                  as first_at,
    max(last_at)                                                   as last_at
  from happened
  having count(*) > 0
),
money as (
  select
    count(*)                                                       as answers,
    cast(sum(cost_micros) as double precision) / 1000000           as cost_usd,
    count(*) filter (where cost_micros is null)                    as unpriced_answers
  from answer
  where (:since is null or started_at >= :since)
    and (:until is null or started_at < :until)
    and (:repo is null or repo = :repo)
    and (:agent is null or agent = :agent)
    and (:session is null or session_id = :session)
)
select
  total.sessions,
  total.prompts,
  total.calls,
  total.failures,
  money.answers,
  money.cost_usd,
  money.unpriced_answers,
  total.active_days,
  total.repos,
  total.first_at,
  total.last_at
from total
cross join money
order by total.first_at
