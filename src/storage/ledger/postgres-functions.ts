/**
 * What PostgreSQL runs for a batch of the ledger: one function locks what the batch is about and tells it, another writes what
 * was decided. Functions keep their plans, and each takes one round trip. Another version of one gets another name: processes of
 * both may run at once.
 */

/** By the database's clock, which all processes share, ms. */
export const NOW = '(extract(epoch from clock_timestamp()) * 1000)::bigint';

export const LEDGER_FUNCTIONS = `
  -- asked: {owner, seq, leaseMs, shiftMs, holds: [id, …], accounts: [[limit, window], …], resets: [[limit, window], …], sweeps}.
  -- Of resets, the holds are told that were charged there.
  -- Renews the owner's lease, and locks holds, and then accounts, each in one order, so that no two processes wait for each
  -- other. Answers {now, holds: [{id, claims}], lapsed: [{id, claims}], balances: [[limit, window, held, spent], …]}, or null
  -- where a later transaction of the owner was written before.
  create or replace function ledger_open_2(asked jsonb) returns json
  language plpgsql as $$
  declare
    shift_ms bigint := (asked ->> 'shiftMs')::bigint;
    now_ms bigint;
    hold_ids text[] := array(select jsonb_array_elements_text(asked -> 'holds'));
    named json;
    lapsed json := '[]';
    balances json;
  begin
    insert into ledger_owners (owner, seq, alive_until)
      values (asked ->> 'owner', (asked ->> 'seq')::bigint, ${NOW} + shift_ms + (asked ->> 'leaseMs')::bigint)
      on conflict (owner) do update set seq = excluded.seq, alive_until = excluded.alive_until
        where ledger_owners.seq < excluded.seq
      returning alive_until - (asked ->> 'leaseMs')::bigint into now_ms;
    if now_ms is null then return null; end if;

    if asked -> 'resets' <> '[]'::jsonb then
      -- Apart from the rest, which goes by the index alone.
      hold_ids := hold_ids || array(
        select id from ledger_holds l where lapsed_at is not null and exists (
          select from jsonb_array_elements(l.claims::jsonb) c, jsonb_array_elements(asked -> 'resets') r
          where c ->> 'limit' = r ->> 0 and (c ->> 'window')::bigint = (r ->> 1)::bigint
        )
      );
    end if;
    select coalesce(json_agg(json_build_object('id', h.id, 'claims', h.claims::json)), '[]') into named
      from (
        select id, claims from ledger_holds where id = any(hold_ids) order by id for update
      ) h;
    if (asked ->> 'sweeps')::boolean then
      -- One that is being changed is left to the next look.
      select coalesce(json_agg(json_build_object('id', l.id, 'claims', l.claims::json)), '[]') into lapsed
        from (
          select h.id, h.claims from ledger_holds h left join ledger_owners o on o.owner = h.owner
          where h.lapsed_at is null and coalesce(o.alive_until, 0) < now_ms order by h.id limit 1000
          for update of h skip locked
        ) l;
    end if;

    with wanted as (
      select a ->> 0 as limit_id, (a ->> 1)::bigint as window_start from jsonb_array_elements(asked -> 'accounts') a
      union select c ->> 'limit', (c ->> 'window')::bigint from json_array_elements(named) h, json_array_elements(h -> 'claims') c
      union select c ->> 'limit', (c ->> 'window')::bigint from json_array_elements(lapsed) h, json_array_elements(h -> 'claims') c
    )
    insert into ledger_balances (limit_id, window_start, held, spent, changed_at)
      select limit_id, window_start, 0, 0, 0 from wanted w
      where not exists (select from ledger_balances b where b.limit_id = w.limit_id and b.window_start = w.window_start)
      order by (window_start || ' ' || limit_id) collate "C"
      on conflict do nothing;
    select coalesce(json_agg(json_build_array(b.limit_id, b.window_start, b.held, b.spent)), '[]') into balances
      from (
        select b.limit_id, b.window_start, b.held, b.spent from ledger_balances b
        where (b.limit_id, b.window_start) in (
          select a ->> 0, (a ->> 1)::bigint from jsonb_array_elements(asked -> 'accounts') a
          union select c ->> 'limit', (c ->> 'window')::bigint from json_array_elements(named) h, json_array_elements(h -> 'claims') c
          union select c ->> 'limit', (c ->> 'window')::bigint from json_array_elements(lapsed) h, json_array_elements(h -> 'claims') c
        )
        order by (b.window_start || ' ' || b.limit_id) collate "C" for update
      ) b;
    return json_build_object('now', now_ms, 'holds', named, 'lapsed', lapsed, 'balances', balances);
  end $$;

  -- Everything that a transaction changes. written: {owner, now, balances: [[limit, window, held, spent], …], ended: [id, …],
  -- standing: [[id, claims, lapsed at or null], …], postings: [[hold, kind, limit, window, available, held, spent], …]}.
  create or replace function ledger_write_2(written jsonb) returns void
  language plpgsql as $$
  declare
    now_ms bigint := (written ->> 'now')::bigint;
  begin
    update ledger_balances b set held = u.held, spent = u.spent, changed_at = now_ms
      from (
        select a ->> 0 as limit_id, (a ->> 1)::bigint as window_start, (a ->> 2)::bigint as held, (a ->> 3)::bigint as spent
        from jsonb_array_elements(written -> 'balances') a
      ) u
      where b.limit_id = u.limit_id and b.window_start = u.window_start;
    delete from ledger_holds where id = any(array(select jsonb_array_elements_text(written -> 'ended')));
    insert into ledger_holds (id, owner, claims, lapsed_at)
      select s ->> 0, written ->> 'owner', s ->> 1, (s ->> 2)::bigint from jsonb_array_elements(written -> 'standing') s
      -- Who goes on with a hold owns it.
      on conflict (id) do update set claims = excluded.claims, lapsed_at = excluded.lapsed_at,
        owner = case when excluded.lapsed_at is null then excluded.owner else ledger_holds.owner end;
    insert into ledger_postings (at, hold, kind, limit_id, window_start, available, held, spent)
      select now_ms, p ->> 0, p ->> 1, p ->> 2, (p ->> 3)::bigint, (p ->> 4)::bigint, (p ->> 5)::bigint, (p ->> 6)::bigint
      from jsonb_array_elements(written -> 'postings') p;
  end $$;`;
