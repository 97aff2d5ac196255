/** `GET /v1/realtime`: a WebSocket to a model that listens and speaks. Frames pass as they are; what each response used is metered. */
import { GatewayError } from '../../kernel/errors.ts';
import { opaque } from '../../wire/dialects/openai-operations/opaque.ts';
import { RealtimeTap } from '../../wire/dialects/openai-operations/realtime-tap.ts';
import type { RequestHeaders } from '../../wire/request-headers.ts';
import type { EndpointCall, UpstreamEndpoint } from './endpoint.ts';

const PATH = '/v1/realtime';

export const realtime: UpstreamEndpoint = {
  kind: 'upstream',
  operation: 'realtime',
  method: 'GET',
  path: PATH,
  scopes: ['completions.write'],
  isFree: false,
  match: (path) => (path === PATH ? { raw: null, notes: [] } : null),
  errorsFor: () => opaque.errors,
  dialect: opaque,
  bodyOf: () => 'socket',
  mayStream: true,
  asksForStream: () => true,
  isCacheable: false,
  isTurn: true,
  isSession: true,
  sharesState: { state: ' realtime', picks: ' realtime' },
  /** Throws GatewayError invalid_request | operation_not_supported. */
  openLane(call, { provider, model }, { connection }) {
    const { source } = call.sent;
    if (source === null || call.headers['sec-websocket-key'] === undefined) {
      throw new GatewayError('invalid_request', `${PATH} is a WebSocket: ask for an upgrade of the connection.`);
    }
    const query = queryFor(call, model);
    const place = connection.pathTo({ operation: 'realtime', path: '/realtime', query, model });
    if (place === null) {
      throw new GatewayError('operation_not_supported', `The provider "${provider.name}" does not serve ${PATH}.`, {
        status: 400,
      });
    }
    const headers = { ...handshake(call.headers), ...place.headers };
    const request = { url: place.url, headers, body: [], model, betasDropped: [], notes: [] };
    return {
      request: { method: 'GET', ...request },
      source,
      isUpgrade: true,
      untoldTerms: {},
      openReader: () => new RealtimeTap(),
      readWhole: (body) => ({ body, isAnswer: false, usage: null, stopReason: null }),
    };
  },
  keptAnswer: () => Buffer.alloc(0),
};

/** As sent, with the model as the provider calls it. */
function queryFor({ url }: EndpointCall, model: string): string {
  const query = new URLSearchParams(url.split('?')[1] ?? '');
  query.set('model', model);
  return `?${query.toString()}`;
}

/** Browsers put a key among the subprotocols: it is the gateway's, and stays here. */
function handshake(headers: RequestHeaders): Record<string, string> {
  const protocols = (headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
  const passed = protocols.filter((name) => name !== '' && !name.startsWith('openai-insecure-api-key'));
  const beta = headers['openai-beta'];
  return {
    'sec-websocket-key': headers['sec-websocket-key'] ?? '',
    'sec-websocket-version': headers['sec-websocket-version'] ?? '13',
    ...(passed.length === 0 ? {} : { 'sec-websocket-protocol': passed.join(', ') }),
    ...(beta === undefined ? {} : { 'openai-beta': beta }),
  };
}
