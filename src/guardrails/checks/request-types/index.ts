/** `default.allowedRequestTypes`: which operations may be asked for. */
import { z } from 'zod';
import { CheckError, defineCheck, ParameterError, type Check } from '../../check.ts';

/** A list, or its items separated by commas. */
const Types = z.preprocess(
  (value) => (typeof value === 'string' ? listed(value) : value),
  z.array(z.string()).default([]),
);

const listed = (text: string): string[] =>
  text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');

export const requestTypes: Check = defineCheck({
  id: 'default.allowedRequestTypes',
  name: 'Allowed request types',
  summary: 'Passes when the operation is allowed, and not blocked. Without lists those of the metadata hold.',
  sides: ['input'],
  parameters: z.strictObject({ allowedTypes: Types, blockedTypes: Types }),
  open({ allowedTypes, blockedTypes }) {
    const both = allowedTypes.filter((type) => blockedTypes.includes(type));
    if (both.length > 0) throw new ParameterError(`allowedTypes: ${both.join(', ')} is blocked as well`);
    return {
      kind: 'judge',
      ofRequest: true,
      judge({ request }) {
        const isOwn = allowedTypes.length > 0 || blockedTypes.length > 0;
        const allowed = isOwn ? allowedTypes : listed(request.metadata['supported_endpoints'] ?? '');
        const blocked = isOwn ? blockedTypes : listed(request.metadata['blocked_endpoints'] ?? '');
        if (allowed.some((type) => blocked.includes(type)))
          throw new CheckError('overlap', 'A type is allowed and blocked.');
        const { operation } = request;
        const verdict = !blocked.includes(operation) && (allowed.length === 0 || allowed.includes(operation));
        return {
          verdict,
          data: { explanation: `"${operation}" is ${verdict ? '' : 'not '}allowed.`, requestType: operation },
        };
      },
    };
  },
});
