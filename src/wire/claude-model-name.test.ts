import { describe, expect, it } from 'vitest';
import { bareClaudeName } from './claude-model-name.ts';

describe('a name of Claude without what stands around it', () => {
  it.each([
    ['claude-opus-4-8', 'claude-opus-4-8'],
    [' claude-opus-4-8[1m] ', 'claude-opus-4-8'],
    ['anthropic/claude-opus-4.8', 'claude-opus-4.8'],
    ['us.anthropic.claude-sonnet-4-5-20250929-v1:0', 'claude-sonnet-4-5-20250929'],
    ['us-gov.anthropic.claude-sonnet-4-5-20250929-v1:0[1m]', 'claude-sonnet-4-5-20250929'],
    ['global.anthropic.claude-opus-4-6-v1', 'claude-opus-4-6'],
    ['claude-sonnet-4-5-20250929-v1:0', 'claude-sonnet-4-5-20250929'],
    ['arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0', 'claude-3-haiku-20240307'],
    [
      'arn:aws-us-gov:bedrock:us-gov-west-1:123456789012:inference-profile/us-gov.anthropic.claude-opus-4-8',
      'claude-opus-4-8',
    ],
    ['publishers/anthropic/models/claude-opus-4@20250514', 'claude-opus-4@20250514'],
    ['projects/p/locations/global/publishers/anthropic/models/claude-opus-5@default', 'claude-opus-5'],
    // A version of the model itself, and no revision of a registry.
    ['claude-3-5-sonnet-v2', 'claude-3-5-sonnet-v2'],
    ['claude-3-5-sonnet-v2@20241022', 'claude-3-5-sonnet-v2@20241022'],
  ])('%s is %s', (name, bare) => {
    expect(bareClaudeName(name)).toBe(bare);
  });

  it.each([
    'amazon.nova-pro-v1:0',
    'us.meta.llama3-3-70b-instruct-v1:0',
    'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc',
    'not-anthropic.claude',
  ])('%s is none of them', (name) => {
    expect(bareClaudeName(name)).toBe(name);
  });
});
