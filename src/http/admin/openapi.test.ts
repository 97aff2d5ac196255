import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { renderOpenApi } from './openapi.ts';
import { ROUTES } from './routes.ts';

const committed = new URL('../../../docs/reference/openapi.json', import.meta.url);

describe('the OpenAPI document', () => {
  it('is stale when schemas or routes change: run `node scripts/render-openapi.ts`', () => {
    expect(JSON.parse(readFileSync(committed, 'utf8'))).toEqual(JSON.parse(JSON.stringify(renderOpenApi())));
  });

  it('names every operation once', () => {
    const operations = Object.values(JSON.parse(JSON.stringify(renderOpenApi())).paths as Record<string, object>)
      .flatMap((path) => Object.values(path) as { operationId: string }[])
      .map(({ operationId }) => operationId);
    expect(operations).toHaveLength(ROUTES.length);
    expect(new Set(operations).size).toBe(operations.length);
  });
});
