// breaks: unlisted
import { missing } from 'not-listed';

import { used } from './used.ts';

export const main = [used, missing];
