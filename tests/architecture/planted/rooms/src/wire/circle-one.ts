// breaks: no-cycles
import type { Two } from './circle-two.ts';

export interface One {
  two: Two;
}
