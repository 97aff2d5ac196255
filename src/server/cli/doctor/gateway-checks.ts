/** Doctor, part one: is Tollgate at that address, and is the key valid? */
import { ApiUnreachable, type ApiAnswer, type CallApi } from '../../../http/outbound/api-client.ts';
import { baseUrlProblem } from '../claude-code/base-url.ts';
import { masked } from '../claude-code/settings.ts';
import { at, isRecord, textAt } from '../json-shape.ts';
import { fail, ok, warn, type Finding } from './finding.ts';

/** What the checks found out that the next part builds on. */
export interface GatewayState {
  findings: Finding[];
  /** The key may call models. */
  isUsable: boolean;
  /** Slugs of the providers that the key can use. */
  providers: string[];
  /** Its default config names the provider: requests need not. */
  keyChooses: boolean;
}

const CREATE_KEY =
  'create a workspace key: POST /v1/api-keys/workspace/service {"name": "…", "scopes": ["completions.write"]}';

/** `url` as it was given; `call` goes to `callableUrl(url)`. */
export async function checkGateway(call: CallApi, url: string, key: string | undefined): Promise<GatewayState> {
  const findings = urlFindings(url);
  const stop = (...more: Finding[]): GatewayState => ({
    findings: [...findings, ...more],
    isUsable: false,
    providers: [],
    keyChooses: false,
  });
  const health = await reach(call, '/v1/health');
  if (health instanceof ApiUnreachable)
    return stop(fail(health.message, unreachableFix(health.message, callableUrl(url))));
  const alive = healthFinding(callableUrl(url), health);
  if (alive.level === 'fail') return stop(alive);
  findings.push(alive, ...troubleFindings(health));
  if (key === undefined || key === '') {
    return stop(fail('no key was given, so nothing more can be asked', 'set TOLLGATE_API_KEY, or give --key'));
  }
  const models = await reach(call, '/v1/models', { authorization: `Bearer ${key}` });
  if (models instanceof ApiUnreachable)
    return stop(fail(models.message, unreachableFix(models.message, callableUrl(url))));
  const known = keyFinding(key, models);
  const isUsable = known.level === 'ok';
  return { findings: [...findings, known], isUsable, ...choicesIn(models.body) };
}

/** The address that was meant, where the one given is wrong in a way that we know. */
export function callableUrl(url: string): string {
  const problem = baseUrlProblem(url);
  return problem === null || problem.isTolerable || problem.meant === '' ? url : problem.meant;
}

function urlFindings(url: string): Finding[] {
  const problem = baseUrlProblem(url);
  if (problem === null) return [];
  const fix = problem.meant === '' ? 'give the address that `tollgate start` prints' : `use ${problem.meant}`;
  return [
    problem.isTolerable
      ? warn(`the address ${url}: ${problem.says}`, fix)
      : fail(`the address ${url}: ${problem.says}`, fix),
  ];
}

async function reach(
  call: CallApi,
  path: string,
  headers: Record<string, string> = {},
): Promise<ApiAnswer | ApiUnreachable> {
  try {
    return await call({ method: 'GET', path, headers });
  } catch (error) {
    if (error instanceof ApiUnreachable) return error;
    throw error;
  }
}

function unreachableFix(message: string, url: string): string {
  if (/CERT|SELF_SIGNED|SIGNATURE/.test(message)) {
    return 'use the host name that the certificate names; for a certificate authority of your own set NODE_EXTRA_CA_CERTS';
  }
  return `start it (tollgate start), or check host and port in ${url}`;
}

function healthFinding(url: string, { status, body }: ApiAnswer): Finding {
  if (textAt(body, 'service') === 'tollgate') return ok(`Tollgate answers at ${url}`);
  if (status >= 300 && status < 400) {
    return fail(
      `${url} redirects (${status}), and a redirect turns a POST into something else`,
      'use the address it leads to',
    );
  }
  return fail(
    `something else answers at ${url} (status ${status})`,
    'check host and port: Tollgate says so at /v1/health',
  );
}

/** What the gateway itself says is out of order, although it answers. */
function troubleFindings({ body }: ApiAnswer): Finding[] {
  const troubles = at(body, 'troubles');
  return (Array.isArray(troubles) ? troubles.filter(isRecord) : []).map(({ part, reason, since, lost }) =>
    fail(
      `${String(part)}: ${String(reason)} since ${String(since)}${typeof lost === 'number' ? `, ${lost} lost` : ''}`,
      part === 'Valkey'
        ? 'see whether TOLLGATE_VALKEY_URL can be reached; until then nothing is counted or cached'
        : 'make room on the disk of --data-dir, and see that it can be read and written; the gateway goes on by itself',
    ),
  );
}

/** Finds out what the key is from the answer to a harmless request. */
function keyFinding(key: string, { status, body }: ApiAnswer): Finding {
  const name = masked(key);
  const code = textAt(body, 'error', 'code') ?? '';
  const words = textAt(body, 'error', 'message') ?? textAt(body, 'message') ?? `status ${status}`;
  if (status === 200) return ok(`the key ${name} is a workspace key and may call models`);
  if (code === 'admin_key_on_inference') {
    return fail(`the key ${name} is an organisation (admin) key: it governs, and cannot call models`, CREATE_KEY);
  }
  if (code === 'missing_scope')
    return fail(
      `the key ${name} lacks a scope: ${words}`,
      'add completions.write to its scopes: PUT /v1/api-keys/<id>',
    );
  if (code === 'expired_api_key') return fail(`the key ${name}: ${words}`, CREATE_KEY);
  if (status === 401)
    return fail(`the key ${name} is not known here`, `look for a missing character, or ${CREATE_KEY}`);
  return fail(`asked with the key ${name}, the gateway answers ${status}: ${words}`, 'see docs/reference/errors.md');
}

/** The gateway lists `@slug/model` ids for a key, and bare ones where the key's default config names the provider. */
function choicesIn(body: unknown): { providers: string[]; keyChooses: boolean } {
  const data = at(body, 'data');
  const ids = Array.isArray(data) ? data.filter(isRecord).map(({ id }) => String(id)) : [];
  const slugs = ids.map((id) => /^@([^/]+)\//.exec(id)?.[1]);
  return {
    providers: [...new Set(slugs.filter((slug) => slug !== undefined))],
    keyChooses: slugs.includes(undefined),
  };
}
