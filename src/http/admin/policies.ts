/** The routes of policies. */
import { createRatePolicy, createUsagePolicy } from '../../control/policies/create.ts';
import { deleteRatePolicy, deleteUsagePolicy } from '../../control/policies/delete.ts';
import {
  getRatePolicy,
  getUsagePolicy,
  listPolicyEntities,
  listRateEntities,
  listRatePolicies,
  listUsagePolicies,
  resetPolicyEntity,
  resetRateEntity,
} from '../../control/policies/read.ts';
import { LimitPreview } from '../../control/limits/preview.ts';
import { PreviewPolicy, previewWantedPolicy } from '../../control/policies/preview.ts';
import * as policy from '../../control/policies/schemas.ts';
import { updateRatePolicy, updateUsagePolicy } from '../../control/policies/update.ts';
import { Nothing } from '../../control/fields.ts';
import { get, post, put, remove, type Route } from './route.ts';

export const POLICY_ROUTES: readonly Route[] = [
  post('/policies/preview', previewWantedPolicy, [PreviewPolicy, LimitPreview]),
  post('/policies/usage-limits', createUsagePolicy, [policy.CreateUsagePolicy, policy.PolicyName]),
  get('/policies/usage-limits', listUsagePolicies, [policy.ListPolicies, policy.UsagePolicyList]),
  get('/policies/usage-limits/{id}', getUsagePolicy, [policy.GetUsagePolicy, policy.UsagePolicyView]),
  put('/policies/usage-limits/{id}', updateUsagePolicy, [policy.UpdateUsagePolicy, Nothing]),
  remove('/policies/usage-limits/{id}', deleteUsagePolicy, [policy.PolicyRef, Nothing]),
  get('/policies/usage-limits/{id}/entities', listPolicyEntities, [policy.ListEntities, policy.EntityList]),
  put('/policies/usage-limits/{id}/entities/{entity_id}/reset', resetPolicyEntity, [policy.ResetEntity, Nothing]),
  post('/policies/rate-limits', createRatePolicy, [policy.CreateRatePolicy, policy.PolicyName]),
  get('/policies/rate-limits', listRatePolicies, [policy.ListPolicies, policy.RatePolicyList]),
  get('/policies/rate-limits/{id}', getRatePolicy, [policy.GetRatePolicy, policy.RatePolicyView]),
  put('/policies/rate-limits/{id}', updateRatePolicy, [policy.UpdateRatePolicy, Nothing]),
  remove('/policies/rate-limits/{id}', deleteRatePolicy, [policy.PolicyRef, Nothing]),
  get('/policies/rate-limits/{id}/entities', listRateEntities, [policy.ListEntities, policy.EntityList]),
  put('/policies/rate-limits/{id}/entities/{entity_id}/reset', resetRateEntity, [policy.ResetEntity, Nothing]),
];
