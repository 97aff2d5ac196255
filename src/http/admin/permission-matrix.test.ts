/**
 * The permission matrix as data: who may do what, for sessions and for keys, on every route of the admin API. A new route
 * fails until it has a row.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ALL_SCOPES, type Scope } from '../../control/scopes.ts';
import { openAdmin, type Caller } from './scenario.suite.ts';
import { ROUTES } from './routes.ts';

/** People by their roles in the organisation and in the workspace; then keys: an admin key, a service key, a developer's. */
const ACTORS = ['owner', 'orgAdmin', 'wsAdmin', 'manager', 'member', 'bystander', 'admin', 'service', 'developer'];

/** Any one of the scopes opens the route; of two groups, joined by &, one of each. In the order of ACTORS: y = let in, - = 403. */
const MATRIX: readonly (readonly [call: string, scopes: string, row: string])[] = [
  ['GET /account', 'a person', 'yyyyyy---'],
  ['PUT /account', 'a person', 'yyyyyy---'],
  ['POST /account/device-codes/approve', 'a person', 'yyyyyy---'],
  ['POST /account/device-codes/deny', 'a person', 'yyyyyy---'],
  ['POST /account/device-codes/find', 'a person', 'yyyyyy---'],
  ['GET /account/devices', 'a person', 'yyyyyy---'],
  ['DELETE /account/devices/{id}', 'a person', 'yyyyyy---'],
  ['POST /account/password', 'a person', 'yyyyyy---'],
  ['POST /account/recovery-codes', 'a person', 'yyyyyy---'],
  ['GET /account/second-factors', 'a person', 'yyyyyy---'],
  ['POST /account/second-factors', 'a person', 'yyyyyy---'],
  ['POST /account/second-factors/begin', 'a person', 'yyyyyy---'],
  ['POST /account/second-factors/security-key', 'a person', 'yyyyyy---'],
  ['POST /account/second-factors/security-key/begin', 'a person', 'yyyyyy---'],
  ['POST /account/second-factors/{id}/remove', 'a person', 'yyyyyy---'],
  ['GET /account/sessions', 'a person', 'yyyyyy---'],
  ['DELETE /account/sessions', 'a person', 'yyyyyy---'],
  ['DELETE /account/sessions/{id}', 'a person', 'yyyyyy---'],
  ['GET /admin/claude-code/groups', 'organisation_settings.read', 'yy----y--'],
  ['GET /admin/claude-code/settings', 'organisation_settings.read', 'yy----y--'],
  ['PUT /admin/claude-code/settings', 'organisation_settings.update', 'yy----y--'],
  ['GET /admin/devices', 'organisation_users.list', 'yy----y--'],
  ['DELETE /admin/devices/{id}', 'organisation_users.update', 'yy----y--'],
  ['GET /admin/identity-provider-presets', 'organisation_settings.read', 'yy----y--'],
  ['GET /admin/identity-providers', 'organisation_settings.read', 'yy----y--'],
  ['POST /admin/identity-providers', 'organisation_settings.update', 'yy----y--'],
  ['GET /admin/identity-providers/{id}', 'organisation_settings.read', 'yy----y--'],
  ['PUT /admin/identity-providers/{id}', 'organisation_settings.update', 'yy----y--'],
  ['DELETE /admin/identity-providers/{id}', 'organisation_settings.update', 'yy----y--'],
  ['POST /admin/identity-providers/{id}/test', 'organisation_settings.update', 'yy----y--'],
  ['GET /admin/identity-settings', 'organisation_settings.read', 'yy----y--'],
  ['PUT /admin/identity-settings', 'organisation_settings.update', 'yy----y--'],
  ['POST /admin/identity-settings/verify-domain', 'organisation_settings.update', 'yy----y--'],
  ['GET /admin/organisation/defaults', 'organisation_settings.read', 'yy----y--'],
  ['PUT /admin/organisation/defaults', 'organisation_settings.update', 'yy----y--'],
  ['GET /admin/organisation/settings', 'organisation_settings.read', 'yy----y--'],
  ['PUT /admin/organisation/settings', 'organisation_settings.update', 'yy----y--'],
  ['GET /admin/permissions', 'organisation_settings.read', 'yy----y--'],
  ['PUT /admin/permissions', 'organisation_settings.update', 'yy----y--'],
  ['GET /admin/scim-tokens', 'organisation_settings.read', 'yy----y--'],
  ['POST /admin/scim-tokens', 'organisation_settings.update', 'yy----y--'],
  ['DELETE /admin/scim-tokens/{id}', 'organisation_settings.update', 'yy----y--'],
  ['GET /admin/sessions', 'organisation_users.list', 'yy----y--'],
  ['DELETE /admin/sessions/{id}', 'organisation_users.update', 'yy----y--'],
  ['GET /admin/users', 'organisation_users.list', 'yy----y--'],
  ['POST /admin/users/invites', 'organisation_users.create', 'yy----y--'],
  ['GET /admin/users/invites', 'organisation_users.list', 'yy----y--'],
  ['GET /admin/users/invites/{invite_id}', 'organisation_users.read', 'yy----y--'],
  ['DELETE /admin/users/invites/{invite_id}', 'organisation_users.delete', 'yy----y--'],
  ['POST /admin/users/invites/{invite_id}/resend', 'organisation_users.create', 'yy----y--'],
  ['GET /admin/users/{user_id}', 'organisation_users.read', 'yy----y--'],
  ['PUT /admin/users/{user_id}', 'organisation_users.update', 'yy----y--'],
  ['DELETE /admin/users/{user_id}', 'organisation_users.delete', 'yy----y--'],
  ['POST /admin/users/{user_id}/make-owner', 'organisation_users.update', 'y--------'],
  ['POST /admin/users/{user_id}/reset-password', 'organisation_users.update', 'yy----y--'],
  ['POST /admin/users/{user_id}/reset-second-factors', 'organisation_users.update', 'yy----y--'],
  ['GET /admin/workspaces', 'workspaces.list', 'yyyyy-yy-'],
  ['POST /admin/workspaces', 'workspaces.create', 'yy----y--'],
  ['GET /admin/workspaces/{id}', 'workspaces.read', 'yyyyy-yy-'],
  ['PUT /admin/workspaces/{id}', 'workspaces.update', 'yyyy--yy-'],
  ['DELETE /admin/workspaces/{id}', 'workspaces.delete', 'yy----y--'],
  ['GET /admin/workspaces/{id}/permissions', 'workspaces.read', 'yyyyy-yy-'],
  ['PUT /admin/workspaces/{id}/permissions', 'workspaces.update', 'yyy---y--'],
  ['POST /admin/workspaces/{id}/users', 'workspace_users.create', 'yyyy--yy-'],
  ['GET /admin/workspaces/{id}/users', 'workspace_users.list', 'yyyyy-yy-'],
  ['GET /admin/workspaces/{id}/users/{user_id}', 'workspace_users.read', 'yyyyy-yy-'],
  ['PUT /admin/workspaces/{id}/users/{user_id}', 'workspace_users.update', 'yyyy--yy-'],
  ['DELETE /admin/workspaces/{id}/users/{user_id}', 'workspace_users.delete', 'yyyy--yy-'],
  ['GET /ai-providers', 'organisation_integrations.list | workspace_integrations.list', 'yyyyy-yy-'],
  ['GET /analytics/graphs/budget-use', 'analytics.view', 'yyyyy-yy-'],
  ['GET /analytics/graphs/cache/hit-rate', 'analytics.view', 'yyyyy-yy-'],
  ['GET /analytics/graphs/cache/latency', 'analytics.view', 'yyyyy-yy-'],
  ['GET /analytics/graphs/cost', 'analytics.view', 'yyyyy-yy-'],
  ['GET /analytics/graphs/errors', 'analytics.view', 'yyyyy-yy-'],
  ['GET /analytics/graphs/errors/rate', 'analytics.view', 'yyyyy-yy-'],
  ['GET /analytics/graphs/errors/stacks', 'analytics.view', 'yyyyy-yy-'],
  ['GET /analytics/graphs/errors/status-codes', 'analytics.view', 'yyyyy-yy-'],
  ['GET /analytics/graphs/feedbacks', 'analytics.view', 'yyyyy-yy-'],
  ['GET /analytics/graphs/feedbacks/ai-models', 'analytics.view', 'yyyyy-yy-'],
  ['GET /analytics/graphs/feedbacks/scores', 'analytics.view', 'yyyyy-yy-'],
  ['GET /analytics/graphs/feedbacks/weighted', 'analytics.view', 'yyyyy-yy-'],
  ['GET /analytics/graphs/gateway-time', 'analytics.view', 'yyyyy-yy-'],
  ['GET /analytics/graphs/guardrails', 'analytics.view', 'yyyyy-yy-'],
  ['GET /analytics/graphs/latency', 'analytics.view', 'yyyyy-yy-'],
  ['GET /analytics/graphs/output-speed', 'analytics.view', 'yyyyy-yy-'],
  ['GET /analytics/graphs/overview', 'analytics.view', 'yyyyy-yy-'],
  ['GET /analytics/graphs/prompt-cache', 'analytics.view', 'yyyyy-yy-'],
  ['GET /analytics/graphs/requests', 'analytics.view', 'yyyyy-yy-'],
  ['GET /analytics/graphs/requests/rescued', 'analytics.view', 'yyyyy-yy-'],
  ['GET /analytics/graphs/sessions', 'analytics.view', 'yyyyy-yy-'],
  ['GET /analytics/graphs/stalls', 'analytics.view', 'yyyyy-yy-'],
  ['GET /analytics/graphs/time-to-first-byte', 'analytics.view', 'yyyyy-yy-'],
  ['GET /analytics/graphs/tokens', 'analytics.view', 'yyyyy-yy-'],
  ['GET /analytics/graphs/tool-calls', 'analytics.view', 'yyyyy-yy-'],
  ['GET /analytics/graphs/users', 'analytics.view', 'yyyyy-yy-'],
  ['GET /analytics/graphs/users/requests', 'analytics.view', 'yyyyy-yy-'],
  ['GET /analytics/groups/agents', 'analytics.view', 'yyyyy-yy-'],
  ['GET /analytics/groups/ai-models', 'analytics.view', 'yyyyy-yy-'],
  ['GET /analytics/groups/api-keys', 'analytics.view', 'yyyyy-yy-'],
  ['GET /analytics/groups/configs', 'analytics.view', 'yyyyy-yy-'],
  ['GET /analytics/groups/errors', 'analytics.view', 'yyyyy-yy-'],
  ['GET /analytics/groups/metadata/{metadataKey}', 'analytics.view', 'yyyyy-yy-'],
  ['GET /analytics/groups/operations', 'analytics.view', 'yyyyy-yy-'],
  ['GET /analytics/groups/providers', 'analytics.view', 'yyyyy-yy-'],
  ['GET /analytics/groups/regions', 'analytics.view', 'yyyyy-yy-'],
  ['GET /analytics/groups/sessions', 'analytics.view', 'yyyyy-yy-'],
  ['GET /analytics/groups/status-codes', 'analytics.view', 'yyyyy-yy-'],
  ['GET /analytics/groups/users', 'analytics.view', 'yyyyy-yy-'],
  ['GET /analytics/groups/workspaces', 'analytics.view', 'yyyyy-yy-'],
  ['GET /analytics/query', 'analytics.view', 'yyyyy-yy-'],
  ['GET /analytics/series', 'analytics.view', 'yyyyy-yy-'],
  ['GET /analytics/session-activity', 'logs.list | analytics.view', 'yyyyy-yyy'],
  ['GET /analytics/summary/cache', 'analytics.view', 'yyyyy-yy-'],
  [
    'GET /api-keys',
    'workspace_service_api_keys.list | workspace_user_api_keys.list | organisation_service_api_keys.list',
    'yyyyy-yy-',
  ],
  [
    'GET /api-keys/scopes',
    'workspace_service_api_keys.list | workspace_user_api_keys.list | organisation_service_api_keys.list',
    'yyyyy-yy-',
  ],
  [
    'GET /api-keys/{id}',
    'workspace_service_api_keys.read | workspace_user_api_keys.read | organisation_service_api_keys.read',
    'yyyyy-yy-',
  ],
  [
    'PUT /api-keys/{id}',
    'workspace_service_api_keys.update | workspace_user_api_keys.update | organisation_service_api_keys.update',
    'yyyy--yy-',
  ],
  [
    'DELETE /api-keys/{id}',
    'workspace_service_api_keys.delete | workspace_user_api_keys.delete | organisation_service_api_keys.delete',
    'yyyy--yy-',
  ],
  [
    'POST /api-keys/{id}/reveal',
    'workspace_service_api_keys.rotate | workspace_user_api_keys.rotate | organisation_service_api_keys.rotate',
    'yyyyy-yy-',
  ],
  [
    'POST /api-keys/{id}/rotate',
    'workspace_service_api_keys.rotate | workspace_user_api_keys.rotate | organisation_service_api_keys.rotate',
    'yyyy--yy-',
  ],
  [
    'POST /api-keys/{type}/{sub_type}',
    'workspace_service_api_keys.create | workspace_user_api_keys.create | organisation_service_api_keys.create',
    'yyyy--yy-',
  ],
  ['GET /audit-logs', 'audit_logs.list', 'yy----y--'],
  ['GET /configs', 'configs.list', 'yyyyy-yy-'],
  ['POST /configs', 'configs.create', 'yyyy--yy-'],
  ['POST /configs/explain', 'configs.read', 'yyyyy-yy-'],
  ['GET /configs/{slug}', 'configs.read', 'yyyyy-yy-'],
  ['PUT /configs/{slug}', 'configs.update', 'yyyy--yy-'],
  ['DELETE /configs/{slug}', 'configs.delete', 'yyyy--yy-'],
  ['GET /configs/{slug}/versions', 'configs.read', 'yyyyy-yy-'],
  ['POST /feedback', 'feedbacks.write | completions.write | logs.write', '-------yy'],
  ['PUT /feedback/{id}', 'feedbacks.write | completions.write | logs.write', '-------yy'],
  ['GET /guardrails', 'guardrails.list | organisation_guardrails.list', 'yyyyy-yy-'],
  ['POST /guardrails', 'guardrails.create | organisation_guardrails.create', 'yyyy--yy-'],
  ['GET /guardrails/checks', 'guardrails.list | organisation_guardrails.list', 'yyyyy-yy-'],
  ['GET /guardrails/packs', 'guardrails.list | organisation_guardrails.list', 'yyyyy-yy-'],
  ['GET /guardrails/report', 'guardrails.list | organisation_guardrails.list & analytics.view', 'yyyyy-yy-'],
  ['GET /guardrails/{guardrailId}', 'guardrails.read | organisation_guardrails.read', 'yyyyy-yy-'],
  ['PUT /guardrails/{guardrailId}', 'guardrails.update | organisation_guardrails.update', 'yyyy--yy-'],
  ['DELETE /guardrails/{guardrailId}', 'guardrails.delete | organisation_guardrails.delete', 'yyyy--yy-'],
  [
    'POST /guardrails/{guardrailId}/dry-run',
    'guardrails.invoke | guardrails.update | organisation_guardrails.update & logs.view',
    'yyyy--yy-',
  ],
  ['GET /guardrails/{guardrailId}/exceptions', 'guardrails.read | organisation_guardrails.read', 'yyyyy-yy-'],
  ['POST /guardrails/{guardrailId}/exceptions', 'guardrails.update | organisation_guardrails.update', 'yyyy--yy-'],
  [
    'DELETE /guardrails/{guardrailId}/exceptions/{exceptionId}',
    'guardrails.update | organisation_guardrails.update',
    'yyyy--yy-',
  ],
  [
    'POST /guardrails/{guardrailId}/invoke',
    'guardrails.invoke | guardrails.update | organisation_guardrails.update',
    'yyyy--yy-',
  ],
  ['GET /guardrails/{guardrailId}/versions', 'guardrails.read | organisation_guardrails.read', 'yyyyy-yy-'],
  ['GET /integrations', 'organisation_integrations.list | workspace_integrations.list', 'yyyyy-yy-'],
  ['POST /integrations', 'organisation_integrations.create | workspace_integrations.create', 'yyyy--yy-'],
  ['POST /integrations/test', 'organisation_integrations.create | workspace_integrations.create', 'yyyy--yy-'],
  ['GET /integrations/{slug}', 'organisation_integrations.read | workspace_integrations.read', 'yyyyy-yy-'],
  ['PUT /integrations/{slug}', 'organisation_integrations.update | workspace_integrations.update', 'yyyy--yy-'],
  ['DELETE /integrations/{slug}', 'organisation_integrations.delete | workspace_integrations.delete', 'yyyy--yy-'],
  ['GET /integrations/{slug}/models', 'organisation_integrations.read | workspace_integrations.read', 'yyyyy-yy-'],
  ['PUT /integrations/{slug}/models', 'organisation_integrations.update | workspace_integrations.update', 'yyyy--yy-'],
  [
    'DELETE /integrations/{slug}/models',
    'organisation_integrations.update | workspace_integrations.update',
    'yyyy--yy-',
  ],
  ['GET /integrations/{slug}/workspaces', 'organisation_integrations.read', 'yy----y--'],
  ['PUT /integrations/{slug}/workspaces', 'organisation_integrations.update', 'yy----y--'],
  ['GET /limits', 'organisation_settings.read | policies.list', 'yyyyy-yy-'],
  ['POST /limits/preview', 'policies.read', 'yyyyy-yy-'],
  ['POST /limits/rebuild', 'organisation_settings.update', 'yy----y--'],
  ['PUT /limits/{owner_kind}/{owner_id}', 'organisation_settings.update | workspaces.update', 'yyy---yy-'],
  ['GET /logs', 'logs.list', 'yyyyy-yyy'],
  ['POST /logs', 'logs.write', '-------y-'],
  ['GET /logs/exports', 'logs.export', 'yyyy--yy-'],
  ['POST /logs/exports', 'logs.export', 'yyyy--yy-'],
  ['GET /logs/exports/field-restrictions', 'logs.export', 'yyyy--yy-'],
  ['GET /logs/exports/{id}', 'logs.export', 'yyyy--yy-'],
  ['PUT /logs/exports/{id}', 'logs.export', 'yyyy--yy-'],
  ['POST /logs/exports/{id}/cancel', 'logs.export', 'yyyy--yy-'],
  ['GET /logs/exports/{id}/download', 'logs.export', 'yyyy--yy-'],
  ['POST /logs/exports/{id}/start', 'logs.export', 'yyyy--yy-'],
  ['GET /logs/filters', 'logs.list', 'yyyyy-yyy'],
  ['POST /logs/filters', 'logs.list', 'yyyyy-yyy'],
  ['DELETE /logs/filters/{id}', 'logs.list', 'yyyyy-yyy'],
  ['GET /logs/sessions/{session_id}/tool-calls', 'logs.view', 'yyyyy-yyy'],
  ['GET /logs/{id}', 'logs.view', 'yyyyy-yyy'],
  ['GET /model-gallery', 'models.list | providers.list', 'yyyyy-yy-'],
  ['GET /notifications', 'policies.list', 'yyyyy-yy-'],
  ['GET /notifications/channels', 'organisation_settings.read', 'yy----y--'],
  ['POST /notifications/channels', 'organisation_settings.update', 'yy----y--'],
  ['PUT /notifications/channels/{id}', 'organisation_settings.update', 'yy----y--'],
  ['DELETE /notifications/channels/{id}', 'organisation_settings.update', 'yy----y--'],
  ['POST /notifications/channels/{id}/test', 'organisation_settings.update', 'yy----y--'],
  ['GET /organizations/spend_limits', 'organisation_settings.read', 'yy----y--'],
  ['POST /organizations/spend_limits', 'organisation_settings.update', 'yy----y--'],
  ['GET /organizations/spend_limits/audit', 'audit_logs.list', 'yy----y--'],
  ['GET /organizations/spend_limits/effective', 'organisation_settings.read', 'yy----y--'],
  ['GET /organizations/spend_limits/{id}', 'organisation_settings.read', 'yy----y--'],
  ['DELETE /organizations/spend_limits/{id}', 'organisation_settings.update', 'yy----y--'],
  ['POST /policies/preview', 'policies.read', 'yyyyy-yy-'],
  ['POST /policies/rate-limits', 'policies.create', 'yyyy--yy-'],
  ['GET /policies/rate-limits', 'policies.list', 'yyyyy-yy-'],
  ['GET /policies/rate-limits/{id}', 'policies.read', 'yyyyy-yy-'],
  ['PUT /policies/rate-limits/{id}', 'policies.update', 'yyyy--yy-'],
  ['DELETE /policies/rate-limits/{id}', 'policies.delete', 'yyyy--yy-'],
  ['GET /policies/rate-limits/{id}/entities', 'policies.read', 'yyyyy-yy-'],
  ['PUT /policies/rate-limits/{id}/entities/{entity_id}/reset', 'policies.update', 'yyyy--yy-'],
  ['POST /policies/usage-limits', 'policies.create', 'yyyy--yy-'],
  ['GET /policies/usage-limits', 'policies.list', 'yyyyy-yy-'],
  ['GET /policies/usage-limits/{id}', 'policies.read', 'yyyyy-yy-'],
  ['PUT /policies/usage-limits/{id}', 'policies.update', 'yyyy--yy-'],
  ['DELETE /policies/usage-limits/{id}', 'policies.delete', 'yyyy--yy-'],
  ['GET /policies/usage-limits/{id}/entities', 'policies.read', 'yyyyy-yy-'],
  ['PUT /policies/usage-limits/{id}/entities/{entity_id}/reset', 'policies.update', 'yyyy--yy-'],
  ['GET /providers', 'providers.list', 'yyyyy-yy-'],
  ['POST /providers', 'providers.create', 'yyyy--yy-'],
  ['GET /providers/{slug}', 'providers.read', 'yyyyy-yy-'],
  ['PUT /providers/{slug}', 'providers.update', 'yyyy--yy-'],
  ['DELETE /providers/{slug}', 'providers.delete', 'yyyy--yy-'],
  ['POST /providers/{slug}/test', 'providers.update', 'yyyy--yy-'],
  ['GET /scim/groups', 'organisation_settings.read', 'yy----y--'],
  ['GET /scim/workspaces', 'organisation_settings.read', 'yy----y--'],
  ['POST /scim/workspaces', 'organisation_settings.update', 'yy----y--'],
  ['DELETE /scim/workspaces/{id}', 'organisation_settings.update', 'yy----y--'],
  ['GET /secret-references', 'secret_references.list', 'yy----y--'],
  ['POST /secret-references', 'secret_references.create', 'yy----y--'],
  ['GET /secret-references/{secretReferenceId}', 'secret_references.read', 'yy----y--'],
  ['PUT /secret-references/{secretReferenceId}', 'secret_references.update', 'yy----y--'],
  ['DELETE /secret-references/{secretReferenceId}', 'secret_references.delete', 'yy----y--'],
  ['POST /secret-references/{secretReferenceId}/test', 'secret_references.update', 'yy----y--'],
  ['POST /stops', 'policies.create', 'yyyy--yy-'],
  ['GET /stops', 'policies.list', 'yyyyy-yy-'],
  ['DELETE /stops/{id}', 'policies.delete', 'yyyy--yy-'],
  ['GET /virtual-keys', 'virtual_keys.list', 'yyyyy-yy-'],
  ['POST /virtual-keys', 'virtual_keys.create', 'yyyy--yy-'],
  ['GET /virtual-keys/{slug}', 'virtual_keys.read', 'yyyyy-yy-'],
  ['PUT /virtual-keys/{slug}', 'virtual_keys.update', 'yyyy--yy-'],
  ['DELETE /virtual-keys/{slug}', 'virtual_keys.delete', 'yyyy--yy-'],
  ['GET /workspace-exclusions/input-guardrails', 'organisation_exclusions.list', 'yy----y--'],
  ['PUT /workspace-exclusions/input-guardrails', 'organisation_exclusions.update', 'yy----y--'],
  ['GET /workspace-exclusions/output-guardrails', 'organisation_exclusions.list', 'yy----y--'],
  ['PUT /workspace-exclusions/output-guardrails', 'organisation_exclusions.update', 'yy----y--'],
];

/**
 * Scopes that open no route of the admin API by themselves, and why they exist.
 * `data plane`: tests/e2e asks them of requests. `rows`: they widen what a route shows. `later`: of what is not served yet.
 */
const OPEN_NO_ROUTE: readonly (readonly [group: RegExp, why: 'data plane' | 'rows' | 'later'])[] = [
  [/^completions\.|^models\.list$/, 'data plane'],
  [/^logs\.read$/, 'rows'],
  [/^(prompts|plugins|deployments|mcp|agents|mcp_servers|agent_servers)\./, 'later'],
  [/^virtual_keys\.(duplicate|copy)$|^feedbacks\.read$/, 'later'],
  [/_(mcp|agent)_integrations\./, 'later'],
];

let caller: Caller;
beforeAll(async () => {
  caller = await openAdmin();
});
afterAll(() => caller.world.records.close());

/** Of a thing that is not there, with an empty body: whoever is let in gets another answer than 403. */
function ask(as: string, call: string) {
  const path = call.replaceAll(/\{\w+\}/g, 'not-there');
  return caller.send(as, path, /^(POST|PUT)/.test(call) ? {} : undefined);
}

function withScopes(scopes: readonly string[]): string {
  const admin = caller.world.actors['admin'];
  if (admin?.kind !== 'api-key') throw new Error('the admin is a key');
  caller.world.actors['tried'] = { ...admin, scopes };
  return 'tried';
}

describe('the permission matrix', () => {
  it('has a row for every route, and none for another', () => {
    expect(MATRIX.map(([call]) => call)).toEqual(ROUTES.map(({ method, path }) => `${method} ${path}`));
  });

  it.each(MATRIX)('%s takes %s', async (call, scopes, row) => {
    const found = [];
    for (const as of ACTORS) found.push((await ask(as, call)).status === 403 ? '-' : 'y');
    expect(found.join('')).toBe(row);
    if (scopes === 'a person') return;
    const gates = scopes.split(' & ').map((gate) => gate.split(' | '));
    for (const gate of gates) {
      const others = [...ALL_SCOPES].filter((scope) => !gate.includes(scope));
      const refused = await ask(withScopes(others), call);
      expect(refused).toMatchObject({ status: 403 });
      expect(refused.text).toContain(`lacks the scope ${gate.join(' or ')}.`);
      const beside = gates.filter((other) => other !== gate).flat();
      for (const scope of gate) {
        expect((await ask(withScopes([scope, ...beside]), call)).text).not.toContain('lacks the scope');
      }
    }
    expect(await ask(withScopes([]), call)).toMatchObject({ status: 403 });
  });

  it('asks for every scope that there is somewhere, but for those of other doors', () => {
    const asked = new Set(MATRIX.flatMap(([, scopes]) => scopes.split(/ [|&] /)));
    const idle = [...ALL_SCOPES].filter(
      (scope: Scope) => !asked.has(scope) && !OPEN_NO_ROUTE.some(([group]) => group.test(scope)),
    );
    expect(idle).toEqual([]);
  });
});
