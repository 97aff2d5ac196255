/** `default.jsonSchema`: JSON in the answer is as a schema wants it. Nothing of the schema is run. */
import { z } from 'zod';
import { isObject } from '../../../wire/json/object.ts';
import { defineCheck, excerptOf, ParameterError, textOf, type Check } from '../../check.ts';
import { jsonIn } from '../../json-in-text.ts';

export const jsonSchema: Check = defineCheck({
  id: 'default.jsonSchema',
  name: 'JSON schema',
  summary: 'Passes when some JSON in the answer, fenced or not, is as the schema wants it; with `not`, when none is.',
  sides: ['output'],
  parameters: z.strictObject({
    schema: z.preprocess(parsed, z.record(z.string(), z.unknown())).meta({
      description: 'JSON Schema, draft 2020-12, without patterns: those are not linear in time.',
    }),
    not: z.boolean().default(false),
  }),
  open({ schema, not }) {
    const compiled = compile(schema);
    return {
      kind: 'judge',
      judge(subject) {
        const text = textOf(subject);
        const found = jsonIn(text);
        const isValid = found.some((value) => compiled.safeParse(value).success);
        const explanation =
          found.length === 0
            ? 'There is no JSON in the text.'
            : `JSON in the text is ${isValid ? '' : 'not '}as the schema wants it.`;
        return { verdict: isValid !== not, data: { explanation, not, textExcerpt: excerptOf(text) } };
      },
    };
  },
});

function parsed(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function compile(schema: Record<string, unknown>): z.ZodType {
  if (hasPattern(schema)) throw new ParameterError('schema: patterns are not allowed');
  try {
    return z.fromJSONSchema(schema);
  } catch (error) {
    throw new ParameterError(`schema: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function hasPattern(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasPattern);
  if (!isObject(value)) return false;
  return (
    typeof value['pattern'] === 'string' ||
    isObject(value['patternProperties']) ||
    Object.values(value).some(hasPattern)
  );
}
