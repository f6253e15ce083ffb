-- How much did each type of task use, how long did it take, and how often did it succeed?
with summed as (
  select
    coalesce(task_type, '(none)')                                    as task_type,
    count(*)                                                         as answers,
    count(success)                                                   as judged,
    cast(count(*) filter (where success) as double precision) / nullif(count(success), 0) as success_rate,
    avg(cast(duration_ms as double precision))                       as mean_ms,
    percentile_cont(0.5) within group (order by duration_ms)         as p50_ms,
    cast(sum(coalesce(input_tokens, 0) + coalesce(cache_write_5m_tokens, 0) + coalesce(cache_write_1h_tokens, 0)
      + coalesce(cache_read_tokens, 0)) as bigint)                   as input_tokens,
    cast(sum(coalesce(output_tokens, 0)) as bigint)                  as output_tokens,
    cast(sum(cost_micros) as double precision) / 1000000             as cost_usd,
    count(*) filter (where cost_micros is null)                      as unpriced_answers,
    count(*) filter (where success)                                  as succeeded,
    count(duration_ms)                                               as timed
  from answer
  where (:since is null or started_at >= :since)
    and (:until is null or started_at < :until)
    and (:repo is null or repo = :repo)
    and (:agent is null or agent = :agent)
    and (:session is null or session_id = :session)
  group by 1
)
select
  task_type,
  answers,
  judged,
  success_rate,
  mean_ms,
  p50_ms,
  input_tokens,
  output_tokens,
  cost_usd,
  unpriced_answers,
  succeeded,
  timed
from summed
order by
  answers desc,
  task_type collate "C"
