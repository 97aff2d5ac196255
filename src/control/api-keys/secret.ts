/** The text of a key: generated, or chosen by the operator in the environment or the declarative file. */
import type { ApiKeyRecord, ApiKeyType } from '../../storage/ports/records/api-keys.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import { GatewayError } from '../../kernel/errors.ts';
import { hashKey } from '../../kernel/key-hash.ts';
import { maskSecret } from '../identity.ts';
import { weaknessOf } from './strength.ts';

/**
 * What is stored of a key. Throws `invalid_request` for a text that could be guessed or not be sent in a header, and
 * `already_exists` when another live key has it.
 */
export async function storedSecret(
  tx: TenantRecords,
  owner: { keyId: string; type: ApiKeyType },
  secret: string,
): Promise<Pick<ApiKeyRecord, 'hash' | 'masked'>> {
  const weakness = weaknessOf(secret, owner.type);
  if (weakness !== null) {
    throw new GatewayError('invalid_request', `${weakness} Make one with: openssl rand -hex 32`);
  }
  const hash = hashKey(secret);
  const twin = await tx.apiKeys.findByHash(hash);
  if (twin && twin.id !== owner.keyId)
    throw new GatewayError('already_exists', `API key "${twin.name}" has the same text.`);
  return { hash, masked: maskSecret(secret) };
}
