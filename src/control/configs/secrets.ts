/** The secrets of a routing object on their way in: sealed; or, where a mask comes back, the one that it stands for. */
import type { ConfigRecord } from '../../storage/ports/records/configs.ts';
import { isSealed, openSecrets, sealMember, type SealedMember } from '../../routing/seal.ts';
import { GatewayError } from '../../kernel/errors.ts';
import { isObject, type JsonObject } from '../../wire/json/object.ts';
import type { ControlContext } from '../context.ts';
import { maskSecret } from '../identity.ts';
import { invalid } from '../parse.ts';
import { destinationsOf, type Destination } from '../../routing/destinations.ts';
import { mapNodes } from '../../routing/walk.ts';

interface Wanted {
  id: string;
  config: JsonObject;
  /** Whose secrets a mask may stand for; null for a new config. */
  before: ConfigRecord | null;
}

/** The routing object as it is stored. Throws `invalid_request` for a mask that stands for nothing. */
export function sealSecrets(context: ControlContext, { id, config, before }: Wanted): JsonObject {
  const fields = credentialFields(context);
  const stored = before === null ? [] : storedSecrets(before.config, fields);
  const destinations = new Map(destinationsOf(config).map((place) => [place.path, place]));
  return mapNodes(config, (node, path) => {
    const seal = ([key, value]: [string, unknown]): readonly [string, unknown] => {
      const at = ['config', path, key].filter((part) => part !== '').join('.');
      if (isSealed(value)) throw invalid(at, '"$sealed" is how secrets are stored: write the secret itself');
      if (fields.get(key) !== 'secret') return [key, value];
      const text = typeof value === 'string' ? value : null;
      if (text === null || !text.includes(MASK)) {
        return [key, sealMember(value, maskOf(text), { configId: id, sealer: context.sealer })];
      }
      return [key, unmask({ key, path, mask: text, to: goesTo(destinations.get(path), fields) }, stored, at)];
    };
    return Object.fromEntries(Object.entries(node).map(seal));
  });
}

/** Secrets as they were written. Throws `provider_unusable` when the master key is another one than at sealing. */
export function openConfig(context: ControlContext, { id, slug, config }: ConfigRecord): JsonObject {
  try {
    return openSecrets(config, { configId: id, sealer: context.sealer });
  } catch (cause) {
    throw new GatewayError('provider_unusable', `The secrets of config "${slug}" do not open.`, {
      hint: 'The master key is not the one they were sealed with: restore it, or write the secrets again.',
      cause,
    });
  }
}

/** In every mask, and in no secret. */
const MASK = '****';
const maskOf = (text: string | null): string => (text === null || isObject(parse(text)) ? MASK : maskSecret(text));

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

type Fields = ReadonlyMap<string, 'secret' | 'open'>;

/** Of every provider. */
function credentialFields({ providers }: ControlContext): Fields {
  const settings = [...providers.values()].flatMap((provider) => provider.settings);
  return new Map([
    ['api_key', 'secret'],
    ...settings.map((field) => [field.name, field.secret ? 'secret' : 'open'] as const),
  ]);
}

interface Masked {
  key: string;
  path: string;
  mask: string;
  /** What says where the secret is sent. */
  to: string;
}

interface StoredSecret extends Masked {
  member: SealedMember;
}

function storedSecrets(config: JsonObject, fields: Fields): StoredSecret[] {
  return destinationsOf(config).flatMap((place) =>
    Object.entries(place.node).flatMap(([key, member]) =>
      isSealed(member) ? [{ key, path: place.path, mask: member.mask, to: goesTo(place, fields), member }] : [],
    ),
  );
}

/** Provider, host and every setting: some providers' hosts are made of those. */
function goesTo(place: Destination | undefined, fields: Fields): string {
  if (place === undefined) return '';
  const settings = Object.entries(place.node).filter(([key]) => fields.get(key) === 'open');
  return JSON.stringify([place.provider, place.host, settings.toSorted(([a], [b]) => (a < b ? -1 : 1))]);
}

/**
 * A secret stays with its destination, wherever its target has moved to: who may edit the config but does not know the
 * secret must not be able to send it elsewhere.
 */
function unmask(masked: Masked, stored: readonly StoredSecret[], at: string): SealedMember {
  const alike = stored.filter(({ key, mask, to }) => key === masked.key && mask === masked.mask && to === masked.to);
  const found = alike.find(({ path }) => path === masked.path) ?? (alike.length === 1 ? alike[0] : undefined);
  if (found !== undefined) return found.member;
  throw invalid(
    at,
    'this is a mask, and no stored secret with the same provider, host and settings stands behind it: write the secret',
  );
}
