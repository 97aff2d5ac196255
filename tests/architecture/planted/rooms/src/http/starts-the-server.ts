// breaks: server-is-the-top
import { compose } from '../server/compose.ts';

export const start = compose;
