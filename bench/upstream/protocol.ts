/** What the bench and its upstream say to each other, besides HTTP. */
import type { Answers } from './answers.ts';

export type UpstreamOrder = { kind: 'answers'; answers: Answers } | { kind: 'pace'; tickMs: number };

/** In the path of a Vertex request: every model there is answered with a 503, at once. */
export const FAILING_REGION = 'europe-west1';

export type UpstreamReport = { kind: 'listening'; url: string } | { kind: 'done' };
