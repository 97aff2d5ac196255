// breaks: no-unresolvable wire-imports-the-kernel-only
import { gone } from './gone.ts';

export const found = gone;
