/** Loaded before every test file: after its own hooks, what it has started and not ended is ended. */
import { afterAll } from 'vitest';
import { endLeftBehind } from './left-behind.ts';

afterAll(endLeftBehind);
