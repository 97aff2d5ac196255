import type { One } from './circle-one.ts';

export interface Two {
  one: One;
}
