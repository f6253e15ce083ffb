-- Which sessions were there, what became of them, how troubled, and at what cost?
with newest as (
  select
    session_id,
    min(coalesce(session_at, event.at))                            as started_at,
    min(event.at)                                                  as first_at,
    count(*) over ()                                               as period_sessions
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
happened as (
  select
    session_id,
    kind,
    id,
    event.at                                                       as started_at,
    ended_at,
    agent,
    repo,
    branch,
    outcome,
    program,
    coalesce(subagent_id, '')                                      as subagent_id,
    stream_key,
    coalesce(seq, cast(floor(extract(epoch from event.at) * 1000) as bigint)) as place,
    kind = 'call' and (
      outcome = 'command_nonzero' and coalesce(error_class, '') <> 'information' or outcome = 'tool_error'
    )                                                              as is_failure,
    kind = 'call' and outcome = 'ok'
      and tool in (select tool from tool_kind where tool_kind.kind in ('write', 'edit', 'patch')) as is_edit,
    kind = 'call' and outcome in ('ok', 'tool_error', 'command_nonzero') and (error_class = 'test_failed' or program in (
      'ava', 'bats', 'busted', 'ctest', 'jasmine', 'jest', 'karma', 'mocha', 'nose2', 'nox', 'pest', 'phpunit',
      'prove', 'py.test', 'pytest', 'rspec', 'tap', 'tox', 'vitest', 'npm test', 'pnpm test', 'yarn test', 'bun test',
      'deno test', 'composer test', 'cargo test', 'go test', 'mix test', 'dotnet test', 'swift test', 'flutter test',
      'dart test', 'rails test', 'make test', 'just test', 'task test', 'rake test', 'gradle test', 'gradlew test',
      'mvn test', 'mvnw test', 'ant test', 'nx test', 'turbo test', 'ng test', 'npm run e2e', 'npm run unit',
      'pnpm run e2e', 'pnpm run unit', 'yarn run e2e', 'yarn run unit', 'bun run e2e', 'bun run unit',
      'cargo nextest', 'cypress run', 'django-admin test', 'hatch test', 'mvn verify', 'mvnw verify',
      'playwright test', 'python -m pytest', 'python -m unittest'
    ))                                                             as is_test,
    -- The exit status of a pipe is that of its last command, and `|| true` succeeds whatever failed.
    program is not null and target like '%|%'                      as is_hidden
  from event
  where kind in ('session', 'prompt', 'call', 'answer')
    and session_id in (select session_id from newest)
    and event.at >= (select min(first_at) from newest)
    and (:since is null or event.at >= :since)
    and (:until is null or event.at < :until)
    and (:repo is null or repo = :repo)
    and (:agent is null or agent = :agent)
    and (:session is null or session_id = :session)
),
-- A session and its subagents run at the same time, so the clock decides between them; within each its own order does,
-- also where a clock ran backwards.
timed as (
  select
    *,
    max(started_at) over (partition by stream_key order by place)  as clock
  from happened
),
step as materialized (
  select
    *,
    row_number() over (partition by session_id order by clock, subagent_id, place, kind, id) as n
  from timed
),
activity as (
  select
    session_id,
    max(agent)                                                     as agent,
    max(repo)                                                      as repo,
    max(coalesce(ended_at, started_at))                            as ended_at,
    count(*) filter (where kind = 'prompt')                        as prompts,
    count(*) filter (where kind = 'call')                          as calls,
    count(*) filter (where is_failure)                             as failures,
    count(*) filter (where is_edit)                                as edits,
    count(*) filter (where program is not null)                    as shell_calls,
    count(*) filter (where is_test)                                as test_runs,
    count(*) filter (where outcome = 'ok' and program = 'git commit') as commit_commands,
    count(*) filter (where outcome = 'ok' and program in ('git push', 'gh pr create')) as push_commands,
    count(*) filter (where outcome = 'ok' and program = 'gh pr merge') as merge_commands,
    max(n) filter (where is_edit)                                  as last_edit,
    max(n) filter (where is_test)                                  as last_test,
    max(n) filter (where is_test and outcome = 'ok')               as last_ok_test,
    max(n) filter (where is_test and outcome = 'ok' and is_hidden) as last_hidden_test,
    max(n) filter (
      where outcome = 'ok' and program in ('git checkout', 'git reset', 'git restore', 'git stash')
    )                                                              as last_undo,
    max(n) filter (where branch is not null)                       as last_branch
  from step
  group by session_id
),
-- The last thing in the conversation itself.
ending as (
  select distinct on (session_id)
    session_id,
    case
      when kind <> 'call' then kind
      when outcome in ('cancelled', 'denied') then 'interrupted'
      when is_failure then 'failure'
      else 'call'
    end                                                            as ending
  from step
  where subagent_id = ''
    and kind <> 'session'
  order by
    session_id,
    n desc
),
money as (
  select
    session_id,
    cast(sum(cost_micros) as double precision) / 1000000           as cost_usd,
    count(*) filter (where cost_micros is null)                    as unpriced_answers
  from answer
  where session_id in (select session_id from newest)
    and started_at >= (select min(first_at) from newest)
    and (:since is null or started_at >= :since)
    and (:until is null or started_at < :until)
    and (:repo is null or repo = :repo)
    and (:agent is null or agent = :agent)
  group by session_id
),
-- What became of the work may have been found out long after the period. The client names commits by their first
-- digits, git by all of them.
result as (
  select
    coalesce(session_id, subject_id)                               as session_id,
    result,
    coalesce(substring(ref from 1 for 7), outcome_id)              as ref,
    started_at,
    outcome_id,
    case
      when result <> 'committed' then 0
      when attributes like '%"match":"time"%' then 1
      when attributes like '%"match":"command"%' then 2
      when attributes like '%"match":"files"%' then 3
      else 4
    end                                                            as proof
  from outcome
  where result is not null
    and coalesce(session_id, subject_id) in (select session_id from newest)
    and (:since is null or started_at >= :since)
),
found as (
  select
    session_id,
    count(distinct ref) filter (where result = 'committed')        as commits,
    max(proof)                                                     as proof,
    count(*) filter (where result in ('merged', 'pr_merged'))      as merged,
    count(*) filter (where result in ('pushed', 'pr_opened'))      as pushed
  from result
  group by session_id
),
last_word as (
  select distinct on (session_id, ref)
    session_id,
    result
  from result
  where result in ('reverted', 'restored')
  order by
    session_id,
    ref,
    started_at desc,
    outcome_id
),
taken_back as (
  select
    session_id,
    count(*)                                                       as commits
  from last_word
  where result = 'reverted'
  group by session_id
),
judgement as (
  select distinct on (coalesce(subject_id, session_id))
    coalesce(subject_id, session_id)                               as session_id,
    rating
  from feedback
  where rating is not null
    and (:since is null or started_at >= :since)
  order by
    coalesce(subject_id, session_id),
    started_at desc,
    feedback_id
)
select
  newest.session_id,
  activity.agent,
  activity.repo,
  step.branch,
  newest.started_at,
  greatest(
    cast(floor(extract(epoch from (activity.ended_at - newest.started_at)) * 1000 + 0.5) as bigint), 0
  )                                                                as duration_ms,
  activity.calls,
  activity.failures,
  money.cost_usd,
  judgement.rating,
  activity.prompts,
  money.unpriced_answers,
  coalesce(found.commits, 0)                                       as commits,
  coalesce(taken_back.commits, 0)                                  as reverted_commits,
  case
    when found.merged > 0 then 'merged'
    when activity.merge_commands > 0 then 'merge command'
    when found.pushed > 0 then 'pushed'
    when activity.push_commands > 0 then 'push command'
  end                                                              as published,
  case
    when found.proof = 4 then 'told'
    when found.proof = 3 then 'files'
    when found.proof = 2 or activity.commit_commands > 0 then 'command'
    when found.proof = 1 then 'time'
  end                                                              as commit_proof,
  activity.edits,
  activity.shell_calls,
  activity.test_runs,
  case
    when activity.last_test < activity.last_edit then null
    when activity.last_hidden_test = activity.last_test then 'hidden'
    when activity.last_ok_test = activity.last_test then 'passed'
    when activity.last_test is not null then 'failed'
  end                                                              as last_test,
  case when activity.last_undo > activity.last_edit then 'taken back' else ending.ending end as ending,
  newest.period_sessions
from newest
join activity
  on activity.session_id = newest.session_id
left join step
  on step.session_id = activity.session_id
  and step.n = activity.last_branch
left join ending
  on ending.session_id = newest.session_id
left join money
  on money.session_id = newest.session_id
left join found
  on found.session_id = newest.session_id
left join taken_back
  on taken_back.session_id = newest.session_id
left join judgement
  on judgement.session_id = newest.session_id
order by
  newest.started_at desc,
  newest.session_id
