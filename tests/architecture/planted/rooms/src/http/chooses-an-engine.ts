// breaks: engines-are-chosen-in-compose
import type { memory } from '../storage/log/memory.ts';

export type Engine = typeof memory;
