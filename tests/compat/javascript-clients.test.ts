/** The official libraries for JavaScript, each on upstreams of four dialects that we did not write. Installed on demand. */
import { aiDriver } from './clients/ai-sdk.ts';
import { anthropicBedrockDriver, anthropicDriver } from './clients/anthropic.ts';
import { converseDriver, invokeDriver } from './clients/aws.ts';
import { googleDriver } from './clients/google.ts';
import { chatDriver, responsesDriver } from './clients/openai.ts';
import { describeClients } from './describe-clients.ts';

describeClients('JavaScript', {
  'openai-chat': await chatDriver('openai-chat'),
  'openai-responses': await responsesDriver('openai-responses'),
  anthropic: anthropicDriver,
  'anthropic-bedrock': await anthropicBedrockDriver(),
  'google-genai': await googleDriver(),
  'aws-converse': await converseDriver(),
  'aws-invoke': await invokeDriver(),
  portkey: await chatDriver('portkey'),
  'ai-openai-chat': await aiDriver('ai-openai-chat'),
  'ai-openai-responses': await aiDriver('ai-openai-responses'),
  'ai-anthropic': await aiDriver('ai-anthropic'),
  'ai-google': await aiDriver('ai-google'),
  'ai-bedrock': await aiDriver('ai-bedrock'),
});
