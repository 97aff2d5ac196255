// breaks: no-unresolvable wire-imports-nothing
import { gone } from './gone.ts';

export const found = gone;
