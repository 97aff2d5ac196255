// breaks: production-has-no-dev-dependencies
import { expect } from 'vitest';

export const check = expect;
