/** One route of the admin API: which URL is which verb. */
import type { z } from 'zod';
import type { ControlContext } from '../../control/context.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** How an answer is wrapped: not at all, as `{success, data}`, or for lists as `{success, object, total, data}`. */
export type Envelope = 'bare' | 'success' | 'success-list';

export interface Route {
  method: Method;
  /** Parameters in braces, as OpenAPI writes them. */
  path: string;
  /** Takes path parameters, query and body as one object, and parses it itself. */
  verb: (context: ControlContext, input: unknown) => Promise<object>;
  /** The schema by which the verb parses, and the shape of what it returns. */
  input: z.ZodObject;
  output: z.ZodType;
  envelope: Envelope;
}

/** A verb is handed on with two arguments only: what more it takes is for the operator's own hand. */
const on =
  (method: Method) =>
  <Output extends object>(
    path: string,
    verb: (context: ControlContext, input: unknown) => Promise<Output>,
    [input, output, envelope = 'bare']: [z.ZodObject, z.ZodType<Output>, Envelope?],
  ): Route => ({ method, path, verb: (context, given) => verb(context, given), input, output, envelope });

export const get = on('GET');
export const post = on('POST');
export const put = on('PUT');
export const remove = on('DELETE');
