/** `default.requestParametersCheck`: which members, values and tools a request may have. */
import { z } from 'zod';
import { isObject, type JsonObject } from '../../../wire/json/object.ts';
import { defineCheck, ParameterError, type Check } from '../../check.ts';

const Names = z.array(z.string()).optional();
const Values = z.strictObject({
  allowedValues: z.array(z.unknown()).optional(),
  blockedValues: z.array(z.unknown()).optional(),
});

interface Violation {
  code: string;
  name: string;
}

interface Lists<Item> {
  allowed: readonly Item[] | undefined;
  blocked: readonly Item[] | undefined;
}

/** Throws ParameterError for what is in both. */
function lists<Item>(allowed: readonly Item[] | undefined, blocked: readonly Item[] | undefined): Lists<Item> {
  const both = (allowed ?? []).filter((one) => isIn(one, blocked ?? []));
  if (both.length > 0) throw new ParameterError(`${JSON.stringify(both[0])} is allowed and blocked`);
  return { allowed, blocked };
}

const isIn = (value: unknown, list: readonly unknown[]): boolean => {
  const text = JSON.stringify(value);
  return list.some((one) => JSON.stringify(one) === text);
};

/** `<what>_blocked`, `<what>_not_allowed`, or nothing. */
function judged(what: string, value: unknown, { allowed, blocked }: Lists<unknown>): string | null {
  if (blocked !== undefined && isIn(value, blocked)) return `${what}_blocked`;
  return allowed !== undefined && allowed.length > 0 && !isIn(value, allowed) ? `${what}_not_allowed` : null;
}

export const requestParameters: Check = defineCheck({
  id: 'default.requestParametersCheck',
  name: 'Request parameters',
  summary: 'Passes when tools, members and values of the request are allowed, and none is blocked.',
  sides: ['input'],
  parameters: z.strictObject({
    tools: z
      .strictObject({
        allowedTypes: Names,
        blockedTypes: Names,
        allowedFunctionNames: Names,
        blockedFunctionNames: Names,
      })
      .prefault({}),
    params: z
      .strictObject({ allowedKeys: Names, blockedKeys: Names, values: z.record(z.string(), Values).default({}) })
      .prefault({}),
  }),
  open({ tools, params }) {
    const types = lists(tools.allowedTypes, tools.blockedTypes);
    const names = lists(tools.allowedFunctionNames, tools.blockedFunctionNames);
    const keys = lists(params.allowedKeys, params.blockedKeys);
    const values = Object.entries(params.values).map(
      ([key, own]) => [key, lists(own.allowedValues, own.blockedValues)] as const,
    );
    return {
      kind: 'judge',
      judge({ request }) {
        const body = request.json() ?? {};
        const found: Violation[] = [
          ...toolsOf(body).flatMap(({ type, name }) => [...told('type', type, types), ...told('name', name, names)]),
          ...Object.keys(body).flatMap((key) => told('key', key, keys)),
          ...values.flatMap(([key, own]) => (Object.hasOwn(body, key) ? told('value', body[key], own, key) : [])),
        ].slice(0, 20);
        const explanation =
          found.length === 0 ? 'All is allowed.' : found.map(({ code, name }) => `${name}: ${code}`).join(', ');
        return { verdict: found.length === 0, data: { explanation, violations: found } };
      },
    };
  },
});

// oxlint-disable-next-line max-params -- what is judged, and by which name it is told
function told(what: string, value: unknown, own: Lists<unknown>, name = String(value)): Violation[] {
  const code = value === undefined ? null : judged(what, value, own);
  return code === null ? [] : [{ code, name: name.slice(0, 100) }];
}

/** Anthropic's own tools have no type, and OpenAI's functions have their name inside. */
function toolsOf(body: JsonObject): { type: string; name: string | undefined }[] {
  const list = Array.isArray(body['tools']) ? body['tools'].filter(isObject) : [];
  return list.map((tool) => {
    const inner = isObject(tool['function']) ? tool['function'] : tool;
    const name = typeof inner['name'] === 'string' ? inner['name'] : undefined;
    return { type: typeof tool['type'] === 'string' ? tool['type'] : 'function', name };
  });
}
