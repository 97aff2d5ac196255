/** Writes docs/reference/openapi.json, the dashboard's types of it and the page of coverage; run after a change of a schema or a route. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { renderOpenApi } from '../src/http/admin/openapi.ts';
import { renderCoverage } from '../src/http/admin/coverage.ts';
import { ROUTES } from '../src/http/admin/routes.ts';
import { type OpenApi, renderApiTypes } from './render-api-types.ts';

const document = JSON.stringify(renderOpenApi(), null, 2);

write('../docs/reference/openapi.json', `${document}\n`);
write('../docs/reference/admin-api-coverage.md', renderCoverage(ROUTES));
write('../dashboard/api/operations.gen.ts', renderApiTypes(JSON.parse(document) as OpenApi));

function write(path: string, text: string): void {
  const target = new URL(path, import.meta.url).pathname;
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, text);
}
