/** The values of secret references: asked for through the guard of URLs, kept in memory, and asked for again when it is time. */
import type { OwnIdentity } from '../../gateway/credentials/token-parts.ts';
import { createBearerTokens } from '../../gateway/credentials/token-sources.ts';
import { askManager } from '../../gateway/secret-references/ask-manager.ts';
import type { ManagerParts, OpenReference } from '../../gateway/secret-references/manager-parts.ts';
import { createSecretValues, type SecretValues } from '../../gateway/secret-references/values.ts';
import { createAsk } from '../../http/outbound/ask.ts';
import { createPostForm } from '../../http/outbound/post-form.ts';
import type { OutboundTransport } from '../../http/outbound/transport.ts';
import type { Degradations } from '../../observe/degradations.ts';
import type { Logger } from '../../observe/logger.ts';
import type { RecordChange } from '../../storage/ports/records/configuration.ts';
import type { ServerOptions } from '../config/options.ts';
import { after, systemClock } from '../timers.ts';
import type { Engines } from './engines.ts';
import { openOwnSecrets } from './own-secrets.ts';

/** What `GET /v1/health` calls it. */
const PART = 'secret managers';

interface Parts {
  engines: Pick<Engines, 'records' | 'sealer'>;
  transport: OutboundTransport;
  options: Pick<ServerOptions, 'secrets'>;
  own: OwnIdentity;
  degradations: Degradations;
  logger: Logger;
}

export interface OpenSecretValues {
  values: SecretValues;
  /** From now on, what a new value concerns is compiled by this. */
  recompileWith(apply: (changes: readonly RecordChange[]) => Promise<void>): void;
  /** Fetches what is due, and says in health whether that fails. Never rejects. */
  refresh(): Promise<void>;
}

export function openSecretValues({ engines, logger, degradations, ...parts }: Parts): OpenSecretValues {
  let recompile: (changes: readonly RecordChange[]) => Promise<void> = () => Promise.resolve();
  const managers = managerParts(parts);
  const values = createSecretValues({
    clock: systemClock,
    find: (organisationId, id) => engines.records.within(organisationId, (tx) => tx.secretReferences.findById(id)),
    open: ({ id, manager, sealedAuth, path }): OpenReference => ({
      manager,
      path,
      auth: JSON.parse(engines.sealer.open(sealedAuth, `secret_reference:${id}`)) as Record<string, string>,
    }),
    ask: (reference) => askManager(reference, managers),
    recompile: (changes) => recompile(changes),
    onFailure: ({ slug, organisationId }, error) =>
      logger.warn('A secret could not be fetched; the last value is used as long as it may be.', {
        reference: slug,
        organisation: organisationId,
        error,
      }),
  });
  return {
    values,
    recompileWith(apply) {
      recompile = apply;
    },
    async refresh() {
      try {
        await values.refresh();
      } catch (error) {
        logger.error('Secrets could not be put to use; this is tried again.', { error });
      }
      degradations.set(PART, values.failing() === 0 ? null : 'secrets cannot be fetched');
    },
  };
}

function managerParts({ transport, options, own }: Pick<Parts, 'transport' | 'options' | 'own'>): ManagerParts {
  const ask = createAsk({ transport, after });
  const shared = { ask, own, clock: systemClock };
  return {
    ...shared,
    tokens: createBearerTokens({ ...shared, postForm: createPostForm({ ask }) }),
    ownSecrets: openOwnSecrets(options.secrets),
  };
}
