-- How many tokens did each model use on each day, and what did they cost?
with counted as (
  -- Days begin on a quarter of an hour in every time zone, so that the zone has to be asked once per quarter, not
  -- once per answer.
  select
    floor(extract(epoch from started_at) / 900)         as quarter_hour,
    model,
    count(*)                                            as answers,
    count(input_tokens) + count(output_tokens)          as counts,
    sum(input_tokens)                                   as input_tokens,
    sum(cache_write_5m_tokens)                          as cache_write_5m_tokens,
    sum(cache_write_1h_tokens)                          as cache_write_1h_tokens,
    sum(cache_read_tokens)                              as cache_read_tokens,
    sum(output_tokens)                                  as output_tokens,
    sum(cost_micros)                                    as cost_micros,
    count(*) filter (where cost_micros is null)         as unpriced_answers,
    count(*) filter (where output_is_final = false)     as lower_bound_answers,
    count(*) filter (where cost_basis = 'approximate')  as approximate_answers
  from answer
  where (:since is null or started_at >= :since)
    and (:until is null or started_at < :until)
    and (:repo is null or repo = :repo)
    and (:agent is null or agent = :agent)
    and (:session is null or session_id = :session)
  group by 1, 2
),
placed as (
  select
    cast(to_timestamp(cast(quarter_hour * 900 as double precision)) at time zone :tz as date) as local_day,
    *
  from counted
),
daily as (
  select
    case
      when :per = 'week' then local_day - cast(extract(isodow from local_day) as integer) + 1
      else local_day
    end                                                 as day,
    model,
    sum(answers)                                        as answers,
    sum(counts)                                         as counts,
    sum(input_tokens)                                   as input_tokens,
    sum(cache_write_5m_tokens)                          as cache_write_5m_tokens,
    sum(cache_write_1h_tokens)                          as cache_write_1h_tokens,
    sum(cache_read_tokens)                              as cache_read_tokens,
    sum(output_tokens)                                  as output_tokens,
    cast(sum(cost_micros) as double precision) / 1000000 as cost_usd,
    sum(unpriced_answers)                               as unpriced_answers,
    sum(lower_bound_answers)                            as lower_bound_answers,
    sum(approximate_answers)                            as approximate_answers
  from placed
  group by 1, 2
)
-- Where any tokens were counted, a kind of token that nobody reported is a zero; where none were, it is unknown.
select
  day,
  coalesce(model, '(unknown)') as model,
  answers,
  case when counts > 0 then coalesce(input_tokens, 0) end as input_tokens,
  case
    when counts > 0 then coalesce(cache_write_5m_tokens, 0) + coalesce(cache_write_1h_tokens, 0)
  end as cache_write_tokens,
  case when counts > 0 then coalesce(cache_read_tokens, 0) end as cache_read_tokens,
  case when counts > 0 then coalesce(output_tokens, 0) end as output_tokens,
  cost_usd,
  unpriced_answers,
  lower_bound_answers,
  approximate_answers
from daily
order by
  day,
  cost_usd desc nulls last,
  output_tokens desc nulls last,
  daily.model
