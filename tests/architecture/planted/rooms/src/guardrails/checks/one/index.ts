// breaks: checks-never-each-other
import { two } from '../two/index.ts';

export const one = two;
