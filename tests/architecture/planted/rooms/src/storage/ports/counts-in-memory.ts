// breaks: ports-know-no-engine
import { memory } from '../log/memory.ts';

export const counter = memory;
