/**
 * The values of secret references, kept in memory only. An integration is compiled with what is at hand; a value that was
 * fetched, or that changed, has its integrations compiled again. No request waits for a secret manager.
 */
import { failure, success, type Result } from '../../kernel/result.ts';
import type { RecordChange } from '../../storage/ports/records/configuration.ts';
import type { Integration } from '../../storage/ports/records/integrations.ts';
import {
  isSharedWith,
  type SecretMapping,
  type SecretReference,
} from '../../storage/ports/records/secret-references.ts';
import { KeptSecrets, type Keeping, type KeptSecret } from './kept-secrets.ts';
import { settingIn, type Secret } from '../../kernel/secret-value.ts';
import type { ConnectionProblem } from '../../routing/compiled-provider.ts';
import type { MappedValues } from '../../routing/mapped-credentials.ts';

/** After a value was refused by an AI service: it may have been rotated a moment ago. */
const REFUSED_MS = 10_000;

export type IntegrationSecrets = Pick<Integration, 'id' | 'organisationId' | 'workspaceId' | 'secretMappings'>;

export interface SecretValues {
  /** What the mappings give now. What was never fetched is asked for, and compiles the integration again. */
  use(integration: IntegrationSecrets): Result<MappedValues, ConnectionProblem>;
  /** Fetches anew; the values count from then on. Rejects with GatewayError. */
  fetch(reference: SecretReference): Promise<Secret>;
  /** Resolves with what must be compiled besides: the integrations that use a reference which changed. */
  changed(changes: readonly RecordChange[]): Promise<RecordChange[]>;
  /** An AI service refused a credential that is made of this text. */
  refused(credential: string): void;
  /** Fetches what is due: to be called every few seconds. Resolves when that is done. */
  refresh(): Promise<void>;
  /** References whose last fetch failed, and are in use. */
  failing(): number;
}

export interface SecretValuesParts extends Keeping {
  /** Has the integrations compiled anew. */
  recompile(changes: readonly RecordChange[]): Promise<void>;
}

export function createSecretValues(parts: SecretValuesParts): SecretValues {
  const { clock } = parts;
  const kept = new KeptSecrets(parts);
  const usersOf = (all: readonly KeptSecret[]): RecordChange[] =>
    [...new Set(all.flatMap(({ users }) => [...users]))].map((id) => ({ noun: 'integration', id }));

  return {
    use(integration) {
      for (const { users } of kept.all()) users.delete(integration.id);
      const values: Record<string, unknown> = {};
      for (const mapping of integration.secretMappings) {
        const one = kept.get(integration.organisationId, mapping.referenceId);
        one.users.add(integration.id);
        const value = valueOf(one, mapping, integration);
        if (!value.ok) return value;
        values[mapping.targetField] = value.value;
      }
      return success(values);
    },
    async fetch(reference) {
      const secret = await parts.ask(parts.open(reference));
      kept.store(kept.get(reference.organisationId, reference.id), { reference, secret });
      return secret;
    },
    async changed(changes) {
      const ids = new Set(changes.flatMap(({ noun, id }) => (noun === 'secret_reference' ? [id] : [])));
      const known = kept.all().filter(({ id }) => ids.has(id));
      const users = usersOf(known);
      await Promise.all(known.map((one) => kept.update(one)));
      return users;
    },
    refused(credential) {
      const now = clock.elapsed();
      for (const one of kept.all()) {
        const isFresh = now - one.fetchedAt < REFUSED_MS;
        if (!isFresh && textsOf(one.secret).some((text) => credential.includes(text))) one.dueAt = now;
      }
    },
    async refresh() {
      const now = clock.elapsed();
      kept.forgetUnused();
      const due = kept.all().filter(({ dueAt }) => dueAt <= now);
      const changed = await Promise.all(due.map(async (one) => ((await kept.update(one)) ? one : null)));
      const changes = usersOf(changed.filter((one) => one !== null));
      if (changes.length > 0) await parts.recompile(changes);
    },
    failing: () => kept.all().filter(({ problem, users }) => problem !== null && users.size > 0).length,
  };
}

function valueOf(
  one: KeptSecret,
  mapping: SecretMapping,
  { workspaceId }: IntegrationSecrets,
): Result<unknown, ConnectionProblem> {
  const name = one.reference?.slug ?? mapping.referenceId;
  if (one.reference !== null && !isSharedWith(one.reference, workspaceId)) {
    return failure({ reason: `The secret reference "${name}" may not be used by this integration.` });
  }
  if (one.secret === null) {
    const reason = `The secret "${name}" has no value: ${one.problem ?? NOT_YET}`;
    return failure({ reason, isTemporary: one.problem === null || one.isAway });
  }
  const { key, format } = mapping;
  const value = settingIn(one.secret, { key: key ?? one.reference?.key ?? null, format });
  return value.ok ? value : failure({ reason: `The secret "${name}": ${value.problem}` });
}

const NOT_YET = 'it has not been fetched yet.';

/** Shorter ones are no credential, and stand in other texts. */
const MIN_CREDENTIAL = 8;

function textsOf(secret: Secret | null): string[] {
  if (secret === null) return [];
  const texts =
    typeof secret === 'string' ? [secret] : Object.values(secret).filter((value) => typeof value === 'string');
  return texts.filter((text) => text.length >= MIN_CREDENTIAL);
}

/** For where no integration has a mapping: benches and tests. */
export const NO_SECRETS: Pick<SecretValues, 'use'> = { use: () => success({}) };
