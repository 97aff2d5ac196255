/** What the bench and its upstream say to each other, besides HTTP. */
import type { Answers } from './answers.ts';

export type UpstreamOrder = { kind: 'answers'; answers: Answers } | { kind: 'pace'; tickMs: number };

export type UpstreamReport = { kind: 'listening'; url: string } | { kind: 'done' };
