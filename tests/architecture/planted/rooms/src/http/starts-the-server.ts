// breaks: server-is-the-top
import { compose } from '../server/compose/engines.ts';

export const start = compose;
