/** The admin API's OpenAPI document, rendered from the same schemas and route list that serve it. */
import { z } from 'zod';
import type { Route } from './route.ts';
import { ROUTES, SUCCESS_STATUS } from './routes.ts';

type JsonSchema = Record<string, unknown>;

interface ObjectSchema {
  properties: Record<string, JsonSchema>;
  required: readonly string[];
}

const ERROR: JsonSchema = {
  type: 'object',
  required: ['success', 'data'],
  properties: {
    success: { const: false },
    data: {
      type: 'object',
      required: ['message', 'errorCode'],
      properties: {
        message: { type: 'string' },
        errorCode: { type: 'string', pattern: '^AB\\d{2}$' },
        hint: { type: 'string' },
      },
    },
  },
};

/** OpenAPI 3.1. The same text every time, so that the committed copy can be compared. */
export function renderOpenApi(): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of ROUTES) {
    const operations = (paths[route.path] ??= {});
    operations[route.method.toLowerCase()] = renderOperation(route);
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Tollgate admin API', version: '1', license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    servers: [{ url: '/v1' }],
    security: [{ key: [] }, { bearer: [] }],
    paths,
    components: {
      schemas: { Error: ERROR },
      securitySchemes: {
        key: { type: 'apiKey', in: 'header', name: 'x-portkey-api-key' },
        bearer: { type: 'http', scheme: 'bearer' },
      },
    },
  };
}

function renderOperation(route: Route): object {
  const noun = route.path.split('/')[1] ?? '';
  const input = toJsonSchema(route.input, 'input') as unknown as ObjectSchema;
  const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  const others = Object.keys(input.properties).filter((name) => !inPath.includes(name));
  const takesBody = route.method === 'POST' || route.method === 'PUT';
  const parameter = (place: 'path' | 'query') => (name: string) => ({
    name,
    in: place,
    required: place === 'path' || isRequired(input, name),
    schema: input.properties[name],
  });
  return {
    tags: [noun],
    operationId: operationId(route),
    parameters: [...inPath.map(parameter('path')), ...(takesBody ? [] : others.map(parameter('query')))],
    ...(takesBody ? { requestBody: { required: true, content: json(pick(input, others)) } } : {}),
    responses: {
      [SUCCESS_STATUS]: { description: 'Done.', content: json(wrapSchema(route)) },
      default: { description: 'Refused.', content: json({ $ref: '#/components/schemas/Error' }) },
    },
  };
}

const VERB = { GET: 'get', POST: 'create', PUT: 'update', DELETE: 'delete' } as const;

/** As `getConfigsSlugVersions`: long, unique, and stable while the path is. */
function operationId({ method, path }: Route): string {
  const words = path.split(/[^a-z]+/i).filter((word) => word !== '');
  return VERB[method] + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

function pick(input: ObjectSchema, names: readonly string[]): JsonSchema {
  return {
    type: 'object',
    properties: Object.fromEntries(names.map((name) => [name, input.properties[name]])),
    required: names.filter((name) => isRequired(input, name)),
    additionalProperties: false,
  };
}

const isRequired = (input: ObjectSchema, name: string): boolean => input.required.includes(name);
const json = (schema: JsonSchema | undefined): object => ({ 'application/json': { schema } });

function wrapSchema({ output, envelope }: Route): JsonSchema {
  const data = toJsonSchema(output, 'output');
  const success = { type: 'object', properties: { success: { const: true } }, required: ['success'] };
  if (envelope === 'bare') return data;
  if (envelope === 'success-list') return { allOf: [success, data] };
  return { ...success, properties: { ...success.properties, data }, required: ['success', 'data'] };
}

function toJsonSchema(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, {
    io,
    override: ({ jsonSchema }) => {
      // A format says it all: zod's patterns for dates are longer than the rest of the document.
      if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
      if (jsonSchema.format === 'starts_with') delete jsonSchema.format;
      // Answers may grow, and what wraps a list adds to it.
      if (io === 'output' && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
    },
  });
  return { required: [], ...rest };
}
