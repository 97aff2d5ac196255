// breaks: no-unresolvable wire-imports-kernel-and-clients-only
import { gone } from './gone.ts';

export const found = gone;
