/**
 * Credentials of Google in JSON, by their `type`. Sources: google-auth-library; Google's page on workload identity federation.
 * A file that names URLs or programs of its own is refused: only Google's own addresses are asked for a token.
 */
import { isObject, type JsonObject } from '../../wire/json/object.ts';
import { cleanPem, cleanText } from '../../kernel/secret-text.ts';
import { SettingsError } from '../provider.ts';
import type { ServiceAccount, SubjectToken, TokenSource } from '../provider.ts';

export const GOOGLE_TOKEN_URI = 'https://oauth2.googleapis.com/token';
const GOOGLE_UNIVERSE = 'googleapis.com';
const FIELD = 'vertex_service_account_json';

export interface GoogleCredentials {
  source: TokenSource;
  /** null = the file names none. */
  projectId: string | null;
  /** Where the token comes from, which a tenant may have chosen. */
  tokenUri: string;
}

/** An object, or its text; null = none is given. Throws SettingsError. */
export function googleCredentials(value: unknown, scope: string): GoogleCredentials | null {
  if (value === undefined || value === null || value === '') return null;
  const file = typeof value === 'string' ? parseJson(FIELD, value) : value;
  if (!isObject(file)) throw new SettingsError(FIELD, 'The service account key must be a JSON object.');
  return sourceIn(file, scope);
}

function sourceIn(file: JsonObject, scope: string): GoogleCredentials {
  const projectId = textIn(file, 'project_id') ?? textIn(file, 'quota_project_id');
  switch (file['type']) {
    case 'service_account': {
      const account = serviceAccountIn(file);
      return { source: { kind: 'google-account', account, scope }, projectId, tokenUri: account.tokenUri };
    }
    case 'authorized_user': {
      const tokenUri = plainUrl(FIELD, textIn(file, 'token_uri') ?? GOOGLE_TOKEN_URI);
      const source: TokenSource = {
        kind: 'google-user',
        clientId: needed(file, 'client_id'),
        clientSecret: needed(file, 'client_secret'),
        refreshToken: needed(file, 'refresh_token'),
        tokenUri,
      };
      return { source, projectId, tokenUri };
    }
    case 'external_account':
      return { source: actingAs(file, federatedIn(file, scope), scope), projectId, tokenUri: GOOGLE_TOKEN_URI };
    case 'impersonated_service_account': {
      const inner = file['source_credentials'];
      if (!isObject(inner)) throw new SettingsError(FIELD, 'The credentials have no `source_credentials`.');
      const { source, ...found } = sourceIn(inner, scope);
      return { ...found, source: actingAs(file, source, scope), projectId: projectId ?? found.projectId };
    }
    default:
      throw new SettingsError(
        FIELD,
        'These are no credentials that are read: their `type` must be `service_account`, `authorized_user`, `external_account` or `impersonated_service_account`.',
      );
  }
}

const STS_URL = 'https://sts.googleapis.com/v1/token';

/** Its subject token lies in a file of the gateway's machine: URLs and programs are not asked. */
function federatedIn(file: JsonObject, scope: string): TokenSource {
  if ((textIn(file, 'token_url') ?? STS_URL) !== STS_URL) {
    throw new SettingsError(FIELD, `\`token_url\` must be ${STS_URL}.`);
  }
  return {
    kind: 'google-federated',
    audience: needed(file, 'audience'),
    subjectTokenType: needed(file, 'subject_token_type'),
    subject: subjectIn(file['credential_source']),
    scope,
  };
}

function subjectIn(source: unknown): SubjectToken {
  const path = isObject(source) ? textIn(source, 'file') : null;
  if (!isObject(source) || path === null) {
    throw new SettingsError(
      FIELD,
      '`credential_source` must name a `file`: a URL or a program is not asked for a token.',
    );
  }
  const format = isObject(source['format']) ? source['format'] : {};
  return { file: path, member: format['type'] === 'json' ? needed(format, 'subject_token_field_name') : null };
}

/** In the name of the service account that the file names; null in its URL = of nobody else. */
function actingAs(file: JsonObject, from: TokenSource, scope: string): TokenSource {
  const url = textIn(file, 'service_account_impersonation_url');
  if (url === null) return from;
  const [, email = ''] =
    /^https:\/\/iamcredentials\.googleapis\.com\/v1\/projects\/-\/serviceAccounts\/([^/:]+):generateAccessToken$/.exec(
      url,
    ) ?? [];
  if (!isServiceAccount(decodeURIComponent(email))) {
    throw new SettingsError(FIELD, '`service_account_impersonation_url` must be one of iamcredentials.googleapis.com.');
  }
  const { delegates } = file;
  const named = Array.isArray(delegates) ? delegates.filter((one): one is string => typeof one === 'string') : [];
  return { kind: 'google-impersonated', from, email: decodeURIComponent(email), delegates: named, scope };
}

export const isServiceAccount = (email: string): boolean => /^[\w.-]+@[\w.-]+\.gserviceaccount\.com$/.test(email);

function textIn(file: JsonObject, name: string): string | null {
  const value = file[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

function needed(file: JsonObject, name: string): string {
  const value = textIn(file, name);
  if (value === null) throw new SettingsError(FIELD, `The credentials have no \`${name}\`.`);
  return value;
}

/** A key of a service account. */
function serviceAccountIn(key: JsonObject): ServiceAccount {
  const field = FIELD;
  const member = (name: string) => (typeof key[name] === 'string' && key[name] !== '' ? key[name] : null);
  const clientEmail = member('client_email');
  if (clientEmail === null) throw new SettingsError(field, 'The service account key has no `client_email`.');
  checkUniverse(member('universe_domain'));
  return {
    clientEmail,
    privateKey: pemKey(field, member('private_key') ?? ''),
    privateKeyId: member('private_key_id'),
    projectId: member('project_id'),
    tokenUri: plainUrl(field, member('token_uri') ?? GOOGLE_TOKEN_URI),
  };
}

/** Other universes (Google's sovereign clouds) have hosts and a way to a token of their own. */
function checkUniverse(domain: string | null): void {
  if (domain === null || domain.trim() === GOOGLE_UNIVERSE) return;
  throw new SettingsError(
    'vertex_service_account_json',
    `The service account belongs to another Google universe (its \`universe_domain\` is not ${GOOGLE_UNIVERSE}), which Tollgate cannot reach.`,
  );
}

/** Keys pasted through a form, an environment variable or a Windows editor come with line ends of every kind. */
function pemKey(field: string, text: string): string {
  const key = cleanPem(text);
  if (/^-----BEGIN (RSA )?PRIVATE KEY-----\n[\s\S]+-----END/.test(key)) return key;
  throw new SettingsError(field, 'The service account key’s `private_key` is not a PEM private key.');
}

function parseJson(field: string, text: string): unknown {
  try {
    return JSON.parse(cleanText(text));
  } catch {
    throw new SettingsError(field, 'The service account key is not valid JSON: paste the whole file.');
  }
}

/** Without a slash at its end. Throws SettingsError. */
export function plainUrl(field: string, text: string): string {
  const url = URL.parse(text);
  const isPlain = url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
  if (!isPlain || url.search !== '' || url.hash !== '') {
    throw new SettingsError(field, `${field} must be http(s)://host[:port][/path], without credentials or a query.`);
  }
  return url.href.replace(/\/+$/, '');
}
