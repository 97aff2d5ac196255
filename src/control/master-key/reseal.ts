/** A new master key: everything that is sealed is opened with the old one and sealed with the new, all or nothing. */
import type { Records } from '../../storage/ports/records/records.ts';
import type { SealedRow } from '../../storage/ports/records/sealed.ts';
import type { Sealer } from '../../storage/ports/sealer.ts';
import { resealSecrets } from '../../routing/seal.ts';
import type { JsonObject } from '../../wire/json/object.ts';

/** The context of the proof. */
const PROOF = 'master-key-proof';

export interface MasterKeys {
  from: Sealer;
  to: Sealer;
}

/**
 * Resolves with how many rows were sealed anew; 0 where everything is sealed with the new key already. From then on the
 * records know their key: `isMasterKey` refuses the old one. Throws, and changes nothing, where a row opens with neither.
 */
export function resealRecords(records: Pick<Records, 'system'>, keys: MasterKeys): Promise<number> {
  return records.system(async ({ sealed }) => {
    const proof = await sealed.proof();
    if (proof !== null && opens(keys.to, proof, PROOF)) return 0;
    if (proof !== null && !opens(keys.from, proof, PROOF)) {
      throw new Error('The records are sealed with neither of the two master keys.');
    }
    let count = 0;
    for (const row of await sealed.list()) {
      const text = resealed(row, keys);
      if (text === row.text) continue;
      await sealed.replace({ ...row, text });
      count += 1;
    }
    await sealed.writeProof(keys.to.seal(PROOF, PROOF));
    return count;
  });
}

/** False for a key that was rotated away. Where no key ever was, any may be the right one. */
export async function isMasterKey(records: Pick<Records, 'system'>, sealer: Sealer): Promise<boolean> {
  const proof = await records.system(({ sealed }) => sealed.proof());
  return proof === null || opens(sealer, proof, PROOF);
}

/**
 * For records that several processes share: whoever comes first seals the proof, and everybody else must have the same key.
 * False where the proof, or anything that is sealed already, does not open with this one.
 */
export function claimRecords(records: Pick<Records, 'system'>, sealer: Sealer): Promise<boolean> {
  return records.system(async ({ sealed }) => {
    const proof = await sealed.proof();
    if (proof !== null) return opens(sealer, proof, PROOF);
    try {
      for (const row of await sealed.list()) resealed(row, { from: sealer, to: sealer });
    } catch {
      return false;
    }
    await sealed.writeProof(sealer.seal(PROOF, PROOF));
    return true;
  });
}

function resealed({ kind, id, ownerId, text }: SealedRow, { from, to }: MasterKeys): string {
  try {
    switch (kind) {
      case 'integration':
        return to.seal(from.open(text, `integration:${ownerId}`), `integration:${ownerId}`);
      case 'second-factor':
        return to.seal(from.open(text, `second_factor:${ownerId}`), `second_factor:${ownerId}`);
      case 'secret-reference':
        return to.seal(from.open(text, `secret_reference:${ownerId}`), `secret_reference:${ownerId}`);
      case 'api-key':
        return to.seal(from.open(text, `api_key:${ownerId}`), `api_key:${ownerId}`);
      case 'guardrail':
      case 'guardrail-version':
        return to.seal(from.open(text, `guardrail:${ownerId}`), `guardrail:${ownerId}`);
      case 'notification-channel':
        return to.seal(from.open(text, `notification_channel:${ownerId}`), `notification_channel:${ownerId}`);
      case 'identity-provider':
        return to.seal(from.open(text, `identity_provider:${ownerId}`), `identity_provider:${ownerId}`);
      case 'sign-in-flow':
        return to.seal(from.open(text, `sign_in_flow:${ownerId}`), `sign_in_flow:${ownerId}`);
      case 'directory-session':
        return to.seal(from.open(text, `directory_session:${ownerId}`), `directory_session:${ownerId}`);
      case 'standing':
        return to.seal(from.open(text, `standing:${ownerId}`), `standing:${ownerId}`);
      case 'config':
      case 'config-version':
        return JSON.stringify(resealSecrets(JSON.parse(text) as JsonObject, ownerId, { from, to }));
    }
  } catch (cause) {
    throw new Error(`What is sealed in the ${kind} ${id} does not open with the present master key.`, { cause });
  }
}

function opens(sealer: Sealer, text: string, context: string): boolean {
  try {
    sealer.open(text, context);
    return true;
  } catch {
    return false;
  }
}
