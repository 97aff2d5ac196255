import { CheckError } from '../../check.ts';
import { testCheck } from '../../check.suite.ts';
import { azurePii } from './index.ts';

const says = (body: unknown, status = 200) => ({
  status,
  headers: {},
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

const texts = ['Hello'];
const parameters = { endpoint: 'https://x.cognitiveservices.azure.com', api_key: 'k' };
const answer = (...entities: object[]) => ({
  kind: 'PiiEntityRecognitionResults',
  results: { documents: [{ id: '1', entities }], errors: [] },
});

testCheck({
  check: azurePii,
  wrong: [{}, { ...parameters, endpoint: 'ftp://x' }, { ...parameters, confidence: 2 }],
  cases: [
    { name: 'nothing is found', parameters: parameters, texts, service: says(answer()), verdict: true },
    {
      name: 'something is found',
      parameters: parameters,
      texts,
      service: says(answer({ category: 'Email', confidenceScore: 0.9 })),
      verdict: false,
    },
    {
      name: 'an error of the service',
      parameters: parameters,
      texts,
      service: says({}, 500),
      verdict: 'service_status',
    },
    { name: 'a redirect', parameters: parameters, texts, service: says('', 302), verdict: 'service_status' },
    { name: 'garbage', parameters: parameters, texts, service: says('<html>'), verdict: 'service_answer' },
    {
      name: 'JSON that is no verdict',
      parameters: parameters,
      texts,
      service: says({ ok: true }),
      verdict: 'service_answer',
    },
    {
      name: 'no answer in time',
      parameters: parameters,
      texts,
      service: new CheckError('timeout', 'Late.'),
      verdict: 'timeout',
    },
    { name: 'no text: nobody is called', parameters: parameters, verdict: true },
    {
      name: 'what Azure is not sure of does not count',
      parameters,
      texts,
      service: says(answer({ category: 'Person', confidenceScore: 0.3 })),
      verdict: true,
    },
    {
      name: 'what is found is masked where that is asked for, as far as Azure is sure',
      parameters: { ...parameters, redact: true },
      texts: ['I am Ada Byron', 'Bye, Ada Byron of Bern'],
      service: says(
        answer(
          { category: 'Person', text: 'Ada Byron', confidenceScore: 0.9 },
          { category: 'Address', text: 'Bern', confidenceScore: 0.2 },
        ),
      ),
      verdict: true,
      found: ['Ada Byron', 'Ada Byron'],
    },
    {
      name: 'what is found and stands nowhere in the text is not passed',
      parameters: { ...parameters, redact: true },
      texts: ['I am Ada'],
      service: says(answer({ category: 'Person', text: 'Eve', confidenceScore: 0.9 })),
      verdict: 'service_answer',
    },
    {
      name: 'no answer in time is no mask',
      parameters: { ...parameters, redact: true },
      texts,
      service: new CheckError('timeout', 'Late.'),
      verdict: 'timeout',
    },
    {
      name: 'a document that Azure cannot read is not passed',
      parameters,
      texts,
      service: says({ results: { documents: [], errors: [{ id: '1', error: {} }] } }),
      verdict: 'service_answer',
    },
  ],
});
