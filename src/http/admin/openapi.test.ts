import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { renderOpenApi } from './openapi.ts';
import { ROUTES } from './routes.ts';

const committed = new URL('../../../docs/reference/openapi.json', import.meta.url);

interface Operation {
  operationId: string;
  requestBody?: { content: Record<string, { schema: Schema }> };
}

type Schema = Readonly<Record<string, unknown>>;

const operations = (): Operation[] =>
  Object.values(JSON.parse(JSON.stringify(renderOpenApi())).paths as Record<string, object>).flatMap(
    (path) => Object.values(path) as Operation[],
  );

describe('the OpenAPI document', () => {
  it('is stale when schemas or routes change: run `node scripts/render-openapi.ts`', () => {
    expect(JSON.parse(readFileSync(committed, 'utf8'))).toEqual(JSON.parse(JSON.stringify(renderOpenApi())));
  });

  it('has no body that takes a member which it does not name, such as an owner, a role or an organisation', () => {
    const lenient = operations().filter(({ requestBody }) =>
      Object.values(requestBody?.content ?? {}).some(({ schema }) => schema['additionalProperties'] !== false),
    );
    expect(lenient).toEqual([]);
  });

  it('names every operation once', () => {
    const ids = operations().map(({ operationId }) => operationId);
    expect(ids).toHaveLength(ROUTES.length);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
