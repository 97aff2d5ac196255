// breaks: production-never-imports-tests
import { proof } from './clock.test.ts';

export const proven = proof;
