/** The process environment. Everything else gets what it needs as an argument. */
import type { Environment } from './options.ts';

export const environment: Environment = process.env;
