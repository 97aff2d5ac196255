import { testCheck } from '../../check.suite.ts';
import { metadata } from './index.ts';

const [keys, pairs] = metadata;
if (keys === undefined || pairs === undefined) throw new Error('There are two.');
const subject = { request: { metadata: { team: 'core', cost: 'eu-7' } } };

testCheck({
  check: keys,
  wrong: [{}, { metadataKeys: [] }],
  cases: [
    { name: 'all', parameters: { metadataKeys: ['team', 'cost'] }, subject, verdict: true },
    { name: 'one is missing', parameters: { metadataKeys: ['team', 'user'] }, subject, verdict: false },
    { name: 'any', parameters: { metadataKeys: ['team', 'user'], operator: 'any' }, subject, verdict: true },
    { name: 'none', parameters: { metadataKeys: ['user'], operator: 'none' }, subject, verdict: true },
  ],
});
testCheck({
  check: pairs,
  wrong: [{}, { metadataPairs: { a: '(' }, matchType: 'regex' }],
  cases: [
    { name: 'exactly', parameters: { metadataPairs: { team: ['core', 'web'] } }, subject, verdict: true },
    { name: 'another value', parameters: { metadataPairs: { team: 'web' } }, subject, verdict: false },
    { name: 'a part', parameters: { metadataPairs: { cost: 'eu' }, matchType: 'contains' }, subject, verdict: true },
    {
      name: 'all parts',
      parameters: { metadataPairs: { cost: ['eu', '8'] }, matchType: 'containsAll' },
      subject,
      verdict: false,
    },
    {
      name: 'a pattern',
      parameters: { metadataPairs: { cost: '^eu-[0-9]$' }, matchType: 'regex' },
      subject,
      verdict: true,
    },
  ],
});
