/** Every migration of the records, oldest first. Written by scripts/generate-registry.ts: do not edit. */
import type { Migration } from '../migration.ts';
import { migration as m0001TheFirstNouns } from './0001-the-first-nouns.ts';
import { migration as m0002ADeletedKeyFreesItsText } from './0002-a-deleted-key-frees-its-text.ts';
import { migration as m0003WorkspacesAndOrder } from './0003-workspaces-and-order.ts';
import { migration as m0004Limits } from './0004-limits.ts';
import { migration as m0005WhatIntegrationsOffer } from './0005-what-integrations-offer.ts';
import { migration as m0006OrganisationSettings } from './0006-organisation-settings.ts';
import { migration as m0007RotationOfKeys } from './0007-rotation-of-keys.ts';
import { migration as m0008SavedFiltersAndFeedback } from './0008-saved-filters-and-feedback.ts';
import { migration as m0009Guardrails } from './0009-guardrails.ts';
import { migration as m0010People } from './0010-people.ts';
import { migration as m0011AuditChain } from './0011-audit-chain.ts';
import { migration as m0012ProofOfTheMasterKey } from './0012-proof-of-the-master-key.ts';
import { migration as m0013Policies } from './0013-policies.ts';
import { migration as m0015LogExports } from './0015-log-exports.ts';
import { migration as m0068RecordChanges } from './0068-record-changes.ts';
import { migration as m0069CopiesAndProcesses } from './0069-copies-and-processes.ts';
import { migration as m0070Notifications } from './0070-notifications.ts';
import { migration as m0071StopsAndVelocity } from './0071-stops-and-velocity.ts';
import { migration as m0076Devices } from './0076-devices.ts';
import { migration as m0077ClaudeCodeSettings } from './0077-claude-code-settings.ts';
import { migration as m0078IdentityProviders } from './0078-identity-providers.ts';
import { migration as m0079Scim } from './0079-scim.ts';
import { migration as m0087SecretReferences } from './0087-secret-references.ts';
import { migration as m0088SecondFactors } from './0088-second-factors.ts';
import { migration as m0088UsedAssertions } from './0088-used-assertions.ts';
import { migration as m0099SessionActivity } from './0099-session-activity.ts';
import { migration as m0100GroupsOfPeople } from './0100-groups-of-people.ts';
import { migration as m0103KeysThatExpire } from './0103-keys-that-expire.ts';
import { migration as m0104Countries } from './0104-countries.ts';
import { migration as m0105AuditedBodies } from './0105-audited-bodies.ts';
import { migration as m0106Batches } from './0106-batches.ts';
import { migration as m0107Standings } from './0107-standings.ts';
import { migration as m0108BatchHolds } from './0108-batch-holds.ts';
import { migration as m0109SpendLimits } from './0109-spend-limits.ts';

export const MIGRATIONS: readonly Migration[] = [
  m0001TheFirstNouns,
  m0002ADeletedKeyFreesItsText,
  m0003WorkspacesAndOrder,
  m0004Limits,
  m0005WhatIntegrationsOffer,
  m0006OrganisationSettings,
  m0007RotationOfKeys,
  m0008SavedFiltersAndFeedback,
  m0009Guardrails,
  m0010People,
  m0011AuditChain,
  m0012ProofOfTheMasterKey,
  m0013Policies,
  m0015LogExports,
  m0068RecordChanges,
  m0069CopiesAndProcesses,
  m0070Notifications,
  m0071StopsAndVelocity,
  m0076Devices,
  m0077ClaudeCodeSettings,
  m0078IdentityProviders,
  m0079Scim,
  m0087SecretReferences,
  m0088SecondFactors,
  m0088UsedAssertions,
  m0099SessionActivity,
  m0100GroupsOfPeople,
  m0103KeysThatExpire,
  m0104Countries,
  m0105AuditedBodies,
  m0106Batches,
  m0107Standings,
  m0108BatchHolds,
  m0109SpendLimits,
];
