/** Whether the bytes of an answer are copied as they pass. */
import { keepsBodies } from '../bodies/keep-body.ts';
import type { AttemptedTarget } from './target-request.ts';

export const keepsAnswer = ({ exchange, outcome, deps }: AttemptedTarget): boolean =>
  outcome.last.cache !== null || keepsBodies(exchange, deps);
