/**
 * A second opinion on the price book: the rows of the published price list of 2026-08-21 that name the catalog's models.
 * Dollars per million tokens. It prices nothing; docs/reference/prices.md says where the two differ.
 */

export const LIST_DATE = '2026-08-21';

/** Input, output, cache read, five-minute write, one-hour write; null = the list has no price. */
export type ListedPrices = readonly [
  input: number | null,
  output: number | null,
  read: number | null,
  write5m: number | null,
  write1h: number | null,
];

export const PUBLISHED_LIST: Readonly<Record<string, Readonly<Record<string, ListedPrices>>>> = {
  anthropic: {
    'claude-fable-5': [10, 50, 1, 12.5, 20],
    'claude-opus-5': [5, 25, 0.5, 6.25, 10],
    'claude-sonnet-5': [2, 10, 0.2, 2.5, 4],
    'claude-opus-4-8': [5, 25, 0.5, 6.25, 10],
    'claude-opus-4-7': [5, 25, 0.5, 6.25, 10],
    'claude-opus-4-6': [5, 25, 0.5, 6.25, 10],
    'claude-sonnet-4-6': [3, 15, 0.3, 3.75, 6],
    'claude-opus-4-5-20251101': [5, 25, 0.5, 6.25, 10],
    'claude-haiku-4-5-20251001': [1, 5, 0.1, 1.25, 2],
    'claude-sonnet-4-5-20250929': [3, 15, 0.3, 3.75, 6],
    'claude-opus-4-1-20250805': [15, 75, 1.5, 18.75, 30],
    'claude-opus-4-20250514': [15, 75, 1.5, 18.75, 30],
    'claude-sonnet-4-20250514': [3, 15, 0.3, 3.75, 6],
    'claude-3-7-sonnet-20250219': [3, 15, 0.3, 3.75, 6],
    'claude-3-5-sonnet-20241022': [3, 15, 0.3, 3.75, 6],
    'claude-3-5-sonnet-20240620': [3, 15, 0.3, 3.75, 6],
    'claude-3-5-haiku-20241022': [0.8, 4, 0.08, 1, 1.6],
    'claude-3-opus-20240229': [15, 75, 1.5, 18.75, 30],
    'claude-3-sonnet-20240229': [3, 15, 0.3, 3.75, 6],
    'claude-3-haiku-20240307': [0.25, 1.25, 0.03, 0.3, 0.5],
  },
  vertex: {
    'claude-fable-5': [10, 50, 1, 12.5, 20],
    'claude-opus-5': [5, 25, 0.5, 6.25, 10],
    'claude-sonnet-5': [2, 10, 0.2, 2.5, 4],
    'claude-opus-4-8': [5, 25, 0.5, 6.25, 10],
    'claude-opus-4-7': [5, 25, 0.5, 6.25, 10],
    'claude-opus-4-6': [5, 25, 0.5, 6.25, 10],
    'claude-sonnet-4-6': [3, 15, 0.3, 3.75, 6],
    'claude-opus-4-5-20251101': [5, 25, 0.5, 6.25, 10],
    'claude-haiku-4-5-20251001': [1, 5, 0.1, 1.25, 2],
    'claude-sonnet-4-5-20250929': [3, 15, 0.3, 3.75, 6],
    'claude-opus-4-1-20250805': [15, 75, 1.5, 18.75, 30],
    'claude-opus-4-20250514': [15, 75, 1.5, 18.75, 30],
    'claude-sonnet-4-20250514': [3, 15, 0.3, 3.75, 6],
    'claude-3-7-sonnet-20250219': [3, 15, null, null, null],
    'claude-3-5-sonnet-20241022': [3, 15, null, null, null],
    'claude-3-5-sonnet-20240620': [3, 15, null, null, null],
    'claude-3-5-haiku-20241022': [0.8, 4, 0.08, 1, 1.6],
    'claude-3-opus-20240229': [15, 75, null, null, null],
    'claude-3-sonnet-20240229': [3, 15, null, null, null],
    'claude-3-haiku-20240307': [0.25, 1.25, 0.03, 0.3, 0.5],
    'gemini-embedding-001': [0.15, null, null, null, null],
    'text-embedding-005': [0.025, null, null, null, null],
    'text-embedding-004': [0.1, null, null, null, null],
    'text-multilingual-embedding-002': [0.025, null, null, null, null],
  },
};
