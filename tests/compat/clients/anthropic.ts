/** Anthropic's library for JavaScript, and the one for Bedrock. */
import Anthropic from '@anthropic-ai/sdk';
import type { OpenDriver, Task, Told } from '../describe-clients.ts';
import { loadLibrary } from './load-library.ts';

/** What the driver uses of both libraries. */
interface Message {
  content: readonly { type: string; id?: string; text?: string; name?: string; input?: unknown }[];
  stop_reason: string | null;
}
interface Messages {
  create(body: object): Promise<Message>;
  stream(body: object): { finalMessage(): Promise<Message> };
  countTokens?(body: object): Promise<{ input_tokens: number }>;
}
interface BedrockLibrary {
  default: new (options: object) => { messages: Messages };
}

export const anthropicDriver: OpenDriver = async (url, key) => {
  const { messages } = new Anthropic({ baseURL: url, apiKey: key, maxRetries: 0 });
  return driverOf(messages);
};

export async function anthropicBedrockDriver(): Promise<OpenDriver | undefined> {
  const library = await loadLibrary<BedrockLibrary>('anthropic-bedrock', {
    folder: 'anthropic-bedrock-sdk',
    entry: 'index.mjs',
  });
  if (library === undefined) return undefined;
  return async (url, key) => {
    const options = { baseURL: url, awsRegion: 'us-east-1', apiKey: key, maxRetries: 0 };
    return driverOf(new library.default(options).messages);
  };
}

const driverOf = (messages: Messages): Awaited<ReturnType<OpenDriver>> => ({
  ask: async (task) => {
    const body = {
      ...asked(task),
      max_tokens: 100,
      ...(task.tools.length === 0
        ? {}
        : { tools: task.tools.map(({ name, schema }) => ({ name, input_schema: schema })) }),
    };
    if (task.results !== undefined) {
      const { content } = await messages.create(body);
      body.messages.push({ role: 'assistant', content }, resultsOf(content, task.results));
    }
    return told(await (task.isStream ? messages.stream(body).finalMessage() : messages.create(body)));
  },
  count: async (task) => (await messages.countTokens?.(asked(task)))?.input_tokens ?? 0,
});

export const resultsOf = (content: Message['content'], results: readonly string[]): object => ({
  role: 'user',
  content: content
    .filter(({ type }) => type === 'tool_use')
    .map(({ id }, at) => ({ type: 'tool_result', tool_use_id: id, content: results[at] })),
});

function asked({ provider, model, text, image }: Task): { model: string; messages: object[] } {
  const source = { type: 'base64', media_type: 'image/png', data: image };
  const content = [{ type: 'text', text }, ...(image === undefined ? [] : [{ type: 'image', source }])];
  return { model: `${provider}/${model}`, messages: [{ role: 'user', content }] };
}

export function told({ content, stop_reason: end }: Message): Told {
  return {
    text: content.map((block) => block.text ?? '').join(''),
    calls: content
      .filter(({ type }) => type === 'tool_use')
      .map(({ name = '', input }) => ({ name, arguments: input })),
    end: end ?? '',
  };
}
