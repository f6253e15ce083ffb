-- Which sessions were there, how long, how troubled, and at what cost?
with newest as (
  select
    session_id,
    min(coalesce(session_at, event.at))                            as started_at
  from event
  where kind in ('session', 'prompt', 'call', 'answer')
    and session_id is not null
    and (:since is null or event.at >= :since)
    and (:until is null or event.at < :until)
    and (:repo is null or repo = :repo)
    and (:agent is null or agent = :agent)
    and (:session is null or session_id = :session)
  group by session_id
  order by
    started_at desc,
    session_id
  limit :limit
),
activity as (
  select
    session_id,
    max(agent)                                                     as agent,
    max(repo)                                                      as repo,
    max(branch)                                                    as branch,
    max(coalesce(ended_at, event.at))                              as ended_at,
    count(*) filter (where kind = 'prompt')                        as prompts,
    count(*) filter (where kind = 'call')                          as calls,
    count(*) filter (where kind = 'call' and outcome in ('tool_error', 'command_nonzero')) as failures
  from event
  where kind in ('session', 'prompt', 'call', 'answer')
    and session_id in (select session_id from newest)
    and (:since is null or event.at >= :since)
    and (:until is null or event.at < :until)
    and (:repo is null or repo = :repo)
    and (:agent is null or agent = :agent)
    and (:session is null or session_id = :session)
  group by session_id
),
money as (
  select
    session_id,
    cast(sum(cost_micros) as double precision) / 1000000           as cost_usd,
    count(*) filter (where cost_micros is null)                    as unpriced_answers
  from answer
  where session_id in (select session_id from newest)
    and (:since is null or started_at >= :since)
    and (:until is null or started_at < :until)
    and (:repo is null or repo = :repo)
    and (:agent is null or agent = :agent)
  group by session_id
),
result as (
  select distinct on (coalesce(session_id, subject_id))
    coalesce(session_id, subject_id)                               as session_id,
    result                                                         as outcome
  from outcome
  where result is not null
  order by
    coalesce(session_id, subject_id),
    started_at desc,
    outcome_id
),
judgement as (
  select distinct on (coalesce(subject_id, session_id))
    coalesce(subject_id, session_id)                               as session_id,
    rating
  from feedback
  where rating is not null
  order by
    coalesce(subject_id, session_id),
    started_at desc,
    feedback_id
)
select
  newest.session_id,
  activity.agent,
  activity.repo,
  activity.branch,
  newest.started_at,
  cast(floor(extract(epoch from (activity.ended_at - newest.started_at)) * 1000 + 0.5) as bigint) as duration_ms,
  activity.calls,
  activity.failures,
  money.cost_usd,
  result.outcome,
  judgement.rating,
  activity.prompts,
  money.unpriced_answers
from newest
join activity
  on activity.session_id = newest.session_id
left join money
  on money.session_id = newest.session_id
left join result
  on result.session_id = newest.session_id
left join judgement
  on judgement.session_id = newest.session_id
order by
  newest.started_at desc,
  newest.session_id
