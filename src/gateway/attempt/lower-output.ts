/** Attempt: lowers `max_tokens` where the budget cannot pay for as much as the client requests. */
import type { NextTurn } from '../../kernel/slices.ts';
import type { GatewayDeps } from '../dependencies.ts';
import type { Stage } from '../stage.ts';
import type { Begun, Reserved } from './attempt-steps.ts';
import { withMember } from './prepare-document.ts';

const NOTHING = {};

/** The upstream's own stop is better than a stream that the gateway has to cut. */
export const lowerOutput: Stage<Begun & Reserved, object, GatewayDeps> = {
  name: 'lower-output',
  run: ({ run, lowered }, { nextTurn }) => (lowered === null ? NOTHING : lower(run, lowered, nextTurn)),
};

async function lower(
  run: Begun['run'],
  { member, from, to }: NonNullable<Reserved['lowered']>,
  nextTurn: NextTurn,
): Promise<object> {
  const written = { document: run.document, dialect: run.exchange.endpoint.dialect };
  run.document = await withMember(written, { type: 'set', key: member, json: String(to) }, nextTurn);
  // The key of the cache is that of the whole request: who pays for more must not get an answer that was cut short.
  run.outcome.last.cache = null;
  run.exchange.notes.push(`${member} was lowered from ${from} to ${to}: the budget has no more left.`);
  return NOTHING;
}
