/** The table of the semantic cache, one row after the other: what it finds is a matter of milliseconds of a worker thread. */
import { afterAll, beforeAll, describe, it } from 'vitest';
import { SEMANTIC } from './semantic.ts';
import { openStage } from './stage.ts';
import type { Stage } from './stage.ts';

let stage: Stage;

beforeAll(async () => {
  stage = await openStage(SEMANTIC);
});
afterAll(() => stage.close());

describe('the semantic cache', () => {
  it.each(SEMANTIC)('$name', (scenario) => stage.play(scenario));
});
