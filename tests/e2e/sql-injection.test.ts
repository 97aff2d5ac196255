/** SQL in every parameter of every question that the admin API takes: text to look for, and never a part of a query. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { recordsIn, stringAt } from '../../testkit/json-shape.ts';
import { answer } from '../../testkit/upstream/answer.ts';
import { text } from '../../testkit/upstream/scripted-message.ts';
import { openWorld, type World } from './world.ts';

const SQL = [`x' OR '1'='1`, `x"; DROP TABLE api_keys; --`, `x') UNION SELECT hash FROM api_keys --`, `x\\' OR 1=1 #`];
/** What a question needs to be asked at all. */
const ASKED: Readonly<Record<string, string>> = {
  time_of_generation_min: '2026-01-01T00:00:00Z',
  time_of_generation_max: '2100-01-01T00:00:00Z',
  start_time: '2026-01-01T00:00:00Z',
  end_time: '2100-01-01T00:00:00Z',
  group_by: 'model',
};

interface Question {
  path: string;
  parameters: { name: string; in: string; required?: boolean }[];
}

/** One graph stands for the others: they differ in what they count. */
const questions = (): Question[] => {
  const document = JSON.parse(readFileSync(new URL('../../docs/reference/openapi.json', import.meta.url), 'utf8')) as {
    paths: Record<string, { get?: { parameters?: Question['parameters'] } }>;
  };
  return Object.entries(document.paths).flatMap(([path, { get }]) =>
    get === undefined || (path.includes('/analytics/graphs/') && !path.endsWith('/cost'))
      ? []
      : [{ path, parameters: get.parameters ?? [] }],
  );
};

let world: World;
beforeAll(async () => {
  world = await openWorld();
  world.fake.onMessages(() => answer([text('fine')]));
  await world.row((await world.ask()).id);
});
afterAll(() => world.close());

/** With SQL in this one parameter. */
function urlOf({ path, parameters }: Question, name: string, sql: string): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, part: string) => (part === name ? encodeURIComponent(sql) : 'x'));
  const query = new URLSearchParams();
  for (const { name: own, in: place, required } of parameters) {
    if (place !== 'query') continue;
    if (own === name) query.set(own, sql);
    else if (required === true || own === 'time_of_generation_min') query.set(own, ASKED[own] ?? 'x');
  }
  return `${filled.startsWith('/v1') ? filled : `/v1${filled}`}?${query.toString()}`;
}

it('it is an answer or a refusal each time, finds nothing that was not asked for, and changes nothing', async () => {
  const made = await world.admin('POST', '/v1/api-keys/organisation/service', { name: 'asks' });
  const key = stringAt(made, 'key');
  const before = await world.admin('GET', '/v1/api-keys');
  const urls = questions().flatMap((question) =>
    question.parameters.map(({ name }, index) => urlOf(question, name, SQL[index % SQL.length] ?? '')),
  );
  expect(urls.length).toBeGreaterThan(500);
  const failed: string[] = [];
  const statuses = new Set<number>();
  for (let at = 0; at < urls.length; at += 8) {
    const asked = urls.slice(at, at + 8).map(async (url) => {
      const response = await fetch(`${world.url}${url}`, { headers: { 'x-portkey-api-key': key } });
      const body = await response.text();
      statuses.add(response.status);
      if (response.status >= 500 || /syntax error|sqlite|duckdb|no such (table|column)/i.test(body)) {
        failed.push(`${response.status} ${url} ${body.slice(0, 200)}`);
      }
    });
    await Promise.all(asked);
  }
  expect(failed).toEqual([]);
  // Let in, and heard: refused as input, not found, or nothing was found.
  expect([...statuses].filter((status) => status !== 403).toSorted((a, b) => a - b)).toEqual([200, 400, 404]);
  for (const sql of SQL) {
    for (const name of ['ai_model', 'api_key_ids', 'trace_id', 'configs', 'users', 'search']) {
      const { data } = await world.admin('GET', `/v1/logs?${name}=${encodeURIComponent(sql)}`);
      expect({ sql, name, found: recordsIn(data).length }).toEqual({ sql, name, found: 0 });
    }
  }
  expect(await world.admin('GET', '/v1/api-keys')).toEqual(before);
});
