// breaks: no-sleep
import { setTimeout as sleep } from 'node:timers/promises';

export const rest = sleep;
