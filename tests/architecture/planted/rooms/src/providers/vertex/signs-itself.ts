// breaks: providers-import-wire-only
import { createSign } from 'node:crypto';

export const sign = createSign;
