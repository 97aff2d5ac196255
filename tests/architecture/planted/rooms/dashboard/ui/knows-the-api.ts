// breaks: parts-know-no-noun
import { call } from '../api/call.ts';

export const button = call();
