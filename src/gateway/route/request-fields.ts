/** The request fields that strategies may use. Read lazily, so that a large body is not parsed for them. */
import { SESSION_HEADER } from '../../clients/claude-code.ts';
import { findMember, readMember, type JsonDocument } from '../../wire/json/scan.ts';
import type { RequestFields, Primitive } from '../../routing/conditions.ts';
import type { RequestHeaders } from '../../wire/request-headers.ts';

export interface RequestSources {
  metadata: Readonly<Record<string, string>>;
  headers: RequestHeaders;
  document: JsonDocument;
  /** Of a raw path, which names it in place of the body; null on our own. */
  modelInPath: string | null;
  pathname: string;
  apiKeyId: string;
}

/** Longer values are no label to route by; a conversation is not read for it. */
const MAX_PARAM_BYTES = 4096;

export function requestFieldsOf(sources: RequestSources): RequestFields {
  const { document, modelInPath } = sources;
  return {
    read(field) {
      if (field === 'url.pathname') return sources.pathname;
      if (field === 'session') return sources.headers[SESSION_HEADER];
      if (field === 'api_key') return sources.apiKeyId;
      const dot = field.indexOf('.');
      const key = field.slice(dot + 1);
      switch (field.slice(0, dot)) {
        case 'metadata':
          return own(sources.metadata, key);
        case 'headers':
          return own(sources.headers, key.toLowerCase());
        case 'params':
          return key === 'model' && modelInPath !== null ? modelInPath : readParam(document, key);
        default:
          return undefined;
      }
    },
  };
}

/** Not what every object inherits: nobody sent a header named `constructor`. */
function own(values: Readonly<Record<string, string | undefined>>, key: string): string | undefined {
  return Object.hasOwn(values, key) ? values[key] : undefined;
}

function readParam(document: JsonDocument, key: string): Primitive | undefined {
  const member = findMember(document.members, key);
  if (member === undefined || member.end - member.valueStart > MAX_PARAM_BYTES) return undefined;
  try {
    const value = readMember(document, key);
    return typeof value === 'object' && value !== null ? undefined : (value as Primitive | undefined);
  } catch {
    return undefined;
  }
}
