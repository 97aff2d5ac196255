import { one } from './utils.ts';

// breaks: no-opening-sentence
export const two = one + 1;
