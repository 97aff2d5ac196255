import { describe, expect, it } from 'vitest';
import { countTokensRegion, hostFor, publisherUrl } from './hosts.ts';
import { countTokensModelName, vertexModelName } from './model-names.ts';

describe('hosts', () => {
  it.each([
    ['us-east5', 'https://us-east5-aiplatform.googleapis.com'],
    ['global', 'https://aiplatform.googleapis.com'],
    ['us', 'https://aiplatform.us.rep.googleapis.com'],
    ['eu', 'https://aiplatform.eu.rep.googleapis.com'],
  ])('%s is served at %s', (region, host) => {
    expect(hostFor(region)).toBe(host);
  });

  it('keeps the location in the path, whatever the host', () => {
    const place = { project: 'p', region: 'eu', customHost: 'http://localhost:1/x' };
    const path = '/projects/p/locations/eu/publishers/anthropic/models/claude-haiku-4-5@20251001:rawPredict';
    const asked = { publisher: 'anthropic', model: 'claude-haiku-4-5@20251001', verb: 'rawPredict' } as const;
    expect(publisherUrl(place, asked)).toBe(`http://localhost:1/x/v1${path}`);
    expect(publisherUrl({ ...place, customHost: 'http://h/v1' }, asked)).toBe(`http://h/v1${path}`);
  });

  it.each([
    ['us-east5', 'us-east5'],
    ['us-central1', 'us-east5'],
    ['global', 'us-east5'],
    ['us', 'us-east5'],
    ['southamerica-east1', 'us-east5'],
    ['eu', 'europe-west1'],
    ['europe-west4', 'europe-west1'],
    ['me-central1', 'europe-west1'],
    ['asia-east1', 'asia-southeast1'],
    ['australia-southeast1', 'asia-southeast1'],
  ])('tokens of %s are counted in %s', (region, counted) => {
    expect(countTokensRegion(region)).toBe(counted);
  });
});

describe('model names that the catalog does not know', () => {
  it.each([
    ['claude-new-9-20271231', 'claude-new-9@20271231'],
    ['anthropic.claude-new-9-20271231[1m]', 'claude-new-9@20271231'],
    ['anthropic/claude-new-9', 'claude-new-9'],
    ['claude-new-9@default', 'claude-new-9@default'],
    ['my-alias-20271231', 'my-alias-20271231'],
  ])('%s goes as %s', (name, expected) => {
    expect(vertexModelName(name, null)).toBe(expected);
  });

  it('lose their alias for the counter, which refuses it', () => {
    expect(countTokensModelName('claude-new-9@latest', null)).toBe('claude-new-9');
  });
});
