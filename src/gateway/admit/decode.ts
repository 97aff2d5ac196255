/** Admit, stage 4: what is asked. */
import type { GatewayDeps } from '../dependencies.ts';
import type { Arrived, BodyRead, Decoded } from '../exchange.ts';
import type { Stage } from '../stage.ts';
import { readQuestion } from './read-question.ts';

export const decode: Stage<Arrived & BodyRead, Decoded, GatewayDeps> = { name: 'decode', run: readQuestion };
