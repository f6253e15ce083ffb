-- What happened on each day?
with happened as (
  -- Days begin on a quarter of an hour in every time zone, so that the zone has to be asked once per quarter, not
  -- once per event.
  select
    floor(extract(epoch from event.at) / 900)                      as quarter_hour,
    session_id,
    count(*) filter (where kind = 'prompt')                        as prompts,
    count(*) filter (where kind = 'call')                          as calls,
    count(*) filter (where kind = 'call' and outcome in ('tool_error', 'command_nonzero')) as failures
  from event
  where kind in ('session', 'prompt', 'call', 'answer')
    and (:since is null or event.at >= :since)
    and (:until is null or event.at < :until)
    and (:repo is null or repo = :repo)
    and (:agent is null or agent = :agent)
    and (:session is null or session_id = :session)
  group by 1, 2
),
daily as (
  select
    cast(to_timestamp(cast(quarter_hour * 900 as double precision)) at time zone :tz as date) as day,
    count(distinct session_id)                                     as sessions,
    sum(prompts)                                                   as prompts,
    sum(calls)                                                     as calls,
    sum(failures)                                                  as failures
  from happened
  group by 1
),
priced as (
  select
    floor(extract(epoch from started_at) / 900)                    as quarter_hour,
    count(*)                                                       as answers,
    sum(cost_micros)                                               as cost_micros,
    count(*) filter (where cost_micros is null)                    as unpriced_answers
  from answer
  where (:since is null or started_at >= :since)
    and (:until is null or started_at < :until)
    and (:repo is null or repo = :repo)
    and (:agent is null or agent = :agent)
    and (:session is null or session_id = :session)
  group by 1
),
money as (
  select
    cast(to_timestamp(cast(quarter_hour * 900 as double precision)) at time zone :tz as date) as day,
    sum(answers)                                                   as answers,
    cast(sum(cost_micros) as double precision) / 1000000           as cost_usd,
    sum(unpriced_answers)                                          as unpriced_answers
  from priced
  group by 1
)
select
  daily.day,
  daily.sessions,
  daily.prompts,
  daily.calls,
  daily.failures,
  coalesce(money.answers, 0)                                       as answers,
  money.cost_usd,
  coalesce(money.unpriced_answers, 0)                              as unpriced_answers
from daily
left join money
  on money.day = daily.day
order by daily.day
