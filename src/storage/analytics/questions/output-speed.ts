/** How fast answers came once they had begun: output tokens for each second after the first byte. */
import { IS_HIT } from '../expressions.ts';
import type { GraphQuestion } from './question.ts';

export const outputSpeedGraph: GraphQuestion = {
  counts: () => ({}),
  measures: (words) => ({
    p10: words.quantile(SPEED, 0.1),
    p50: words.quantile(SPEED, 0.5),
    p90: words.quantile(SPEED, 0.9),
  }),
};

/** Of an upstream's streams alone: what comes whole, or out of the gateway's cache, has no speed. */
const SPEED = `CASE WHEN stream_mode AND NOT ${IS_HIT} AND output_tokens > 0 AND response_time_ms > time_to_first_byte_ms
  THEN output_tokens * 1000.0 / (response_time_ms - time_to_first_byte_ms) END`;
