/** The text of a key: generated, or chosen by the operator in the environment or the declarative file. */
import type { ApiKeyRecord, RecordsTransaction } from '../../storage/ports/records.ts';
import { GatewayError } from '../../wire/errors.ts';
import type { OrganisationId } from '../../wire/ids.ts';
import { hashKey } from '../../wire/key-hash.ts';
import { maskSecret } from '../identity.ts';
import { EVERYTHING } from '../listing.ts';

const MIN_CHARACTERS = 16;

/**
 * What is stored of a key. Throws `invalid_request` for a text that could be guessed or not be sent in a header, and
 * `already_exists` when another live key has it.
 */
export async function storedSecret(
  tx: RecordsTransaction,
  owner: { organisationId: OrganisationId; keyId: string },
  secret: string,
): Promise<Pick<ApiKeyRecord, 'hash' | 'masked'>> {
  if (!/^[\x21-\x7e]+$/.test(secret) || secret.length < MIN_CHARACTERS) {
    const rule = `An API key must have at least ${MIN_CHARACTERS} characters, all visible ASCII without spaces.`;
    throw new GatewayError('invalid_request', rule, { hint: 'Make one with: openssl rand -hex 32' });
  }
  const hash = hashKey(secret);
  const { rows } = await tx.apiKeys.list(owner.organisationId, null, EVERYTHING);
  const twin = rows.find((key) => key.hash === hash && key.id !== owner.keyId);
  if (twin) throw new GatewayError('already_exists', `API key "${twin.name}" has the same text.`);
  return { hash, masked: maskSecret(secret) };
}
