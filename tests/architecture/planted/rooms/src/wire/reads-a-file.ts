// breaks: wire-imports-nothing
import { readFileSync } from 'node:fs';

export const text = readFileSync('x');
