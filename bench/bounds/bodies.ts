/** A conversation as the body of a request in each dialect. */
import type { Conversation } from './conversations.ts';

export type Dialect = 'messages' | 'chat' | 'responses' | 'gemini' | 'converse';

interface Written {
  dialect: Dialect;
  model: string;
  stream: boolean;
}

/** Two of them name the model, and ask for a stream, in their paths. */
export function requestBody({ more, rawTurns, ...conversation }: Conversation, written: Written): Buffer {
  const { dialect, model, stream } = written;
  const line = dialect === 'converse' || dialect === 'gemini' ? {} : { model, stream };
  const turns = TURNS[dialect];
  const rest = Object.entries({ ...line, ...WRITERS[dialect](conversation) }).filter(
    ([key]) => rawTurns === undefined || key !== turns,
  );
  const pieces = rest.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
  if (rawTurns !== undefined) pieces.push(`"${turns}":${rawTurns}`);
  if (more !== undefined) pieces.push(more);
  return Buffer.from(`{${pieces.join(',')}}`);
}

const TURNS: Readonly<Record<Dialect, string>> = {
  messages: 'messages',
  chat: 'messages',
  responses: 'input',
  gemini: 'contents',
  converse: 'messages',
};

type Writer = (conversation: Conversation) => Record<string, unknown>;

const WRITERS: Readonly<Record<Dialect, Writer>> = {
  messages: ({ turns, system, tools }) => ({
    max_tokens: 10,
    ...(system === undefined ? {} : { system }),
    ...(tools === undefined
      ? {}
      : { tools: tools.map(({ name, description, schema }) => ({ name, description, input_schema: schema })) }),
    messages: turns.map(({ role, parts, call, result }) => ({
      role,
      content: [
        ...parts.map(({ text, image }) =>
          image === undefined
            ? { type: 'text', text }
            : { type: 'image', source: { type: 'base64', media_type: 'image/png', data: image } },
        ),
        ...(call === undefined ? [] : [{ type: 'tool_use', id: call.id, name: 'read', input: call.input }]),
        ...(result === undefined ? [] : [{ type: 'tool_result', tool_use_id: result.id, content: result.text }]),
      ],
    })),
  }),
  chat: ({ turns, system, tools }) => ({
    ...(tools === undefined
      ? {}
      : {
          tools: tools.map(({ name, description, schema }) => ({
            type: 'function',
            function: { name, description, parameters: schema },
          })),
        }),
    messages: [
      ...(system === undefined ? [] : [{ role: 'system', content: system }]),
      ...turns.map(({ role, parts, call, result }) => {
        if (result !== undefined) return { role: 'tool', tool_call_id: result.id, content: result.text };
        if (call !== undefined)
          return {
            role,
            content: null,
            tool_calls: [
              { id: call.id, type: 'function', function: { name: 'read', arguments: JSON.stringify(call.input) } },
            ],
          };
        return {
          role,
          content: parts.map(({ text, image }) =>
            image === undefined
              ? { type: 'text', text }
              : { type: 'image_url', image_url: { url: `data:image/png;base64,${image}` } },
          ),
        };
      }),
    ],
  }),
  responses: ({ turns, system, tools }) => ({
    ...(system === undefined ? {} : { instructions: system }),
    ...(tools === undefined
      ? {}
      : {
          tools: tools.map(({ name, description, schema }) => ({
            type: 'function',
            name,
            description,
            parameters: schema,
          })),
        }),
    input: turns.map(({ role, parts, call, result }) => {
      if (result !== undefined) return { type: 'function_call_output', call_id: result.id, output: result.text };
      if (call !== undefined)
        return { type: 'function_call', call_id: call.id, name: 'read', arguments: JSON.stringify(call.input) };
      return {
        type: 'message',
        role,
        content: parts.map(({ text, image }) =>
          image === undefined
            ? { type: role === 'user' ? 'input_text' : 'output_text', text }
            : { type: 'input_image', image_url: `data:image/png;base64,${image}` },
        ),
      };
    }),
  }),
  gemini: ({ turns, system, tools }) => ({
    ...(system === undefined ? {} : { systemInstruction: { parts: [{ text: system }] } }),
    ...(tools === undefined
      ? {}
      : {
          tools: [
            {
              functionDeclarations: tools.map(({ name, description, schema }) => ({
                name,
                description,
                parameters: schema,
              })),
            },
          ],
        }),
    contents: turns.map(({ role, parts, call, result }) => ({
      role: role === 'user' ? 'user' : 'model',
      parts: [
        ...parts.map(({ text, image }) =>
          image === undefined ? { text } : { inlineData: { mimeType: 'image/png', data: image } },
        ),
        ...(call === undefined ? [] : [{ functionCall: { name: 'read', args: call.input } }]),
        ...(result === undefined ? [] : [{ functionResponse: { name: 'read', response: { output: result.text } } }]),
      ],
    })),
  }),
  converse: ({ turns, system, tools }) => ({
    ...(system === undefined ? {} : { system: [{ text: system }] }),
    ...(tools === undefined
      ? {}
      : {
          toolConfig: {
            tools: tools.map(({ name, description, schema }) => ({
              toolSpec: { name, description, inputSchema: { json: schema } },
            })),
          },
        }),
    messages: turns.map(({ role, parts, call, result }) => ({
      role,
      content: [
        ...parts.map(({ text, image }) =>
          image === undefined ? { text } : { image: { format: 'png', source: { bytes: image } } },
        ),
        ...(call === undefined ? [] : [{ toolUse: { toolUseId: call.id, name: 'read', input: call.input } }]),
        ...(result === undefined ? [] : [{ toolResult: { toolUseId: result.id, content: [{ text: result.text }] } }]),
      ],
    })),
  }),
};
