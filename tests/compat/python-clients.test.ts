/** The official libraries for Python, each on upstreams of four dialects that we did not write. Installed on demand. */
import { pythonDriver } from './clients/python.ts';
import { describeClients } from './describe-clients.ts';

describeClients('Python', {
  'python-openai-chat': await pythonDriver('python-openai-chat'),
  'python-openai-responses': await pythonDriver('python-openai-responses'),
  'python-anthropic': await pythonDriver('python-anthropic'),
  'python-google-genai': await pythonDriver('python-google-genai'),
  'python-boto3': await pythonDriver('python-boto3'),
  'python-portkey': await pythonDriver('python-portkey'),
});
