/** How much more output a translated request may allow than the client's does. Pure. */
import { findMember, type JsonDocument } from '../../wire/json/scan.ts';
import type { GatewayDeps } from '../dependencies.ts';
import { pairFor } from '../endpoints/translated-lane.ts';
import type { AttemptedTarget } from './target-request.ts';

type Asked = Pick<AttemptedTarget, 'connection' | 'target' | 'document'> & {
  exchange: Pick<AttemptedTarget['exchange'], 'endpoint'>;
};

/** Of the client's limit the largest that may go upstream, which has `maxOutputTokens` at most where it may be raised. */
export function writtenOutput(
  { connection, target, document, exchange }: Asked,
  { maxOutputTokens, catalog }: { maxOutputTokens: number } & Pick<GatewayDeps, 'catalog'>,
): (asked: number) => number {
  const { provider, model } = target;
  const { dialect } = exchange.endpoint;
  const pair = connection.speaks(model).includes(dialect) ? null : pairFor(dialect, connection, model);
  const mostOutput = pair?.upstream.translator.mostOutput;
  if (mostOutput === undefined) return (asked) => asked;
  const quirks = connection.quirks(model, catalog.factsFor(provider.provider.platform, model));
  const use = { quirks, maxOutputTokens, mayReason: mayReason(document) };
  return (asked) => mostOutput(asked, use);
}

/** By which the dialects whose limit on output stands at the top ask for reasoning. */
const REASONING_MEMBERS = ['thinking', 'reasoning', 'reasoning_effort', 'output_config'];

const mayReason = ({ members }: JsonDocument): boolean =>
  REASONING_MEMBERS.some((name) => findMember(members, name) !== undefined);
