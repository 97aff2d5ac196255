/** Turns an auth scheme into request headers. The only place that puts an upstream credential on a request. */
import type { AuthScheme, AwsKeys, AwsScope } from '../../providers/provider.ts';
import { GatewayError } from '../../kernel/errors.ts';
import type { Clock } from '../../kernel/clock.ts';
import { hashInSlices } from '../../kernel/hash-slices.ts';
import { inSlices, type NextTurn } from '../../kernel/slices.ts';
import { signAws, type RequestToSign } from './aws-sigv4.ts';
import { machineIdentityIn, requirePlace } from './machine-place.ts';
import type { OwnIdentity } from './token-parts.ts';
import type { BearerTokens } from './token-sources.ts';

export interface Credentials {
  /** A header as [name, value]. Synchronous when the credential is at hand. Throws or rejects with GatewayError. */
  headerFor(auth: AuthScheme, caller: CallerCredential, request: RequestToSign): Header | Promise<Header>;
  /** The upstream refused this header of `headerFor`: do not give it again. */
  drop(auth: AuthScheme, refused: Header): void;
}

/** `beside`: headers that belong to it, as the date of a signature. */
export type Header = readonly [name: string, value: string, beside?: Readonly<Record<string, string>>];

/** The caller's own `Authorization`, where it is not the gateway key itself. */
export type CallerCredential = string | null;

export function createCredentials(options: {
  tokens: BearerTokens;
  own: Pick<OwnIdentity, 'mayGoTo'>;
  clock: Clock;
  /** An upstream refused this value of a header. */
  onRefused: (value: string) => void;
  nextTurn: NextTurn;
}): Credentials {
  const sign = (request: RequestToSign, auth: { keys: AwsKeys; scope: AwsScope }): Header | Promise<Header> => {
    const by = (): By => ({ ...auth, now: options.clock.now() });
    if (request.body.reduce((sum, { length }) => sum + length, 0) <= SMALL_BYTES) return signed(request, by());
    const hashed = inSlices(hashInSlices(request.body, 'hex'), options.nextTurn);
    return hashed.then((bodyHash) => signed({ ...request, bodyHash }, by()));
  };
  const signBy = (
    keys: AwsKeys | Promise<AwsKeys>,
    request: RequestToSign,
    scope: AwsScope,
  ): Header | Promise<Header> =>
    keys instanceof Promise
      ? keys.then((temporary) => sign(request, { keys: temporary, scope }))
      : sign(request, { keys, scope });
  return {
    headerFor(auth, caller, request) {
      const identity = machineIdentityIn(auth);
      if (identity !== null) requirePlace(options.own, identity, request.url);
      switch (auth.type) {
        case 'header':
          return [auth.name, auth.value];
        case 'caller':
          return ['authorization', requireCallerCredential(caller)];
        case 'aws-signature':
          return sign(request, auth);
        case 'aws-role':
          return signBy(options.tokens.keysFor(auth.role, auth), request, auth.scope);
        case 'aws-own':
          return signBy(options.tokens.ownKeys(auth.scope.region), request, auth.scope);
        case 'token': {
          const token = options.tokens.tokenFor(auth.source);
          return typeof token === 'string' ? bearer(token) : token.then(bearer);
        }
      }
    },
    drop(auth, [, refused]) {
      if (auth.type === 'header') options.onRefused(refused);
      if (auth.type === 'token') options.tokens.drop(auth.source, refused.slice(BEARER.length));
    },
  };
}

type By = Parameters<typeof signAws>[1];

/** The hash of a larger body gives others their turn. */
const SMALL_BYTES = 2 * 1024 * 1024;

function signed(request: RequestToSign, by: By): Header {
  const { authorization, beside } = signAws(request, by);
  return ['authorization', authorization, beside];
}

const BEARER = 'Bearer ';
const bearer = (token: string): Header => ['authorization', BEARER + token];

function requireCallerCredential(caller: CallerCredential): string {
  if (caller !== null) return caller;
  throw new GatewayError(
    'credentials_rejected',
    'This provider sends the caller’s own upstream token, and the request has none.',
    {
      status: 401,
      hint: 'Send the gateway key in x-portkey-api-key and the upstream token in Authorization.',
    },
  );
}
