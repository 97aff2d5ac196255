/** `default.jwt`: the request brings a token of an issuer that is trusted. Source: RFC 7515, 7517, 7519. */
import { createPublicKey, verify } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { isObject, type JsonObject } from '../../../wire/json/object.ts';
import { CheckError, defineCheck, ParameterError, type Check, type CheckPorts } from '../../check.ts';
import { linearPattern } from '../../linear-pattern.ts';
import { FORMS, introspection, parsed, type Introspect } from './introspection.ts';

/** Signatures with a public key only: a shared secret or none proves nothing. */
const ALGORITHMS = {
  RS256: { hash: 'sha256', type: 'RSA' },
  RS384: { hash: 'sha384', type: 'RSA' },
  RS512: { hash: 'sha512', type: 'RSA' },
  ES256: { hash: 'sha256', type: 'EC' },
  ES384: { hash: 'sha384', type: 'EC' },
} as const;
type Algorithm = keyof typeof ALGORITHMS;

const Jwks = z.object({ keys: z.array(z.record(z.string(), z.unknown())).max(100) });
const ClaimRule = z.strictObject({
  values: z.union([z.string(), z.array(z.string()).min(1)]),
  matchType: z.enum(['exact', 'contains', 'containsAll', 'regex']).default('exact'),
});

export const jwt: Check = defineCheck({
  id: 'default.jwt',
  name: 'JSON Web Token',
  summary: 'Passes when a header has a token whose signature, times and claims are as wanted.',
  sides: ['input'],
  secrets: ['introspectHeaders'],
  parameters: z.strictObject({
    jwksUri: z.url({ protocol: /^https?$/ }).optional(),
    jwks: Jwks.optional(),
    introspectEndpoint: z
      .url({ protocol: /^https?$/ })
      .optional()
      .meta({
        description: 'Is asked whether the token is active (RFC 7662), beside the keys or in their place.',
      }),
    introspectContentType: z.enum(FORMS).default('application/x-www-form-urlencoded'),
    introspectHeaders: z.record(z.string(), z.string()).default({}).meta({
      description: 'With which the endpoint is asked, as `Authorization`.',
    }),
    introspectCacheMaxAge: z.int().min(0).max(86_400).default(0).meta({
      description: 'How long an active token counts as active without being asked for again, seconds.',
    }),
    headerKey: z.string().min(1).default('Authorization'),
    cacheMaxAge: z.int().min(0).max(2_592_000).default(86_400).meta({ description: 'Of the keys, seconds.' }),
    clockTolerance: z.int().min(0).max(3600).default(5).meta({ description: 'Seconds.' }),
    maxTokenAge: z
      .string()
      .regex(/^\d{1,6}(?:s|m|h|d)$/, 'expected a time as "12h"')
      .default('1d'),
    algorithms: z
      .array(z.enum(Object.keys(ALGORITHMS) as [Algorithm, ...Algorithm[]]))
      .min(1)
      .default(['RS256']),
    requiredClaims: z.array(z.string()).default([]),
    claimValues: z.record(z.string(), ClaimRule).default({}),
    headerPayloadMatch: z.array(z.string()).default([]).meta({
      description: 'Names that the token’s own header and its claims must both have, with the same value.',
    }),
    extractClaims: z.array(z.string()).default([]).meta({ description: 'Claims that go upstream as headers.' }),
    claimPrefix: z
      .string()
      .regex(/^[A-Za-z0-9-]*$/)
      .default('x-jwt-'),
  }),
  open(wanted) {
    const { jwksUri, jwks, introspectEndpoint } = wanted;
    if (jwksUri === undefined && jwks === undefined && introspectEndpoint === undefined)
      throw new ParameterError('jwksUri: is required without jwks and introspectEndpoint');
    const keys = jwksUri === undefined && jwks === undefined ? null : keySource(wanted);
    const introspect = introspectEndpoint === undefined ? null : introspection({ ...wanted, introspectEndpoint });
    const claims = Object.entries(wanted.claimValues).map(([name, rule]) => ({ name, holds: claimTest(rule) }));
    return {
      kind: 'judge',
      ofRequest: true,
      async judge({ request }, ports) {
        const token = request.headers[wanted.headerKey.toLowerCase()]?.replace(/^Bearer\s+/i, '').trim() ?? '';
        const proved = await provedClaims({ token, keys, introspect, wanted }, ports);
        if (typeof proved === 'string') return refused(proved);
        const why =
          wanted.requiredClaims.find((name) => proved[name] === undefined)?.concat(' is missing') ??
          claims.find(({ name, holds }) => !holds(proved[name]))?.name.concat(' is not as wanted') ??
          differing(token, proved, wanted.headerPayloadMatch);
        if (why !== null) return refused(why);
        return { verdict: true, data: { explanation: 'The token is valid.' }, headers: headersOf(proved, wanted) };
      },
    };
  },
});

interface Proving {
  token: string;
  /** null = the service alone says whether it is valid. */
  keys: ReturnType<typeof keySource> | null;
  introspect: Introspect | null;
  wanted: Times & { algorithms: readonly string[] };
}

/** What is proved of a token: without a key, nothing that it says of itself. A sentence where it is not valid. */
async function provedClaims(proving: Proving, ports: CheckPorts): Promise<JsonObject | string> {
  const { token, introspect, wanted } = proving;
  if (token === '') return 'The header has no token.';
  const signed = await signedClaims(proving, ports);
  if (typeof signed === 'string' || introspect === null) return signed;
  const told = await introspect(token, ports);
  if (told === null) return 'The token is not active.';
  const all = { ...signed, ...told };
  return wrongTime(all, { ...wanted, now: ports.now() / 1000, needsEnd: false }) ?? all;
}

async function signedClaims({ token, keys, wanted }: Proving, ports: CheckPorts): Promise<JsonObject | string> {
  if (keys === null) return {};
  const parts = decode(token);
  if (parts === null) return 'The header has no token.';
  const wrong = await wrongSignature(parts, wanted.algorithms, await keys(ports, parts.header['kid']));
  const now = ports.now() / 1000;
  return wrong ?? wrongTime(parts.claims, { ...wanted, now, needsEnd: true }) ?? parts.claims;
}

const refused = (explanation: string) => ({ verdict: false, data: { explanation } });

interface Parts {
  header: JsonObject;
  claims: JsonObject;
  signed: string;
  signature: Buffer;
}

/** Longer than any header may be. */
const MAX_TOKEN = 16 * 1024;

function decode(token: string): Parts | null {
  const [head = '', body = '', signature = '', more] = token.slice(0, MAX_TOKEN).split('.');
  if (signature === '' || more !== undefined) return null;
  const header = objectIn(head);
  const claims = objectIn(body);
  if (header === null || claims === null) return null;
  return { header, claims, signed: `${head}.${body}`, signature: Buffer.from(signature, 'base64url') };
}

function objectIn(part: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

type Keys = readonly JsonObject[];

/** Fetched once in a while; a key that is not among them has them fetched again, once a minute at most. */
function keySource({
  jwksUri,
  jwks,
  cacheMaxAge,
}: {
  jwksUri?: string | undefined;
  jwks?: { keys: JsonObject[] } | undefined;
  cacheMaxAge: number;
}) {
  let known: { keys: Keys; at: number } | null = null;
  return async (ports: CheckPorts, kid: unknown): Promise<Keys> => {
    if (jwks !== undefined) return jwks.keys;
    const age = known === null ? Infinity : ports.now() - known.at;
    const isThere = known?.keys.some((key) => kid === undefined || key['kid'] === kid) === true;
    if (known !== null && age < cacheMaxAge * 1000 && (isThere || age < 60_000)) return known.keys;
    const { status, body } = await ports.call({ method: 'GET', url: jwksUri ?? '', timeoutMs: 5000 });
    const read = status === 200 ? Jwks.safeParse(parsed(body)) : null;
    if (read?.success !== true)
      throw new CheckError('keys', `The keys cannot be read: the service answered ${status}.`);
    known = { keys: read.data.keys, at: ports.now() };
    return known.keys;
  };
}

/** null = one of the keys has signed it. */
async function wrongSignature(
  { header, signed, signature }: Parts,
  allowed: readonly string[],
  keys: Keys,
): Promise<string | null> {
  const name = header['alg'];
  if (typeof name !== 'string' || !allowed.includes(name) || !(name in ALGORITHMS))
    return 'The algorithm is not allowed.';
  const { hash, type } = ALGORITHMS[name as Algorithm];
  const fitting = keys.filter(
    (key) => key['kty'] === type && (header['kid'] === undefined || key['kid'] === header['kid']),
  );
  for (const key of fitting.slice(0, 10)) {
    try {
      const publicKey = createPublicKey({ key, format: 'jwk' });
      const encoding = type === 'EC' ? ({ key: publicKey, dsaEncoding: 'ieee-p1363' } as const) : publicKey;
      if (verify(hash, Buffer.from(signed), encoding, signature)) return null;
    } catch {
      // A key that is none signs nothing.
    }
  }
  return 'The signature is not of a known key.';
}

interface Times {
  /** Seconds. */
  clockTolerance: number;
  maxTokenAge: string;
}

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

function wrongTime(
  claims: JsonObject,
  { now, clockTolerance, maxTokenAge, needsEnd }: Times & { now: number; needsEnd: boolean },
): string | null {
  const [expires, from, issued] = [claims['exp'], claims['nbf'], claims['iat']].map((at) =>
    typeof at === 'number' ? at : null,
  );
  const age = Number.parseInt(maxTokenAge, 10) * (SECONDS[maxTokenAge.slice(-1)] ?? 1);
  const isOver = typeof expires === 'number' ? expires + clockTolerance < now : needsEnd;
  if (isOver) return 'The token has expired.';
  if (from !== null && from !== undefined && from - clockTolerance > now) return 'The token is not valid yet.';
  if (issued !== null && issued !== undefined && issued + age + clockTolerance < now) return 'The token is too old.';
  return null;
}

function claimTest({ values, matchType }: z.output<typeof ClaimRule>): (claim: unknown) => boolean {
  const wanted = Array.isArray(values) ? values : [values];
  const patterns = matchType === 'regex' ? wanted.map((one) => linearPattern(one)) : [];
  return (claim) => {
    const actual = (Array.isArray(claim) ? claim : [claim])
      .filter((one) => one !== undefined && one !== null)
      .map(String);
    switch (matchType) {
      case 'exact':
        return wanted.some((one) => actual.includes(one));
      case 'contains':
        return wanted.some((one) => actual.some((text) => text.includes(one)));
      case 'containsAll':
        return wanted.every((one) => actual.some((text) => text.includes(one)));
      case 'regex':
        return patterns.some((pattern) => actual.some((text) => pattern.matches(text)));
    }
  };
}

/** Which of these the token's own header does not say as the claims do; null = none. */
function differing(token: string, claims: JsonObject, names: readonly string[]): string | null {
  if (names.length === 0) return null;
  const header = decode(token)?.header ?? {};
  const found = names.find((name) => header[name] === undefined || !isDeepStrictEqual(header[name], claims[name]));
  return found?.concat(' is not the same in the token’s header') ?? null;
}

/** Only what a header can hold. */
function headersOf(
  claims: JsonObject,
  { extractClaims, claimPrefix }: { extractClaims: readonly string[]; claimPrefix: string },
) {
  return Object.fromEntries(
    extractClaims.flatMap((name) => {
      const value = claims[name];
      const text = typeof value === 'string' ? value : JSON.stringify(value ?? null);
      return value === undefined || !/^[\x20-\x7e]{1,1024}$/.test(text)
        ? []
        : [[`${claimPrefix}${name}`.toLowerCase(), text]];
    }),
  );
}
