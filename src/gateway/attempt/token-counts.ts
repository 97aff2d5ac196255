/** What is known of requests whose tokens were counted, by a hash of each: clients send the same again and again. */
import { BoundedMap } from '../../kernel/bounded-map.ts';

/** Answers in the client's form, of some dozen bytes each. */
export type TokenCounts = BoundedMap<Buffer>;

const MAX_COUNTS = 20_000;

export const createTokenCounts = (): TokenCounts => new BoundedMap(MAX_COUNTS);
