// breaks: no-environment
import { env } from 'node:process';

export const home = env['HOME'];
