// breaks: kernel-imports-nothing
import { empty } from '../wire/uses-buffer.ts';

export const known = empty;
