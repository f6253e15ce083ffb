-- Which agent, or which model, succeeds most often at which type of task?
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
-- What the client or git tell of the commits of a session: the last word on each that was taken back or restored.
last_word as (
  select distinct on (coalesce(session_id, subject_id), coalesce(substring(ref from 1 for 7), outcome_id))
    coalesce(session_id, subject_id)                               as session_id,
    result
  from outcome
  where result in ('reverted', 'restored')
  order by
    coalesce(session_id, subject_id),
    coalesce(substring(ref from 1 for 7), outcome_id),
    started_at desc,
    outcome_id
),
fate as (
  select
    session_id,
    count(*) filter (where result = 'reverted') > 0                as is_reverted
  from (
    select session_id, result from last_word
    union all
    select coalesce(session_id, subject_id), 'kept'
    from outcome
    where result in ('committed', 'pushed', 'pr_opened', 'merged', 'pr_merged')
  ) as told
  group by session_id
),
unit as (
  select
    coalesce(invocation.name, invocation.agent)                    as agent,
    invocation.task_type,
    coalesce(verdict.success, invocation.success)                  as success,
    verdict.rating,
    invocation.duration_ms,
    cast(null as bigint)                                           as cost_micros,
    (verdict.rating >= 4 and invocation.success = false) or (verdict.rating <= 2 and invocation.success = true)
                                                                   as disagrees
  from invocation
  left join verdict
    on verdict.subject_id = invocation.invocation_id
  where (:since is null or invocation.started_at >= :since)
    and (:until is null or invocation.started_at < :until)
    and (:repo is null or invocation.repo = :repo)
    and (:agent is null or invocation.agent = :agent)
    and (:session is null or invocation.session_id = :session)
  union all
  -- A usage log judges each answer.
  select
    model,
    task_type,
    success,
    cast(null as bigint),
    duration_ms,
    cost_micros,
    cast(null as boolean)
  from answer
  where success is not null
    and (:since is null or started_at >= :since)
    and (:until is null or started_at < :until)
    and (:repo is null or repo = :repo)
    and (:agent is null or agent = :agent)
    and (:session is null or session_id = :session)
  union all
  select
    session.agent,
    '(rated session)',
    verdict.success,
    verdict.rating,
    cast(null as bigint),
    cast(null as bigint),
    (verdict.rating >= 4 and fate.is_reverted) or (verdict.rating <= 2 and fate.is_reverted = false)
  from session
  join verdict
    on verdict.subject_id = session.session_id
  left join fate
    on fate.session_id = session.session_id
  where (:since is null or session.started_at >= :since)
    and (:until is null or session.started_at < :until)
    and (:repo is null or session.repo = :repo)
    and (:agent is null or session.agent = :agent)
    and (:session is null or session.session_id = :session)
),
summed as (
  select
    coalesce(agent, '(unknown)')                                     as agent,
    coalesce(task_type, '(none)')                                    as task_type,
    count(success)                                                   as n,
    cast(count(*) filter (where success) as double precision) / nullif(count(success), 0) as success_rate,
    avg(cast(rating as double precision))                            as mean_rating,
    cast(sum(cost_micros) as double precision) / 1000000             as cost_usd,
    count(*) filter (where success)                                  as succeeded,
    count(*)                                                         as runs,
    count(rating)                                                    as ratings,
    avg(cast(duration_ms as double precision))                       as mean_ms,
    count(*) filter (where disagrees)                                as disagreements
  from unit
  where :task_type is null or task_type = :task_type
  group by 1, 2
)
select
  agent,
  task_type,
  n,
  success_rate,
  mean_rating,
  cost_usd,
  succeeded,
  runs,
  ratings,
  mean_ms,
  disagreements
from summed
order by
  task_type collate "C",
  success_rate desc nulls last,
  n desc,
  agent collate "C"
