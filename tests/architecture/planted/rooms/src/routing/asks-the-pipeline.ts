// breaks: routing-is-a-language
import { names } from '../gateway/pipeline.ts';

export const order = names;
