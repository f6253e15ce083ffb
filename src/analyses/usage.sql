-- How many tokens did each model use, and what did they cost?
with counted as (
  select
    model,
    count(*)                                            as answers,
    count(input_tokens) + count(output_tokens)          as counts,
    sum(input_tokens)                                   as input_tokens,
    sum(cache_write_5m_tokens)                          as cache_write_5m_tokens,
    sum(cache_write_1h_tokens)                          as cache_write_1h_tokens,
    sum(cache_read_tokens)                              as cache_read_tokens,
    sum(output_tokens)                                  as output_tokens,
    cast(sum(cost_micros) as double precision) / 1000000 as cost_usd,
    count(*) filter (where cost_micros is null)         as unpriced_answers,
    count(*) filter (where output_is_final = false)     as lower_bound_answers,
    count(*) filter (where cost_basis = 'approximate')  as approximate_answers
  from answer
  where (:since is null or started_at >= :since)
    and (:until is null or started_at < :until)
    and (:repo is null or repo = :repo)
    and (:agent is null or agent = :agent)
    and (:session is null or session_id = :session)
  group by 1
)
-- Where any tokens were counted, a kind of token that nobody reported is a zero; where none were, it is unknown.
select
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
from counted
order by
  cost_usd desc nulls last,
  output_tokens desc nulls last,
  counted.model
