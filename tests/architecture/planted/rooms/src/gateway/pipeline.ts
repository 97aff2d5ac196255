import { authenticate } from './admit/authenticate.ts';
import {
  decode,
} from './admit/decode.ts';
import type { Headers } from './admit/header-names.ts';

export const names: Headers[] = [authenticate, decode];
