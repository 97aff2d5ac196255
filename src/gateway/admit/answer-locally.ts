/** Admit: answers a request that needs no upstream, such as the list of models. */
import type { GatewayDeps } from '../dependencies.ts';
import type { Arrived, Authenticated, Authorized } from '../exchange.ts';
import { Answered, type Stage } from '../stage.ts';

const NOTHING = {};

export const answerLocally: Stage<Arrived & Authenticated & Authorized, object | Answered, GatewayDeps> = {
  name: 'answer-locally',
  run(exchange, deps) {
    const { endpoint } = exchange.route;
    if (endpoint.kind !== 'local') return NOTHING;
    const text = endpoint.answer(exchange, deps);
    return text instanceof Promise ? text.then(answered) : answered(text);
  },
};

const answered = (text: string): Answered => new Answered({ kind: 'whole', status: 200, body: Buffer.from(text) });
