import { describe, expect, it } from 'vitest';
import { factsFor } from '../../catalog/models.ts';
import { scanDocument } from '../../wire/json/scan.ts';
import { SettingsError, type NativeCall } from '../provider.ts';
import { anthropicMessagesTranslator } from '../../wire/dialects/anthropic-messages/translator.ts';
import { bedrockConverseTranslator } from '../../wire/dialects/bedrock-converse/translator.ts';
import { bedrock } from './index.ts';

const connect = (configurations: Record<string, unknown>) => bedrock.connect({ key: 'ABSK-test', configurations });

function call(over: Partial<NativeCall> = {}): NativeCall {
  return {
    dialect: 'bedrock-converse',
    operation: 'generate',
    model: 'us.anthropic.claude-sonnet-4-5-20250929-v1:0',
    stream: false,
    document: scanDocument(Buffer.from('{"messages":[]}'), 'messages'),
    headers: {},
    forwarded: {},
    facts: factsFor('bedrock', 'claude-sonnet-4-5'),
    refused: { betas: new Set(), fields: new Set() },
    raw: false,
    ...over,
  };
}

describe('a request to Bedrock', () => {
  it('has the model in its path, whatever stands in its name', () => {
    const connection = connect({ aws_region: 'us-east-1' });
    expect(connection.build(call()).url).toBe(
      'https://bedrock-runtime.us-east-1.amazonaws.com/model/us.anthropic.claude-sonnet-4-5-20250929-v1%3A0/converse',
    );
    const profile = 'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc';
    expect(connection.build(call({ model: profile, stream: true })).url).toMatch(/%2Fabc\/converse-stream$/);
    expect(connection.auth).toEqual({ type: 'header', name: 'authorization', value: 'Bearer ABSK-test' });
  });

  it('asks for the long window where the name does, beside what else only Claude takes', () => {
    const sent = (model: string, body = '{"messages":[],"additionalModelRequestFields":{"top_k":4}}') => {
      const document = scanDocument(Buffer.from(body), 'messages');
      const { body: bytes } = connect({ aws_region: 'us-east-1' }).build(
        call({ model, document, facts: factsFor('bedrock', model) }),
      );
      const parsed = JSON.parse(Buffer.concat(bytes).toString()) as { additionalModelRequestFields?: unknown };
      return parsed.additionalModelRequestFields;
    };
    expect(sent('claude-sonnet-4-5[1m]')).toEqual({ top_k: 4, anthropic_beta: ['context-1m-2025-08-07'] });
    expect(sent('claude-sonnet-4-5[1m]', '{"messages":[]}')).toEqual({ anthropic_beta: ['context-1m-2025-08-07'] });
    // It has the window as it is, and refuses flags that it does not know.
    expect(sent('claude-opus-4-8[1m]')).toEqual({ top_k: 4 });
    expect(sent('claude-sonnet-4-5')).toEqual({ top_k: 4 });
  });

  it.each([
    ['cn-north-1', 'bedrock-runtime.cn-north-1.amazonaws.com.cn'],
    ['us-gov-west-1', 'bedrock-runtime.us-gov-west-1.amazonaws.com'],
    ['eu-central-1', 'bedrock-runtime.eu-central-1.amazonaws.com'],
  ])('in %s goes to %s', (region, host) => {
    expect(new URL(connect({ aws_region: region }).build(call()).url).host).toBe(host);
  });

  it.each(['', 'us-east-1.evil.example', 'US-EAST-1', 7])('is not made for the region %j', (region) => {
    expect(() => connect({ aws_region: region })).toThrow(SettingsError);
  });
});

describe('the credential', () => {
  const keys = { aws_region: 'eu-west-1', aws_access_key_id: 'AKID', aws_secret_access_key: 'secret/+=' };
  const connectWith = (key: string | null, configurations: Record<string, unknown>) =>
    bedrock.connect({ key, configurations }).auth;

  it('is a key of Bedrock where there is one, else access keys, and what was named holds', () => {
    const signature = { type: 'aws-signature', scope: { region: 'eu-west-1', service: 'bedrock' } };
    expect(connectWith(null, keys)).toMatchObject({ ...signature, keys: { accessKeyId: 'AKID', sessionToken: null } });
    expect(connectWith('ABSK', keys)).toMatchObject({ type: 'header', value: 'Bearer ABSK' });
    expect(connectWith('ABSK', { ...keys, aws_auth_type: 'accessKey', aws_session_token: 't' })).toMatchObject({
      ...signature,
      keys: { sessionToken: 't' },
    });
  });

  it('may be that of a role, whose token service a tenant may name', () => {
    const role = { aws_auth_type: 'assumedRole', aws_role_arn: 'arn:aws:iam::123456789012:role/llm' };
    const connection = connectWith(null, { ...keys, ...role, aws_external_id: 'acme', aws_sts_host: 'https://sts.x/' });
    expect(connection).toMatchObject({
      type: 'aws-role',
      role: { arn: role.aws_role_arn, externalId: 'acme', endpoint: 'https://sts.x' },
    });
  });

  it('may be that of the machine, by itself or to assume a role', () => {
    const region = { aws_region: 'eu-west-1' };
    const scope = { region: 'eu-west-1', service: 'bedrock' };
    expect(connectWith(null, { ...region, aws_auth_type: 'serviceRole' })).toEqual({ type: 'aws-own', scope });
    const arn = 'arn:aws:iam::123456789012:role/llm';
    const assumed = connectWith(null, { ...region, aws_auth_type: 'assumedRole', aws_role_arn: arn });
    expect(assumed).toMatchObject({ type: 'aws-role', keys: null, role: { arn } });
  });

  it.each([
    ['aws_secret_access_key', { ...keys, aws_secret_access_key: '' }],
    ['aws_access_key_id', { ...keys, aws_access_key_id: 'a\nb' }],
    ['aws_auth_type', { ...keys, aws_auth_type: 'webIdentity' }],
    ['aws_role_arn', { ...keys, aws_auth_type: 'assumedRole' }],
    ['aws_role_arn', { ...keys, aws_auth_type: 'assumedRole', aws_role_arn: 'role/x' }],
    ['key', { ...keys, aws_auth_type: 'apiKey' }],
  ])('is refused at %s', (field, configurations) => {
    expect(() => connectWith(null, configurations)).toThrow(expect.objectContaining({ field }) as Error);
  });
});

describe('a failure of Bedrock', () => {
  const read = (status: number, body: object, headers: Record<string, string> = {}) =>
    connect({ aws_region: 'us-east-1' }).readFailure({ status, headers, body: Buffer.from(JSON.stringify(body)) });

  it('has its name in a header, and the id of the request', () => {
    const headers = {
      'x-amzn-errortype': 'ThrottlingException:http://internal.amazon.com/',
      'x-amzn-requestid': 'r-1',
    };
    expect(read(429, { message: 'Too many tokens' }, headers)).toMatchObject({
      status: 429,
      native: { dialect: 'bedrock-converse', type: 'ThrottlingException' },
      upstreamRequestId: 'r-1',
    });
  });

  it('of the credential is one, though it comes as a 403', () => {
    const headers = { 'x-amzn-errortype': 'UnrecognizedClientException' };
    expect(read(403, { message: 'The security token is invalid.' }, headers)).toMatchObject({
      status: 401,
      credentialRefused: true,
    });
    const denied = { 'x-amzn-errortype': 'AccessDeniedException' };
    expect(read(403, { message: 'You are not allowed to use this model.' }, denied)).toMatchObject({
      status: 403,
      credentialRefused: false,
    });
  });
});

describe('a call that is written for a model of another maker', () => {
  const quirks = (model: string) => connect({ aws_region: 'us-east-1' }).quirks(model, factsFor('bedrock', model));

  it('has ids of tool calls as Mistral wants them, and an effort where the model takes one', () => {
    expect(quirks('mistral.mistral-large-2407-v1:0')).toEqual({ toolIdLength: 9 });
    expect(quirks('openai.gpt-oss-120b-1:0')).toEqual({ efforts: ['low', 'medium', 'high'] });
    expect(quirks('meta.llama3-3-70b-instruct-v1:0')).toEqual({});
  });

  it('keeps an id and its result together', () => {
    const read = anthropicMessagesTranslator.readCall(
      {
        model: 'm',
        max_tokens: 9,
        messages: [
          { role: 'user', content: 'x' },
          { role: 'assistant', content: [{ type: 'tool_use', id: 'toolu_long', name: 'f', input: {} }] },
          { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'toolu_long', content: 'y' }] },
        ],
      },
      { model: 'm', stream: false },
    );
    if (!read.ok) throw new Error(read.problem.message);
    const model = 'mistral.mistral-large-2407-v1:0';
    const options = { model, maxOutputTokens: null, quirks: quirks(model) };
    const written = JSON.stringify(bedrockConverseTranslator.writeCall(read.call, options));
    const ids = Array.from(written.matchAll(/"toolUseId":"([a-z0-9]{9})"/g), ([, id]) => id);
    expect(ids).toHaveLength(2);
    expect(ids[0]).toBe(ids[1]);
  });
});
