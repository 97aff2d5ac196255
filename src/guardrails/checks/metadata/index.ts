/** `default.requiredMetadataKeys` and `default.requiredMetadataKeyValuePairs`: what requests must carry. */
import { z } from 'zod';
import { defineCheck, type Check } from '../../check.ts';
import { linearPattern } from '../../linear-pattern.ts';
import { holdsFor, Operator } from '../../operator.ts';

const requiredKeys: Check = defineCheck({
  id: 'default.requiredMetadataKeys',
  name: 'Required metadata keys',
  summary: 'Passes when the metadata has all, any or none of the keys.',
  sides: ['input'],
  parameters: z.strictObject({
    metadataKeys: z.array(z.string().min(1)).min(1).max(100),
    operator: Operator.default('all'),
  }),
  open: ({ metadataKeys, operator }) => ({
    kind: 'judge',
    ofRequest: true,
    judge({ request }) {
      const missing = metadataKeys.filter((key) => !Object.hasOwn(request.metadata, key));
      const verdict = holdsFor(operator, { found: metadataKeys.length - missing.length, of: metadataKeys.length });
      return {
        verdict,
        data: { explanation: `Missing: ${missing.join(', ') || 'none'}; wanted: ${operator}.`, missing },
      };
    },
  }),
});

type Compare = (actual: string, wanted: readonly string[]) => boolean;

const COMPARE: Readonly<Record<'exact' | 'contains' | 'containsAll', Compare>> = {
  exact: (actual, wanted) => wanted.includes(actual),
  contains: (actual, wanted) => wanted.some((one) => actual.includes(one)),
  containsAll: (actual, wanted) => wanted.every((one) => actual.includes(one)),
};

const requiredPairs: Check = defineCheck({
  id: 'default.requiredMetadataKeyValuePairs',
  name: 'Required metadata key-value pairs',
  summary: 'Passes when the metadata has all, any or none of the pairs.',
  sides: ['input'],
  parameters: z.strictObject({
    metadataPairs: z.record(z.string(), z.union([z.string(), z.array(z.string()).min(1)])),
    operator: Operator.default('all'),
    matchType: z.enum(['exact', 'contains', 'containsAll', 'regex']).default('exact'),
  }),
  open({ metadataPairs, operator, matchType }) {
    const tests = Object.entries(metadataPairs).map(([key, value]) => {
      const wanted = Array.isArray(value) ? value : [value];
      const patterns = matchType === 'regex' ? wanted.map((one) => linearPattern(one)) : [];
      const holds = (actual: string): boolean =>
        matchType === 'regex'
          ? patterns.some((pattern) => pattern.matches(actual))
          : COMPARE[matchType](actual, wanted);
      return { key, holds };
    });
    return {
      kind: 'judge',
      ofRequest: true,
      judge({ request }) {
        const failed = tests.filter(({ key, holds }) => {
          const actual = request.metadata[key];
          return actual === undefined || !holds(actual);
        });
        const verdict = holdsFor(operator, { found: tests.length - failed.length, of: tests.length });
        const missing = failed.map(({ key }) => key);
        return {
          verdict,
          data: { explanation: `Not as wanted: ${missing.join(', ') || 'none'}; wanted: ${operator}.`, missing },
        };
      },
    };
  },
});

export const metadata: readonly Check[] = [requiredKeys, requiredPairs];
