/**
 * Prices of models that are billed by something else than tokens: images, characters, seconds, searches. Pico-dollars each.
 * The lists by token do not have them. Rendered into docs/reference/prices.md.
 */
import type { MatchRule } from './price-match.ts';
import type { PriceRow } from './price-row.ts';

export interface OperationPrice {
  platforms: readonly string[];
  /** Of the row, for people. */
  id: string;
  match: MatchRule;
  row: PriceRow;
  source: string;
}

const OPENAI = ['openai', 'azure-openai'];
const OPENAI_PAGE = 'https://platform.openai.com/docs/pricing';
const GOOGLE_PAGE = 'https://cloud.google.com/vertex-ai/generative-ai/pricing';
const COHERE_PAGE = 'https://cohere.com/pricing';

const dollars = (amount: number): number => Math.round(amount * 1e12);

/** The first that fits goes before the lists by token. */
export const OPERATION_PRICES: readonly OperationPrice[] = [
  {
    platforms: OPENAI,
    id: 'tts-1-hd',
    match: { starts_with: 'tts-1-hd' },
    row: { characters: dollars(30 / 1e6) },
    source: OPENAI_PAGE,
  },
  {
    platforms: OPENAI,
    id: 'tts-1',
    match: { starts_with: 'tts-1' },
    row: { characters: dollars(15 / 1e6) },
    source: OPENAI_PAGE,
  },
  {
    platforms: OPENAI,
    id: 'whisper-1',
    match: { starts_with: 'whisper' },
    row: { audio_seconds: dollars(0.006 / 60) },
    source: OPENAI_PAGE,
  },
  {
    platforms: OPENAI,
    id: 'dall-e-3',
    match: { starts_with: 'dall-e-3' },
    row: {
      images_standard_1024x1024: dollars(0.04),
      images_standard_1024x1792: dollars(0.08),
      images_standard_1792x1024: dollars(0.08),
      images_hd_1024x1024: dollars(0.08),
      images_hd_1024x1792: dollars(0.12),
      images_hd_1792x1024: dollars(0.12),
    },
    source: OPENAI_PAGE,
  },
  {
    platforms: OPENAI,
    id: 'dall-e-2',
    match: { starts_with: 'dall-e-2' },
    row: {
      images_standard_256x256: dollars(0.016),
      images_standard_512x512: dollars(0.018),
      images_standard_1024x1024: dollars(0.02),
    },
    source: OPENAI_PAGE,
  },
  ...Object.entries({
    'imagen-4.0-ultra-generate-001': 0.06,
    'imagen-4.0-generate-001': 0.04,
    'imagen-4.0-fast-generate-001': 0.02,
    'imagen-3.0-generate-002': 0.04,
    'imagen-3.0-generate-001': 0.04,
    'imagen-3.0-capability-001': 0.04,
    'imagen-3.0-fast-generate-001': 0.02,
  }).map(([id, price]) => ({
    platforms: ['vertex'],
    id,
    match: { equals: id },
    row: { images: dollars(price) },
    source: GOOGLE_PAGE,
  })),
  {
    platforms: ['cohere'],
    id: 'rerank-v3.5',
    match: { starts_with: 'rerank' },
    row: { search_units: dollars(0.002) },
    source: COHERE_PAGE,
  },
];
