/** Writes docs/reference/openapi.json; run after a change of a schema or a route. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { renderOpenApi } from '../src/http/admin/openapi.ts';

const target = new URL('../docs/reference/openapi.json', import.meta.url).pathname;
mkdirSync(dirname(target), { recursive: true });
writeFileSync(target, `${JSON.stringify(renderOpenApi(), null, 2)}\n`);
