/** Settings that Claude Code would not apply: a checksum that it computes otherwise, layers that lift a denial. */
import { describe, expect, it } from 'vitest';
import { checksumOf, mergeSettings } from './managed-settings.ts';

describe('the checksum', () => {
  it('is of the sorted text without white space', () => {
    // echo -n '{"a":[1,{"b":null,"c":"é"}],"z":true}' | sha256sum
    const settings = { z: true, a: [1, { c: 'é', b: null }] };
    expect(checksumOf(settings)).toBe('sha256:43298552de739da999597ec5f0f55d7181748daee4c109653de21c5beae3d111');
    expect(checksumOf({})).toBe('sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a');
  });
});

describe('a workspace over its organisation', () => {
  it('wins where both say something, and cannot lift what is denied', () => {
    const organisation = {
      model: 'opus',
      env: { A: '1', B: '1' },
      permissions: { deny: ['WebFetch'], defaultMode: 'plan' },
      availableModels: ['opus', 'sonnet'],
    };
    const workspace = {
      model: 'sonnet',
      env: { B: '2' },
      permissions: { deny: ['Bash(curl:*)'], defaultMode: 'default' },
      availableModels: ['sonnet'],
    };
    expect(mergeSettings(organisation, workspace)).toEqual({
      model: 'sonnet',
      env: { A: '1', B: '2' },
      permissions: { deny: ['WebFetch', 'Bash(curl:*)'], defaultMode: 'default' },
      availableModels: ['sonnet'],
    });
    expect(mergeSettings(organisation, { permissions: { deny: [] } })['permissions']).toMatchObject({
      deny: ['WebFetch'],
    });
  });

  it('cannot reach what objects inherit', () => {
    const evil = JSON.parse('{"__proto__": {"polluted": true}}') as Record<string, unknown>;
    mergeSettings({}, evil);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});
