/** The tables of the rates port in PostgreSQL, and the function that decides: one statement for a batch of requests. */
import { ALIVE_MS, WINDOW_STEPS } from '../ports/rates.ts';
import { indexWhereMissing } from '../postgres-connections.ts';

/** Any number that no other user of the database takes: processes that start together make the tables once. */
const SCHEMA_LOCK = 7_042_900_123;
const SLOTS = WINDOW_STEPS + 1;

/**
 * A window is a row: what each step counted, in a ring, and their sum. Steps are numbered from the epoch by the database's clock.
 * The rows of a batch are locked in one order, so that no two processes wait for each other; subagents are locked by a row too,
 * with a length of 0. Another version of the function gets another name: processes of both may run at once.
 */
export const RATES_SCHEMA = `
  begin;
  select pg_advisory_xact_lock(${SCHEMA_LOCK});
  create table if not exists rate_windows (
    place text collate "C" not null,
    window_ms bigint not null,
    listed_under text not null,
    newest bigint not null,
    total bigint not null,
    steps bigint[] not null,
    primary key (place, window_ms)
  );
  ${indexWhereMissing('rate_windows_listed', "rate_windows (listed_under, window_ms) where listed_under <> ''")}
  create table if not exists rate_agents (
    place text collate "C" not null,
    agent text collate "C" not null,
    alive_until bigint not null,
    primary key (place, agent)
  );

  create or replace function rate_moved_1(counted rate_windows, step bigint) returns rate_windows
  language plpgsql immutable as $$
  begin
    -- All of it is over; or the clock was set back by more than the whole window.
    if step - counted.newest > ${WINDOW_STEPS} or counted.newest - step > ${WINDOW_STEPS} then
      counted.total := 0;
      counted.steps := array_fill(0::bigint, array[${SLOTS}]);
      counted.newest := step;
      return counted;
    end if;
    for passed in counted.newest + 1 .. step loop
      counted.total := counted.total - counted.steps[passed % ${SLOTS} + 1];
      counted.steps[passed % ${SLOTS} + 1] := 0;
    end loop;
    counted.newest := greatest(counted.newest, step);
    return counted;
  end $$;

  -- How long until no more than this is counted, ms; null = never.
  create or replace function rate_wait_1(counted rate_windows, room bigint, now_ms bigint) returns bigint
  language plpgsql immutable as $$
  declare
    left_over bigint := counted.total;
  begin
    if room < 0 then return null; end if;
    for step in counted.newest - ${WINDOW_STEPS} .. counted.newest loop
      left_over := left_over - counted.steps[step % ${SLOTS} + 1];
      if left_over <= room then
        return ceil((step + ${SLOTS}) * counted.window_ms / ${WINDOW_STEPS}.0 - now_ms);
      end if;
    end loop;
    return 0;
  end $$;

  -- Less by so much, the newest first, and never by more than is counted.
  create or replace function rate_less_1(counted rate_windows, amount bigint) returns rate_windows
  language plpgsql immutable as $$
  declare
    left_over bigint := least(amount, counted.total);
    slot int;
    back bigint;
  begin
    counted.total := counted.total - left_over;
    for step in reverse counted.newest .. counted.newest - ${WINDOW_STEPS} loop
      exit when left_over <= 0;
      slot := step % ${SLOTS} + 1;
      back := least(left_over, counted.steps[slot]);
      counted.steps[slot] := counted.steps[slot] - back;
      left_over := left_over - back;
    end loop;
    return counted;
  end $$;

  -- asked: [{"w": [[place, length, value or null, amount, list], …], "a": [[place, agent, most or null], …]}, …].
  -- Answers for each: true, ["w", index, ms or null] or ["a", index]. Without a value or a most, it is counted in any case.
  create or replace function rate_take_2(asked jsonb, shift_ms bigint) returns jsonb
  language plpgsql as $$
  declare
    now_ms bigint;
    request jsonb;
    claim jsonb;
    at bigint;
    refusal jsonb;
    counted rate_windows;
    answers jsonb[] := '{}';
  begin
    insert into rate_windows (place, window_ms, listed_under, newest, total, steps)
      select place, length, min(list), 0, 0, array_fill(0::bigint, array[${SLOTS}])
      from (
        select (c ->> 0) collate "C" as place, (c ->> 1)::bigint as length, c ->> 4 as list
        from jsonb_array_elements(asked) r, jsonb_array_elements(r -> 'w') c
        union all
        select (c ->> 0) collate "C", 0, '' from jsonb_array_elements(asked) r, jsonb_array_elements(r -> 'a') c
      ) claims
      group by place, length order by place, length
      on conflict do nothing;
    perform 1 from rate_windows w
      where (w.place, w.window_ms) in (
        select c ->> 0, (c ->> 1)::bigint from jsonb_array_elements(asked) r, jsonb_array_elements(r -> 'w') c
        union select c ->> 0, 0 from jsonb_array_elements(asked) r, jsonb_array_elements(r -> 'a') c)
      order by w.place, w.window_ms for update;
    now_ms := (extract(epoch from clock_timestamp()) * 1000)::bigint + shift_ms;
    for request in select r from jsonb_array_elements(asked) r loop
      refusal := null;
      for claim, at in select c, i - 1 from jsonb_array_elements(request -> 'w') with ordinality as e (c, i) loop
        select * into counted from rate_windows where place = claim ->> 0 and window_ms = (claim ->> 1)::bigint;
        counted := rate_moved_1(counted, now_ms * ${WINDOW_STEPS} / counted.window_ms);
        if counted.total + 1 > (claim ->> 2)::bigint then
          refusal := jsonb_build_array('w', at, rate_wait_1(counted, (claim ->> 2)::bigint - 1, now_ms));
          exit;
        end if;
      end loop;
      if refusal is null then
        for claim, at in select c, i - 1 from jsonb_array_elements(request -> 'a') with ordinality as e (c, i) loop
          delete from rate_agents where place = claim ->> 0 and alive_until <= now_ms;
          if not exists (select from rate_agents where place = claim ->> 0 and agent = claim ->> 1)
            and (select count(*) from rate_agents where place = claim ->> 0) >= (claim ->> 2)::bigint then
            refusal := jsonb_build_array('a', at);
            exit;
          end if;
        end loop;
      end if;
      if refusal is null then
        for claim in select c from jsonb_array_elements(request -> 'w') c where (c ->> 3)::bigint <> 0 loop
          select * into counted from rate_windows where place = claim ->> 0 and window_ms = (claim ->> 1)::bigint;
          counted := rate_moved_1(counted, now_ms * ${WINDOW_STEPS} / counted.window_ms);
          if (claim ->> 3)::bigint < 0 then
            counted := rate_less_1(counted, -(claim ->> 3)::bigint);
          else
            counted.steps[counted.newest % ${SLOTS} + 1] := counted.steps[counted.newest % ${SLOTS} + 1] + (claim ->> 3)::bigint;
            counted.total := counted.total + (claim ->> 3)::bigint;
          end if;
          update rate_windows
            set newest = counted.newest, total = counted.total, steps = counted.steps
            where place = counted.place and window_ms = counted.window_ms;
        end loop;
        for claim in select c from jsonb_array_elements(request -> 'a') c loop
          insert into rate_agents (place, agent, alive_until) values (claim ->> 0, claim ->> 1, now_ms + ${ALIVE_MS})
            on conflict (place, agent) do update set alive_until = excluded.alive_until;
        end loop;
      end if;
      answers := answers || coalesce(refusal, 'true'::jsonb);
    end loop;
    return to_jsonb(answers);
  end $$;
  commit;`;

/** $1: the batch, $2: ms added to the clock. */
export const TAKE = 'select rate_take_2($1::jsonb, $2) as told';

/** $1: list, $2: length, $3: ms added to the clock. */
export const LIST = `
  select place, (rate_moved_1(w, (extract(epoch from clock_timestamp()) * 1000 + $3)::bigint * ${WINDOW_STEPS} / window_ms)).total as counted
  from rate_windows w where listed_under = $1 and window_ms = $2`;

/** $1: place, $2: length. */
export const RESET = 'delete from rate_windows where place = $1 and window_ms = $2';

/** Forgets windows that are over, and subagents that are gone. $1: ms added to the clock. */
export const TIDY = `
  with gone as (delete from rate_agents where alive_until < extract(epoch from clock_timestamp()) * 1000 + $1)
  delete from rate_windows
  where window_ms > 0 and (newest + ${SLOTS}) * window_ms / ${WINDOW_STEPS} < extract(epoch from clock_timestamp()) * 1000 + $1`;
