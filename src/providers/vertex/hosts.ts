/** Where a Vertex location is served, and the URLs of models there. */
import { GatewayError } from '../../kernel/errors.ts';

export interface VertexPlace {
  project: string;
  region: string;
  customHost: string | null;
}

/**
 * Google's host for a location. Multi-regions have hosts of their own (`us-aiplatform…` does not exist). Source: Google's
 * SDK for Vertex.
 */
export function hostFor(region: string): string {
  if (region === 'global') return 'https://aiplatform.googleapis.com';
  if (region === 'us' || region === 'eu') return `https://aiplatform.${region}.rep.googleapis.com`;
  return `https://${region}-aiplatform.googleapis.com`;
}

export interface PublisherModel {
  publisher: 'anthropic' | 'google' | 'mistralai' | 'ai21';
  model: string;
  /** As `rawPredict`. */
  verb: string;
}

/** Throws GatewayError for a model name that cannot be part of a path. */
export function publisherUrl(place: VertexPlace, asked: PublisherModel): string {
  return `${locationUrl(place)}/publishers/${asked.publisher}/models/${pathSegment(asked.model)}:${asked.verb}`;
}

/** Of Chat Completions: `openapi` for open and partner models, or the id of a deployment. Throws GatewayError for what is no id. */
export function endpointUrl(place: VertexPlace, id: string): string {
  if (/^[\w-]{1,128}$/.test(id)) return `${locationUrl(place)}/endpoints/${id}/chat/completions`;
  throw new GatewayError(
    'model_not_found',
    `model: ${JSON.stringify(id.slice(0, 128))} is no id of a Vertex endpoint.`,
    {
      hint: 'Use endpoints/ and the id that Google Cloud shows, as endpoints/1234567890.',
    },
  );
}

/** Where everything of a project in a location lies. */
export function locationUrl({ project, region, customHost }: VertexPlace): string {
  const base = customHost ?? hostFor(region);
  // A custom host is often given with the version that Claude Code's own Vertex mode expects in it.
  const versioned = /\/v1(beta1)?$/.test(base) ? base : `${base}/v1`;
  return `${versioned}/projects/${encodeURIComponent(project)}/locations/${encodeURIComponent(region)}`;
}

function pathSegment(model: string): string {
  if (!/^[\w@.+-]{1,128}$/.test(model) || /^\.+$/.test(model)) {
    throw new GatewayError(
      'model_not_found',
      `model: ${JSON.stringify(model.slice(0, 128))} is no Vertex model name.`,
      {
        hint: 'Use a name such as claude-sonnet-4-6, claude-haiku-4-5@20251001 or text-embedding-005.',
      },
    );
  }
  return encodeURIComponent(model).replaceAll('%40', '@');
}

/**
 * Tokens are counted in three locations only, whatever the model's own. The one on the same continent keeps data where it
 * may be. Source: Google's page on Claude token counting.
 */
export function countTokensRegion(region: string): string {
  if (COUNTING.has(region)) return region;
  const area = region.split('-', 1)[0] ?? '';
  if (area === 'eu' || area === 'europe' || area === 'me' || area === 'africa') return 'europe-west1';
  if (area === 'asia' || area === 'australia') return 'asia-southeast1';
  return 'us-east5';
}

const COUNTING: ReadonlySet<string> = new Set(['us-east5', 'europe-west1', 'asia-southeast1']);
