import { tick } from '../wire/clock.ts';

export const price = tick;
