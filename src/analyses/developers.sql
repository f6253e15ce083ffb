-- What did each developer's agents do, of what the team has shared?
with crowd as (
  -- With fewer developers than the policies of their repositories ask for, nobody is shown alone.
  select count(distinct developer) as developers
  from event
),
worked as (
  select
    developer,
    count(distinct session_id)                                     as sessions,
    count(*) filter (where kind = 'call')                          as calls,
    count(*) filter (where kind = 'call' and outcome in ('ok', 'tool_error', 'command_nonzero')) as decided,
    count(*) filter (where kind = 'call' and outcome in ('tool_error', 'command_nonzero')) as failures,
    string_agg(distinct agent, ', ' order by agent)                as agents,
    max(event.at)                                                  as last_seen
  from event
  where developer is not null
    and (:since is null or event.at >= :since)
    and (:until is null or event.at < :until)
    and (:repo is null or repo = :repo)
    and (:agent is null or agent = :agent)
    and (:session is null or session_id = :session)
  group by 1
),
priced as (
  select
    developer,
    cast(sum(cost_micros) as double precision) / 1000000           as cost_usd,
    count(*) filter (where cost_micros is null)                    as unpriced_answers
  from answer
  where developer is not null
    and (:since is null or started_at >= :since)
    and (:until is null or started_at < :until)
    and (:repo is null or repo = :repo)
    and (:agent is null or agent = :agent)
    and (:session is null or session_id = :session)
  group by 1
)
select
  worked.developer,
  worked.sessions,
  worked.calls,
  worked.failures,
  cast(worked.failures as double precision) / nullif(worked.decided, 0) as failure_rate,
  priced.cost_usd,
  worked.agents,
  worked.last_seen,
  worked.decided                                                   as decided_calls,
  coalesce(priced.unpriced_answers, 0)                             as unpriced_answers
from worked
cross join crowd
left join priced
  on priced.developer = worked.developer
where crowd.developers >= :min_developers
order by
  worked.calls desc,
  worked.developer collate "C"
