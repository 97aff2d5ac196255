import { CheckError } from '../../check.ts';
import { testCheck } from '../../check.suite.ts';
import { log } from './index.ts';

const parameters = { logURL: 'https://log.corp.com/in' };

testCheck({
  check: log,
  wrong: [{}, { logURL: 'file:///etc/passwd' }],
  cases: [
    { name: 'a service that answers', parameters, service: { status: 200, headers: {}, body: '' }, verdict: true },
    { name: 'a service that fails', parameters, service: { status: 500, headers: {}, body: '' }, verdict: true },
    {
      name: 'a service that is away',
      parameters,
      service: new CheckError('timeout', 'No answer.'),
      verdict: 'timeout',
    },
  ],
});
