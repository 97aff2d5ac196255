/** The process environment; everything else is handed what it needs. */
import type { Environment } from './options.ts';

export const environment: Environment = process.env;
