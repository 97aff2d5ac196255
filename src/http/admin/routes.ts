/** The admin API as a list of routes. Paths and envelopes are those of the published Portkey API. */
import { ALL_ROUTES } from './routes.gen.ts';
import type { Route } from './route.ts';

/** Every route answers 200: official clients expect it even of a creation. */
export const SUCCESS_STATUS = 200;

/** By path. `{` sorts after every letter, so a literal segment comes before a parameter that would match it. */
export const ROUTES: readonly Route[] = ALL_ROUTES.toSorted((a, b) =>
  a.path === b.path ? 0 : a.path < b.path ? -1 : 1,
);
