import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { renderApiTypes, type OpenApi } from './render-api-types.ts';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');

it('the types of the dashboard are stale when the API changes: run `npm run openapi`', () => {
  const document = JSON.parse(read('../docs/reference/openapi.json')) as OpenApi;
  expect(read('../dashboard/api/operations.gen.ts')).toBe(renderApiTypes(document));
});

it('path parameters, query and body are one input; what is not required may be absent', () => {
  const operation = {
    parameters: [{ name: 'slug', required: true, schema: { type: 'string' } }],
    requestBody: {
      content: {
        'application/json': {
          schema: {
            type: 'object',
            properties: {
              'a-b': { anyOf: [{ type: 'integer' }, { type: 'null' }] },
              tags: { type: 'array', items: { enum: ['x', 'y'] } },
            },
            required: ['tags'],
          },
        },
      },
    },
    responses: {
      '200': {
        content: {
          'application/json': { schema: { type: 'object', properties: { ok: { const: true } }, required: ['ok'] } },
        },
      },
    },
  };
  const text = renderApiTypes({ paths: { '/things/{slug}': { put: operation } } });
  expect(text).toContain("'PUT /things/{slug}': {");
  expect(text.replaceAll(/\s+/g, ' ')).toContain(
    'input: { slug: string; "a-b"?: number | null; tags: readonly ("x" | "y")[]; };',
  );
  expect(text.replaceAll(/\s+/g, ' ')).toContain('output: { ok: true; };');
});
