// breaks: wire-imports-the-kernel-only
import { readFileSync } from 'node:fs';

export const text = readFileSync('x');
