-- How do work, failures and cost change from period to period?
with happened as (
  -- Days begin on a quarter of an hour in every time zone, so that the zone has to be asked once per quarter, not
  -- once per event.
  select
    floor(extract(epoch from event.at) / 900)                      as quarter_hour,
    session_id,
    count(*) filter (where kind = 'call')                          as calls,
    count(*) filter (where kind = 'call' and outcome in ('ok', 'tool_error', 'command_nonzero')) as decided,
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
priced as (
  select
    floor(extract(epoch from started_at) / 900)                    as quarter_hour,
    count(*)                                                       as answers,
    sum(coalesce(input_tokens, 0) + coalesce(cache_write_5m_tokens, 0) + coalesce(cache_write_1h_tokens, 0)
      + coalesce(cache_read_tokens, 0) + coalesce(output_tokens, 0)) as tokens,
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
quarter as (
  select distinct quarter_hour from happened
),
placed as (
  select
    quarter_hour,
    cast(to_timestamp(cast(quarter_hour * 900 as double precision)) at time zone :tz as date) as day
  from quarter
),
periodic as (
  select
    quarter_hour,
    case
      when :per = 'week' then day - cast(extract(isodow from day) as integer) + 1
      else day
    end                                                            as period
  from placed
),
work as (
  select
    periodic.period,
    count(distinct happened.session_id)                            as sessions,
    sum(happened.calls)                                            as calls,
    sum(happened.decided)                                          as decided,
    sum(happened.failures)                                         as failures
  from happened
  join periodic
    on periodic.quarter_hour = happened.quarter_hour
  group by 1
),
money as (
  select
    periodic.period,
    sum(priced.answers)                                            as answers,
    sum(priced.tokens)                                             as tokens,
    cast(sum(priced.cost_micros) as double precision) / 1000000    as cost_usd,
    sum(priced.unpriced_answers)                                   as unpriced_answers
  from priced
  join periodic
    on periodic.quarter_hour = priced.quarter_hour
  group by 1
),
bounds as (
  select
    min(period)                                                    as first_period,
    max(period)                                                    as last_period
  from periodic
),
-- A day on which nothing happened is a day, too.
calendar as (
  select
    cast(bounds.first_period + cast(number.n * (case when :per = 'week' then 7 else 1 end) as integer) as date) as period
  from bounds
  cross join generate_series(0, 36600) as number(n)
  where bounds.first_period + cast(number.n * (case when :per = 'week' then 7 else 1 end) as integer) <= bounds.last_period
)
select
  calendar.period,
  coalesce(work.sessions, 0)                                       as sessions,
  coalesce(work.calls, 0)                                          as calls,
  coalesce(work.failures, 0)                                       as failures,
  cast(work.failures as double precision) / nullif(work.decided, 0) as failure_rate,
  money.cost_usd,
  coalesce(work.decided, 0)                                        as decided_calls,
  coalesce(money.answers, 0)                                       as answers,
  coalesce(money.tokens, 0)                                        as tokens,
  coalesce(money.unpriced_answers, 0)                              as unpriced_answers
from calendar
left join work
  on work.period = calendar.period
left join money
  on money.period = calendar.period
order by calendar.period
