/** The text of a key: generated, or chosen by the operator in the environment or the declarative file. */
import type { ApiKeyRecord, ApiKeyType, RecordsTransaction } from '../../storage/ports/records.ts';
import { GatewayError } from '../../wire/errors.ts';
import type { OrganisationId } from '../../wire/ids.ts';
import { hashKey } from '../../wire/key-hash.ts';
import { maskSecret } from '../identity.ts';
import { EVERYTHING } from '../listing.ts';
import { weaknessOf } from './strength.ts';

/**
 * What is stored of a key. Throws `invalid_request` for a text that could be guessed or not be sent in a header, and
 * `already_exists` when another live key has it.
 */
export async function storedSecret(
  tx: RecordsTransaction,
  owner: { organisationId: OrganisationId; keyId: string; type: ApiKeyType },
  secret: string,
): Promise<Pick<ApiKeyRecord, 'hash' | 'masked'>> {
  const weakness = weaknessOf(secret, owner.type);
  if (weakness !== null) {
    throw new GatewayError('invalid_request', `${weakness} Make one with: openssl rand -hex 32`);
  }
  const hash = hashKey(secret);
  const { rows } = await tx.apiKeys.list(owner.organisationId, null, EVERYTHING);
  const twin = rows.find((key) => key.hash === hash && key.id !== owner.keyId);
  if (twin) throw new GatewayError('already_exists', `API key "${twin.name}" has the same text.`);
  return { hash, masked: maskSecret(secret) };
}
