/** A request to a Claude model on the fake Vertex, as the rules and the scripts see it. */
import type { JsonRecord } from '../json-shape.ts';
import type { UpstreamCall } from '../upstream/recording-server.ts';
import type { ModelFacts } from './models.ts';

export interface PredictRequest {
  call: UpstreamCall;
  body: JsonRecord;
  /** Vertex's spelling, from the URL (from the body on count-tokens). */
  model: string;
  facts: ModelFacts;
  project: string;
  location: string;
  operation: 'messages' | 'count_tokens';
  /** Values of the `anthropic-beta` header. */
  betas: readonly string[];
  streamed: boolean;
  /** How many messages requests were accepted before this one. */
  turn: number;
}

/** The comma-separated values of a header that may stand once, twice or not at all. */
export function headerValues(value: string | string[] | undefined): string[] {
  return String(value ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}
