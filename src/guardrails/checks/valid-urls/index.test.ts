import { CheckError } from '../../check.ts';
import { testCheck } from '../../check.suite.ts';
import { validUrls } from './index.ts';

const ok = { status: 200, headers: {}, body: '' };
const texts = ['See https://corp.com/a.'];

testCheck({
  check: validUrls,
  wrong: [{ onlyDNS: 'yes' }],
  cases: [
    { name: 'one that answers', texts, service: ok, verdict: true },
    { name: 'one that is gone', texts, service: { ...ok, status: 404 }, verdict: false },
    {
      name: 'a host that is there',
      parameters: { onlyDNS: true },
      texts,
      service: { ...ok, status: 404 },
      verdict: true,
    },
    { name: 'one that may not be called', texts, service: new CheckError('not_allowed', 'No.'), verdict: false },
    { name: 'no URL', texts: ['none'], verdict: false },
    { name: 'turned round', parameters: { not: true }, texts: ['none'], verdict: true },
  ],
});
