/** Failures by status: one figure for each status, since statuses are few and known. */
import { IS_ERROR } from '../expressions.ts';
import type { GraphQuestion } from './question.ts';

/** The statuses that the gateway and its upstreams answer failures with; any other is in `other`. */
const STATUSES = [
  400, 401, 402, 403, 404, 408, 409, 412, 413, 415, 422, 424, 429, 431, 446, 499, 500, 501, 502, 503, 504, 524, 529,
];

export const errorStatusesGraph: GraphQuestion = {
  counts: (words) => ({
    total: words.countIf(IS_ERROR),
    unique: `count(DISTINCT CASE WHEN ${IS_ERROR} THEN response_status_code END)`,
    ...Object.fromEntries(
      STATUSES.map((status) => [String(status), words.countIf(`${IS_ERROR} AND response_status_code = ${status}`)]),
    ),
    other: words.countIf(`${IS_ERROR} AND response_status_code NOT IN (${STATUSES.join(', ')})`),
  }),
  measures: () => ({}),
};
