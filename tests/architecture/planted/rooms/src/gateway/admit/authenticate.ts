import type { Headers } from './header-names.ts';

export const authenticate: Headers = 'a';
