import { describe, expect, it } from 'vitest';
import { factsFor } from '../../catalog/models.ts';
import { bedrockModelName } from './model-names.ts';

const onBedrock = (name: string, region = 'us-east-1') =>
  bedrockModelName(name, factsFor('bedrock', name).platformId, region);

describe('a model’s name that Bedrock does not take', () => {
  it.each([
    ['claude-sonnet-4-5', 'us.anthropic.claude-sonnet-4-5-20250929-v1:0'],
    ['claude-sonnet-4-5@20250929', 'us.anthropic.claude-sonnet-4-5-20250929-v1:0'],
    ['claude-opus-4-8[1m]', 'us.anthropic.claude-opus-4-8'],
    ['claude-opus-4-6@default', 'us.anthropic.claude-opus-4-6-v1'],
    ['anthropic/claude-haiku-4.5', 'us.anthropic.claude-haiku-4-5-20251001-v1:0'],
    ['claude-3-5-sonnet-v2@20241022', 'anthropic.claude-3-5-sonnet-20241022-v2:0'],
    ['claude-3-haiku', 'anthropic.claude-3-haiku-20240307-v1:0'],
    // Models that the catalog does not know.
    ['claude-verse-7@20280101', 'us.anthropic.claude-verse-7-20280101-v1:0'],
    ['claude-verse-7@default', 'us.anthropic.claude-verse-7'],
  ])('%s becomes %s', (name, expected) => {
    expect(onBedrock(name)).toBe(expected);
  });

  it.each([
    ['eu-west-3', 'claude-sonnet-4-5', 'eu.anthropic.claude-sonnet-4-5-20250929-v1:0'],
    ['us-gov-west-1', 'claude-sonnet-4-5', 'us-gov.anthropic.claude-sonnet-4-5-20250929-v1:0'],
    ['ap-northeast-1', 'claude-sonnet-4-5', 'jp.anthropic.claude-sonnet-4-5-20250929-v1:0'],
    ['ap-southeast-2', 'claude-opus-4-8', 'au.anthropic.claude-opus-4-8'],
    ['ap-south-1', 'claude-sonnet-4', 'apac.anthropic.claude-sonnet-4-20250514-v1:0'],
    // No profile keeps the data there, and the global one is nobody's to choose but the caller's.
    ['ap-south-1', 'claude-opus-4-8', 'anthropic.claude-opus-4-8'],
  ])('in %s, %s keeps its data there: %s', (region, name, expected) => {
    expect(onBedrock(name, region)).toBe(expected);
  });
});

it.each([
  'anthropic.claude-sonnet-4-5-20250929-v1:0',
  'global.anthropic.claude-opus-4-8',
  'eu.anthropic.claude-opus-4-6-v1',
  'amazon.nova-pro-v1:0',
  'us.meta.llama3-3-70b-instruct-v1:0',
  'openai.gpt-oss-120b-1:0',
  'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc',
  'arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0',
])('%s is taken as it is', (name) => {
  expect(onBedrock(name)).toBe(name);
});
