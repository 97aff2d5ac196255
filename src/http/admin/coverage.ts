/** Which operations of the published API are served, and what is said of the others. */
import { findRoute } from '../data-plane/routes.ts';
import { OPEN_MODEL_CONFIGS } from '../model-configs.ts';
import { PUBLISHED_API, type Absence, type PublishedOperation } from './published-api.data.ts';
import type { Method, Route } from './route.ts';

export type Coverage = { operation: PublishedOperation } & ({ state: 'served' } | Absence);

/** In the order of the published documentation. */
export function coverageOf(routes: readonly Route[]): Coverage[] {
  const served = new Set(routes.map(({ method, path }) => `${method} ${shapeOf(path)}`));
  return PUBLISHED_API.map((operation) => {
    const { method, path, unlessServed } = operation;
    const isServed =
      served.has(`${method} ${shapeOf(path)}`) ||
      findRoute(method, `/v1${path.replaceAll(/\{\w+\}/g, 'x')}`) !== null ||
      OPEN_MODEL_CONFIGS.some((open) => method === 'GET' && path.startsWith(open));
    return isServed ? { operation, state: 'served' } : { operation, ...unlessServed };
  });
}

/** Parameters are where they are, whatever they are called. */
const shapeOf = (path: string): string => path.replaceAll(/\{[^}]+\}/g, '{}');

export interface Unserved {
  method: Method;
  path: string;
  instead: string;
}

/** Those whose first word is one of the admin API's: without a word of ours they would be taken for others, or for typing errors. */
export function unserved(routes: readonly Route[]): Unserved[] {
  const ours = new Set(routes.map(({ path }) => path.split('/')[1]));
  return coverageOf(routes).flatMap((covered) => {
    const { method, path } = covered.operation;
    if (covered.state === 'served' || !ours.has(path.split('/')[1])) return [];
    return [
      { method, path: path.replaceAll(/\{([^}]+)\}/g, (whole) => whole.replaceAll('-', '_')), instead: covered.reason },
    ];
  });
}

/** docs/reference/admin-api-coverage.md. */
export function renderCoverage(routes: readonly Route[]): string {
  const all = coverageOf(routes);
  const count = (state: Coverage['state']): number => all.filter((one) => one.state === state).length;
  const rows = all.map((one) => {
    const { method, path } = one.operation;
    return `| \`${path}\` | ${method} | ${one.state} | ${one.state === 'served' ? '' : one.reason} |`;
  });
  return `${[
    '# Coverage of the published API',
    '',
    'Written by `npm run openapi` from the routes and `src/http/admin/published-api.data.ts`. Paths are below `/v1`. What',
    'Tollgate adds has paths of its own: see [openapi.json](openapi.json).',
    '',
    `Of ${all.length} operations ${count('served')} are served, ${count('later')} come later and ${count('refused')} are refused.`,
    'Where others of its noun are served, one that is not answers 404 with the reason.',
    '',
    '| path | method | state | why, and what to do instead |',
    '|---|---|---|---|',
    ...rows,
  ].join('\n')}\n`;
}
