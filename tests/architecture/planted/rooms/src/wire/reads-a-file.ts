// breaks: wire-imports-kernel-and-clients-only
import { readFileSync } from 'node:fs';

export const text = readFileSync('x');
