// breaks: providers-never-each-other
import { vertex } from '../vertex/index.ts';

export const openai = vertex;
