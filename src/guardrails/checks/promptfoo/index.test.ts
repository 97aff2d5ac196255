import { CheckError } from '../../check.ts';
import { testCheck } from '../../check.suite.ts';
import { promptfoo } from './index.ts';

const says = (body: unknown, status = 200) => ({
  status,
  headers: {},
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

const parameters = {};
const texts = ['Hello'];

for (const check of promptfoo) {
  testCheck({
    check,
    wrong: [{ timeout: 0 }],
    cases: [
      {
        name: 'nothing is found',
        parameters,
        texts,
        service: says({ results: [{ flagged: false, categories: {} }] }),
        verdict: true,
      },
      {
        name: 'something is found',
        parameters,
        texts,
        service: says({ results: [{ flagged: true, categories: { jailbreak: true } }] }),
        verdict: false,
      },
      { name: 'an error of the service', parameters, texts, service: says({}, 500), verdict: 'service_status' },
      { name: 'a redirect', parameters, texts, service: says('', 302), verdict: 'service_status' },
      { name: 'garbage', parameters, texts, service: says('<html>'), verdict: 'service_answer' },
      { name: 'JSON that is no verdict', parameters, texts, service: says({ ok: true }), verdict: 'service_answer' },
      {
        name: 'no answer in time',
        parameters,
        texts,
        service: new CheckError('timeout', 'No answer.'),
        verdict: 'timeout',
      },
      { name: 'no text: nobody is called', parameters, verdict: true },
    ],
  });
}

const pii = promptfoo.find(({ id }) => id === 'promptfoo.pii');
if (pii === undefined) throw new Error('It is there.');
const flagged = (...found: object[]) =>
  says({ results: [{ flagged: true, categories: { pii: true }, payload: { pii: found } }] });

testCheck({
  check: pii,
  wrong: [{ redact: 'yes' }],
  cases: [
    {
      name: 'what is found is masked where that is asked for',
      parameters: { redact: true },
      texts: ['Ask ada@firma.ch'],
      service: flagged({ entity_type: 'email_address', start: 4, end: 16, pii: 'ada@firma.ch' }),
      verdict: true,
      found: ['ada@firma.ch'],
    },
    {
      name: 'what is flagged without a place stays a denial',
      parameters: { redact: true },
      texts,
      service: flagged(),
      verdict: false,
    },
  ],
});
