/** Which of Vertex AI's methods a path names, and for which model. */
import type { UpstreamCall } from '../upstream/recording-server.ts';

export type Operation = 'messages' | 'count_tokens' | 'embed' | 'embed_content' | 'image' | 'chat';

export interface Addressed {
  project: string;
  location: string;
  /** '' where the body names it. */
  model: string;
  query: string;
  operation: Operation;
  /** `endpoints` for a deployment of the project's own, and for the endpoint of the open models. */
  publisher: string;
  streamed: boolean;
  /** Errors of the front end come inside an array here. */
  wrapped: boolean;
}

const LOCATION = '^/v1(?:beta1)?/projects/(?<project>[^/]+)/locations/(?<location>[^/]+)';
const PUBLISHED = new RegExp(
  `${LOCATION}/publishers/(?<publisher>anthropic|google|mistralai|ai21)/models/(?<model>[^/:]+):(?<verb>\\w+)$`,
);
const ENDPOINT = new RegExp(`${LOCATION}/endpoints/(?<model>[\\w-]+)/chat/completions$`);
const RAW_VERBS = ['rawPredict', 'streamRawPredict'];

/** undefined = no path that the fake knows. */
export function addressOf(call: UpstreamCall): Addressed | undefined {
  const [path = '', query = ''] = call.path.split('?');
  if (call.method !== 'POST') return undefined;
  return deployedAt(path, query) ?? publishedAt(path, query);
}

function deployedAt(path: string, query: string): Addressed | undefined {
  const { project = '', location = '', model: id } = ENDPOINT.exec(path)?.groups ?? {};
  if (id === undefined) return undefined;
  const model = id === 'openapi' ? '' : id;
  return { project, location, query, model, operation: 'chat', publisher: 'endpoints', streamed: false, wrapped: true };
}

function publishedAt(path: string, query: string): Addressed | undefined {
  const { project = '', location = '', publisher = '', ...named } = PUBLISHED.exec(path)?.groups ?? {};
  const { model: encoded = '', verb = '' } = named;
  const model = decodeURIComponent(encoded);
  const operation = operationOf({ publisher, model, verb });
  if (operation === undefined) return undefined;
  const streamed = verb === 'streamRawPredict';
  return { project, location, query, model, operation, publisher, streamed, wrapped: streamed };
}

function operationOf(named: { publisher: string; model: string; verb: string }): Operation | undefined {
  const { publisher, model, verb } = named;
  if (publisher === 'google') {
    if (verb === 'embedContent') return 'embed_content';
    if (verb !== 'predict') return undefined;
    return model.startsWith('imagen') ? 'image' : 'embed';
  }
  if (!RAW_VERBS.includes(verb)) return undefined;
  if (publisher !== 'anthropic') return 'chat';
  return model === 'count-tokens' ? 'count_tokens' : 'messages';
}
