/** Secret mappings: where a secret may go, and what is stored of credentials that are mapped. */
import { describe, expect, it } from 'vitest';
import type { WorkspaceId } from '../../kernel/ids.ts';
import type { SecretReference } from '../../storage/ports/records/secret-references.ts';
import { openaiReference } from '../../storage/ports/records/secret-references.suite.ts';
import type { ControlContext } from '../context.ts';
import { withMapped, withoutMapped } from '../../routing/mapped-credentials.ts';
import { refuseGivenTwice, requireUse, type Mapped } from './secret-mappings.ts';

const team = 'team' as WorkspaceId;
const reference: SecretReference = {
  ...openaiReference,
  key: null,
  access: { everyWorkspace: true, workspaceIds: [] },
};
const mapped = (access = reference.access): Mapped => ({
  mappings: [{ targetField: 'key', referenceId: 'sec_1', key: null, format: 'string' }],
  references: new Map([['sec_1', { ...reference, access }]]),
  values: { key: 'sk-mapped', 'configurations.azure_entra_client_secret': 'hush' },
});
const holding = (...scopes: string[]) =>
  ({
    principal: {
      kind: 'api-key',
      type: 'workspace-service',
      id: 'key_1',
      organisationId: 'acme',
      workspace: { id: team },
      scopes,
    },
  }) as unknown as ControlContext;

describe('a secret reference', () => {
  it('goes to a provider’s own host for whoever may make the integration', () => {
    expect(() => requireUse(holding(), mapped(), { workspaceId: null, hosts: [] })).not.toThrow();
  });

  it('goes to a host of the tenant’s only for those who may read it', () => {
    const there = { workspaceId: null, hosts: ['https://elsewhere.example'] };
    expect(() => requireUse(holding('integrations.create'), mapped(), there)).toThrow('secret_references.read');
    expect(() => requireUse(holding('secret_references.read'), mapped(), there)).not.toThrow();
  });

  it('of some workspaces is not for others, nor for an integration of the organisation', () => {
    const some = mapped({ everyWorkspace: false, workspaceIds: [team] });
    expect(() => requireUse(holding(), some, { workspaceId: team, hosts: [] })).not.toThrow();
    expect(() => requireUse(holding(), some, { workspaceId: 'other' as WorkspaceId, hosts: [] })).toThrow(
      'this workspace',
    );
    expect(() => requireUse(holding(), some, { workspaceId: null, hosts: [] })).toThrow('of the organisation');
  });
});

describe('credentials with mapped fields', () => {
  const given = { key: null, configurations: { azure_resource_name: 'r' } };

  it('are checked with their values, and stored without them', () => {
    const whole = withMapped(given, mapped().values);
    expect(whole).toEqual({
      key: 'sk-mapped',
      configurations: { azure_resource_name: 'r', azure_entra_client_secret: 'hush' },
    });
    expect(withoutMapped(whole, mapped().values)).toEqual(given);
  });

  it('do not have a value of their own beside the mapped one', () => {
    expect(() => refuseGivenTwice({ ...given, key: 'sk-typed' }, mapped())).toThrow('key: is given, and mapped');
  });
});
