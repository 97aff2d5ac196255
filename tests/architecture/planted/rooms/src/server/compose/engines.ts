import { memory } from '../../storage/log/memory.ts';

export const compose = memory;
