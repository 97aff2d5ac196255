/**
 * Admit: the `user` of an OpenAI body is the request's `_user`, unless its headers or its key name one (contract#metadata).
 * Rates that are counted before the body is read do not know it.
 */
import type { GatewayDeps } from '../dependencies.ts';
import type { Authorized, Decoded } from '../exchange.ts';
import type { Stage } from '../stage.ts';
import { withUserOf } from './read-metadata.ts';

export const readUser: Stage<Authorized & Decoded, Pick<Authorized, 'metadata'>, GatewayDeps> = {
  name: 'read-user',
  run: ({ metadata, document }) => ({ metadata: withUserOf(document, metadata) }),
};
