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
      name: 'a host that resolves, which nothing is sent to',
      parameters: { onlyDNS: true },
      texts,
      hosts: ['corp.com'],
      verdict: true,
    },
    {
      name: 'one host of two that does not resolve',
      parameters: { onlyDNS: true },
      texts: ['See https://corp.com/a and https://invented.example/b.'],
      hosts: ['corp.com'],
      verdict: false,
    },
    {
      name: 'the last of twenty-five, which does not resolve',
      parameters: { onlyDNS: true },
      texts: [Array.from({ length: 25 }, (_, at) => `https://host${at}.com/`).join(' ')],
      hosts: Array.from({ length: 24 }, (_, at) => `host${at}.com`),
      verdict: false,
    },
    {
      name: 'more than are looked at',
      parameters: { onlyDNS: true },
      texts: [Array.from({ length: 101 }, (_, at) => `https://corp.com/${at}`).join(' ')],
      hosts: ['corp.com'],
      verdict: 'too_many_urls',
    },
    {
      name: 'a service that is not asked at all',
      texts,
      service: new CheckError('service', 'A dry run.'),
      verdict: 'service',
    },
    { name: 'no URL to look up', parameters: { onlyDNS: true }, texts: ['none'], verdict: false },
    {
      name: 'a host that does not resolve, turned round',
      parameters: { onlyDNS: true, not: true },
      texts,
      hosts: [],
      verdict: true,
    },
    { name: 'one that may not be called', texts, service: new CheckError('not_allowed', 'No.'), verdict: false },
    { name: 'no URL', texts: ['none'], verdict: false },
    { name: 'turned round', parameters: { not: true }, texts: ['none'], verdict: true },
  ],
});
