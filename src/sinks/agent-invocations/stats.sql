-- How often does each agent succeed, how long does it take, and how is it rated: in all, and by type of task?
with verdict as (
  -- The last word of whoever judged.
  select distinct on (subject_id)
    subject_id,
    success,
    rating
  from feedback
  where subject_id is not null
  order by
    subject_id,
    started_at desc,
    feedback_id desc
),
run as (
  select
    coalesce(invocation.name, '(unknown)')         as agent,
    coalesce(invocation.task_type, '(none)')       as task_type,
    coalesce(verdict.success, invocation.success)  as success,
    verdict.rating,
    invocation.duration_ms
  from invocation
  left join verdict
    on verdict.subject_id = invocation.invocation_id
)
select
  agent,
  case when grouping(task_type) = 0 then task_type end    as task_type,
  count(*)                                                as runs,
  count(success)                                          as judged,
  count(*) filter (where success)                         as succeeded,
  avg(cast(duration_ms as double precision)) / 1000       as mean_seconds,
  avg(cast(rating as double precision))                   as mean_rating,
  count(rating)                                           as ratings
from run
group by grouping sets ((agent), (agent, task_type))
order by
  agent collate "C",
  task_type collate "C" nulls first
