import { Buffer } from 'node:buffer';

export const empty = Buffer.alloc(0);
