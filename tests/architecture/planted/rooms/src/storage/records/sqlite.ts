// breaks: engines-never-each-other
import { memory } from '../log/memory.ts';
import { DatabaseSync } from 'node:sqlite';

export const records = [memory, DatabaseSync];
