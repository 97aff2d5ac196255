import { describe, expect, it } from 'vitest';
import { anthropicWords } from './dialects/anthropic-messages/words.ts';
import { geminiWords } from './dialects/gemini/words.ts';
import { openaiChatWords } from './dialects/openai-chat/words.ts';
import { openaiResponsesWords } from './dialects/openai-responses/words.ts';
import { locate } from './json/locate.ts';
import { scanDocument } from './json/scan.ts';
import { partsOf, textsOfWords, wordsOf, type WordReader } from './words.ts';

function told(body: object, turns: string, reader: WordReader): string[] {
  const document = scanDocument(Buffer.from(JSON.stringify(body)), turns);
  return partsOf(document, turns, reader).flatMap((part) =>
    wordsOf(document.bytes, part, reader).words.flatMap((at) =>
      textsOfWords(document.bytes, at).map((text) => `${at.author}: ${text}`),
    ),
  );
}

describe('the words of a request', () => {
  it('in Anthropic’s dialect: nested results, documents and inputs, and nothing that is signed', () => {
    const messages = [
      {
        role: 'user',
        content: [
          { type: 'text', text: 'a"b' },
          { type: 'image', source: { data: 'no' } },
        ],
      },
      {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: 'no' },
          { type: 'tool_use', name: 'no', input: { x: ['deep'] } },
        ],
      },
      { role: 'user', content: [{ type: 'tool_result', content: [{ type: 'text', text: 'inner' }] }] },
      { role: 'user', content: [{ type: 'document', title: 't', source: { type: 'text', data: 'words' } }] },
    ];
    expect(told({ system: [{ type: 'text', text: 's' }], messages }, 'messages', anthropicWords)).toEqual([
      'system: s',
      'user: a"b',
      'tool-call: deep',
      'tool-result: inner',
      'document: t',
      'document: words',
    ]);
  });

  it('in OpenAI’s chat: parts, tools and their arguments', () => {
    const messages = [
      { role: 'developer', content: 'd' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'u' },
          { type: 'image_url', image_url: { url: 'no' } },
        ],
      },
      { role: 'assistant', content: null, tool_calls: [{ function: { name: 'no', arguments: '{"a":1}' } }] },
      { role: 'tool', content: 'r' },
    ];
    expect(told({ messages }, 'messages', openaiChatWords)).toEqual([
      'system: d',
      'user: u',
      'tool-call: {"a":1}',
      'tool-result: r',
    ]);
  });

  it('in OpenAI’s responses: a text alone, and items', () => {
    expect(told({ instructions: 'i', input: 'alone' }, 'input', openaiResponsesWords)).toEqual([
      'system: i',
      'user: alone',
    ]);
    const input = [
      { role: 'user', content: [{ type: 'input_text', text: 'u' }] },
      { type: 'function_call', arguments: '{}' },
      { type: 'function_call_output', output: 'o' },
    ];
    expect(told({ input }, 'input', openaiResponsesWords)).toEqual(['user: u', 'tool-call: {}', 'tool-result: o']);
  });
});

describe('a located value', () => {
  it.each(['{"a":', '[1,', '"x', '{"a" 1}', 'nope!'.slice(4), '{"a":1,}'])('refuses %j', (text) => {
    expect(() => locate(Buffer.from(text), 0)).toThrow(/at byte \d+/);
  });

  it('ends at a depth that nobody means', () => {
    expect(() => locate(Buffer.from('['.repeat(10_000)), 0)).toThrow('nested deeper');
  });
});

describe('words that are easily overlooked', () => {
  it('in Responses: what the client ran for OpenAI’s own tools', () => {
    const input = [
      { type: 'local_shell_call', action: { type: 'exec', command: ['cat', '.env'] } },
      { type: 'local_shell_call_output', id: 'no', output: 'A=1' },
      { type: 'shell_call_output', output: [{ stdout: 'B=2', stderr: '', outcome: {} }] },
      { type: 'mcp_call', arguments: '{"a":1}', output: 'C=3' },
      { type: 'code_interpreter_call', code: 'x', outputs: [{ type: 'logs', logs: 'D=4' }] },
      { type: 'reasoning', encrypted_content: 'no', summary: [] },
    ];
    const words = told({ input }, 'input', openaiResponsesWords);
    for (const said of [
      'tool-call: .env',
      'tool-result: A=1',
      'tool-result: B=2',
      'tool-result: C=3',
      'tool-result: D=4',
    ])
      expect(words).toContain(said);
    expect(words.join()).not.toContain('no');
    const output = [{ type: 'local_shell_call', action: { command: ['rm', '-rf', '/'] } }];
    expect(openaiResponsesWords.toolCalls({ output })).toEqual([
      { name: 'local_shell_call', input: '{"command":["rm","-rf","/"]}' },
    ]);
  });

  it('in chat completions: a call in its older form, and what a host shows of the model’s thoughts', () => {
    const message = {
      role: 'assistant',
      reasoning_content: 'I think',
      function_call: { name: 'bash', arguments: '{"command":"ls"}' },
    };
    const words = told({ messages: [message] }, 'messages', openaiChatWords);
    expect(words).toEqual(['thoughts: I think', 'tool-call: {"command":"ls"}']);
    expect(openaiChatWords.toolCalls({ choices: [{ message }] })).toEqual([
      { name: 'bash', input: '{"command":"ls"}' },
    ]);
  });

  it('in Gemini’s dialect: a part that only claims to be a thought, and what code has printed', () => {
    const contents = [
      {
        role: 'user',
        parts: [
          { text: 'a', thought: true },
          { text: 'b', thought: false },
        ],
      },
      {
        role: 'model',
        parts: [
          { text: 'no', thought: true },
          { text: 'c', thought: false },
        ],
      },
      { role: 'model', parts: [{ executableCode: { code: 'd' } }, { codeExecutionResult: { output: 'e' } }] },
    ];
    expect(told({ contents }, 'contents', geminiWords)).toEqual([
      'user: a',
      'user: b',
      'assistant: c',
      'assistant: d',
      'tool-result: e',
    ]);
  });

  it('in Anthropic’s dialect: what the provider’s own tools have printed and fetched', () => {
    const content = [
      { type: 'bash_code_execution_tool_result', content: { stdout: 'out', stderr: 'err', return_code: 0 } },
      {
        type: 'web_fetch_tool_result',
        content: { content: { type: 'document', source: { type: 'text', data: 'page' } } },
      },
    ];
    expect(told({ messages: [{ role: 'assistant', content }] }, 'messages', anthropicWords)).toEqual([
      'tool-result: out',
      'tool-result: err',
      'document: page',
    ]);
  });
});
