/** Texts with one credential each, of forms that vendors document, in the places where code has them. */
import { BASE62, BASE64, DIGITS, HEX, LOWER, UPPER, URL64, type Chance } from './random.ts';

export interface Sample {
  text: string;
  /** What has to be found in it; none for a hard negative. */
  wanted: { value: string; kind: string }[];
  family: string;
}

type Make = (chance: Chance) => string;
const b62 =
  (length: number): Make =>
  (chance) =>
    chance.text(BASE62, length);
const hex =
  (length: number): Make =>
  (chance) =>
    chance.text(HEX, length);
const url =
  (length: number): Make =>
  (chance) =>
    chance.text(URL64, length);
const join =
  (...parts: (string | Make)[]): Make =>
  (chance) =>
    parts.map((part) => (typeof part === 'string' ? part : part(chance))).join('');

const uuid: Make = join(hex(8), '-', hex(4), '-4', hex(3), '-a', hex(3), '-', hex(12));
const up32 =
  (length: number): Make =>
  (chance) =>
    chance.text('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', length);
const digits =
  (length: number): Make =>
  (chance) =>
    chance.text(DIGITS, length);

const VENDORS: Readonly<Record<string, Make>> = {
  anthropic: join('sk-ant-api03-', url(93), 'AA'),
  'anthropic-oauth': join('sk-ant-oat01-', url(86), 'AA'),
  openai: join('sk-proj-', url(74), 'T3BlbkFJ', url(74)),
  'openai-old': join('sk-', b62(20), 'T3BlbkFJ', b62(20)),
  openrouter: join('sk-or-v1-', hex(64)),
  deepseek: join('sk-', hex(32)),
  groq: join('gsk_', b62(52)),
  xai: join('xai-', b62(80)),
  perplexity: join('pplx-', b62(48)),
  huggingface: join('hf_', b62(34)),
  replicate: join('r8_', b62(37)),
  langsmith: join('lsv2_pt_', hex(32), '_', hex(10)),
  nvidia: join('nvapi-', url(64)),
  aws: join('AKIA', up32(16)),
  'aws-session': join('ASIA', up32(16)),
  google: join('AIza', url(35)),
  'google-oauth': join('ya29.a0', url(120)),
  'google-secret': join('GOCSPX-', url(28)),
  digitalocean: join('dop_v1_', hex(64)),
  databricks: join('dapi', hex(32)),
  vault: join('hvs.', url(90)),
  tailscale: join('tskey-auth-', b62(11), 'CNTRL-', b62(32)),
  pulumi: join('pul-', hex(40)),
  supabase: join('sbp_', hex(40)),
  planetscale: join('pscale_tkn_', url(43)),
  doppler: join('dp.pt.', b62(43)),
  github: join('ghp_', b62(36)),
  'github-fine': join('github_pat_', b62(22), '_', b62(59)),
  'github-app': join('ghs_', b62(36)),
  gitlab: join('glpat-', url(20)),
  'gitlab-runner': join('glrt-', url(20)),
  atlassian: join('ATATT3xFfGF0', url(170), '=', hex(8)),
  npm: join('npm_', b62(36)),
  pypi: join('pypi-AgEIcHlwaS5vcmc', url(150)),
  rubygems: join('rubygems_', hex(48)),
  docker: join('dckr_pat_', url(27)),
  sonar: join('sqp_', hex(40)),
  stripe: join('sk_live_', b62(24)),
  'stripe-long': join('rk_live_', b62(99)),
  'stripe-test': join('sk_test_', b62(24)),
  'stripe-webhook': join('whsec_', b62(32)),
  square: join('sq0csp-', url(43)),
  shopify: join('shpat_', hex(32)),
  slack: join('xoxb-', digits(12), '-', digits(13), '-', b62(24)),
  'slack-user': join('xoxp-', digits(12), '-', digits(12), '-', digits(13), '-', hex(32)),
  'slack-app': join('xapp-1-A', (c) => c.text(UPPER + DIGITS, 10), '-', digits(13), '-', hex(64)),
  sendgrid: join('SG.', url(22), '.', url(43)),
  mailgun: join('key-', hex(32)),
  mailchimp: join(hex(32), '-us', digits(2)),
  brevo: join('xkeysib-', hex(64), '-', b62(16)),
  twilio: join('SK', hex(32)),
  linear: join('lin_api_', b62(40)),
  notion: join('ntn_', b62(46)),
  figma: join('figd_', url(40)),
  airtable: join('pat', b62(14), '.', hex(64)),
  postman: join('PMAK-', hex(24), '-', hex(34)),
  grafana: join('glsa_', b62(32), '_', hex(8)),
  sentry: join('sntryu_', hex(64)),
  newrelic: join('NRAK-', (c) => c.text(UPPER + DIGITS, 27)),
  telegram: join(digits(10), ':AA', url(33)),
  'azure-client': join(b62(3), '8Q~', url(34)),
  jwt: join('eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ', url(60), '.', url(43)),
  terraform: join(b62(14), '.atlasv1.', url(67)),
  age: join('AGE-SECRET-KEY-1', (c) => c.text('QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L', 58)),
};

const PLACES: readonly ((value: string, chance: Chance) => string)[] = [
  (value) => `export API_TOKEN=${value}\nnpm run deploy\n`,
  (value) => `{\n  "region": "eu-west-1",\n  "credential": "${value}",\n  "retries": 3\n}`,
  (value) => `const client = new Client({ auth: '${value}', timeout: 30_000 });`,
  (value) => `curl -s https://api.service.io/v1/me -H "Authorization: Bearer ${value}"`,
  (value) => `I tried it with ${value} and it answers 401, why?`,
  (value) => `     12\tTOKEN = "${value}"\n     13\t\n     14\tdef main():\n`,
  (value) => `+    token: ${value}\n-    token: \${TOKEN}\n`,
  (value) => `2026-03-01T12:00:00Z WARN auth failed key=${value} status=403`,
  (value) => `{"content":"cat .env\\nKEY=${value}\\nDEBUG=1\\n"}`,
];

export function vendorSamples(chance: Chance, rounds: number): Sample[] {
  const samples: Sample[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const [family, make] of Object.entries(VENDORS)) {
      const value = make(chance);
      samples.push({ family, text: chance.pick(PLACES)(value, chance), wanted: [{ value, kind: 'secret' }] });
    }
  }
  return samples;
}

/** Passwords as people and generators make them. */
const PASSWORDS: readonly Make[] = [
  join(
    (c) => c.pick(['Tiger', 'Winter', 'Falcon', 'Kettle', 'Orchid']),
    (c) => c.text(DIGITS, 3),
    (c) => c.pick(['!', '$', '#', '%']),
  ),
  (c) => `${c.text(BASE62, 5)}${c.text('!@#%^&*', 2)}${c.text(BASE62, 6)}`,
  join(b62(16)),
  (c) => `${c.text(LOWER, 4)}-${c.text(DIGITS, 3)}-${c.text(UPPER, 4)}`,
];
const PASSWORD_PLACES: readonly ((value: string) => string)[] = [
  (value) => `DB_PASSWORD=${value}\nDB_HOST=db\n`,
  (value) => `spring.datasource.password=${value}\n`,
  (value) => `  password: "${value}"\n  user: app\n`,
  (value) => `conn = connect(host="db", user="app", password="${value}")`,
  (value) => `{"username":"ops","password":"${value}"}`,
  (value) => `$config['db_password'] = '${value}';`,
  (value) => `postgres://app:${value.replaceAll(/[@#%/&^$!*]/g, '_')}@db.prod.internal:5432/app`,
];
const KEY_NAMES = [
  'api_key',
  'apiKey',
  'SECRET_KEY',
  'client_secret',
  'access_token',
  'AUTH_TOKEN',
  'secretAccessKey',
  'encryption_key',
  'DATADOG_API_KEY',
  'jwt_secret',
];
const KEY_PLACES: readonly ((name: string, value: string) => string)[] = [
  (name, value) => `${name} = "${value}"\n`,
  (name, value) => `"${name}": "${value}",\n`,
  (name, value) => `export ${name}=${value}\n`,
  (name, value) => `${name}: '${value}'\n`,
  (name, value) => `os.environ["${name}"] = "${value}"\n`,
];

export function namedSamples(chance: Chance, count: number): Sample[] {
  return Array.from({ length: count }, (_, at) => {
    if (at % 2 === 0) {
      const raw = chance.pick(PASSWORDS)(chance);
      const text = chance.pick(PASSWORD_PLACES)(raw);
      const value = text.includes('://') ? raw.replaceAll(/[@#%/&^$!*]/g, '_') : raw;
      return { family: 'password', text, wanted: [{ value, kind: 'secret' }] };
    }
    const value = chance.pick([hex(32), hex(40), hex(64), b62(32), b62(40), (c: Chance) => c.text(BASE64, 40)])(chance);
    return {
      family: 'named',
      text: chance.pick(KEY_PLACES)(chance.pick(KEY_NAMES), value),
      wanted: [{ value, kind: 'secret' }],
    };
  });
}

export function keyBlocks(chance: Chance, count: number): Sample[] {
  return Array.from({ length: count }, () => {
    const name = chance.pick(['RSA PRIVATE KEY', 'PRIVATE KEY', 'OPENSSH PRIVATE KEY', 'EC PRIVATE KEY']);
    const lines = Array.from({ length: 12 }, () => chance.text(BASE64, 64));
    const value = [`-----BEGIN ${name}-----`, ...lines, `-----END ${name}-----`].join('\n');
    const isJson = chance.below(2) === 0;
    const text = isJson ? `{"private_key": ${JSON.stringify(value)}}` : `cat id_rsa\n${value}\n`;
    return {
      family: 'private-key',
      text,
      wanted: [{ value: isJson ? JSON.stringify(value).slice(1, -1) : value, kind: 'secret' }],
    };
  });
}

/** Hard negatives: what code has everywhere and what is no credential. */
const NEGATIVES: readonly ((chance: Chance) => string)[] = [
  (c) => `commit ${c.text(HEX, 40)}\nAuthor: build bot\n`,
  (c) => `"integrity": "sha512-${c.text(BASE64, 86)}=="`,
  (c) => `    resolved "https://registry.npmjs.org/left-pad/-/left-pad-1.3.0.tgz#${c.text(HEX, 40)}"`,
  (c) => `id: ${uuid(c)}\n`,
  (c) => `checksum = "${c.text(HEX, 64)}"`,
  (c) => `  image: app@sha256:${c.text(HEX, 64)}`,
  (c) => `github.com/pkg/errors v0.9.1 h1:${c.text(BASE64, 43)}=`,
  (c) => `{"timestamp": ${1_700_000_000_000 + c.below(99_999_999_999)}}`,
  (c) => `index ${c.text(HEX, 7)}..${c.text(HEX, 7)} 100644`,
  (c) => `data:image/png;base64,${c.text(BASE64, 300)}`,
  () => 'const apiKey = process.env.OPENAI_API_KEY;',
  () => 'password = getpass.getpass("Password: ")',
  () => 'api_key="YOUR_API_KEY_HERE"',
  () => 'export ANTHROPIC_API_KEY=sk-ant-...',
  () => 'token: string;\n  secret?: string;\n  password: string | null;',
  () => 'if (user.password === hashedPassword) return createToken(user);',
  () => 'PASSWORD=${DB_PASSWORD}\nTOKEN=$GITHUB_TOKEN\n',
  () => 'aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  () => 'OPENAI_API_KEY=sk-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
  () => '"max_tokens": 4096, "token_type": "bearer", "stop_token": "<|endoftext|>"',
  () => 'postgres://user:password@localhost:5432/app',
  () => 'redis://:${REDIS_PASSWORD}@cache:6379/0',
  () => 'Authorization: Bearer <token>',
  () => 'headers: { authorization: `Bearer ${token}` }',
  () => 'function tokenize(input: string): Token[] { return lexer.tokens(input); }',
  () => 'public_key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGZ3nq0Qv1bV"',
  (c) => `"toolu_${c.text(BASE62, 24)}"`,
  (c) => `"id": "msg_${c.text(BASE62, 24)}", "request_id": "req_${c.text(BASE62, 24)}"`,
  (c) => `etag: "${c.text(HEX, 32)}"`,
  (c) => `_hash.${c.text(HEX, 20)}.js`,
  (c) => `cacheKey: '${c.text(HEX, 32)}',`,
  () => 'const key = "ArrowDown"; sortKey: "created_at", primaryKey: true',
  () => 'secretName: my-app-tls\n  secretKeyRef:\n    name: db-credentials\n    key: password',
  () => 'password: "changeme"\n',
  () => 'Enter password: ********\n',
  () => 'client_secret: vault:secret/data/app#client_secret',
  () => 'csrf_token = secrets.token_hex(16)',
  (c) => `pk_live_${c.text(BASE62, 24)}`,
  (c) => `nonce="${c.text(BASE64, 22)}=="`,
  (c) => `-----BEGIN CERTIFICATE-----\n${c.text(BASE64, 64)}\n-----END CERTIFICATE-----`,
  () => 'ssh-keygen writes -----BEGIN OPENSSH PRIVATE KEY----- at the top of the file.',
  (c) => `0x${c.text(HEX, 40)}`,
  (c) => `Traceback at 0x7f${c.text(HEX, 10)}`,
  () => 'class="sk-fading-circle sk-spinner" id="task-manager-for-everything"',
  () => 'import { AWS_SECRET_ACCESS_KEY } from "./env";',
  () => '--token "$TOKEN" --password-stdin',
  (c) => `"sessionId":"${uuid(c)}","agentId":"${c.text(HEX, 17)}"`,
  () => 'apiKey: config.get("services.stripe.secret"),',
  () => 'def test_login(): client.login(username="test", password="test")',
  () => 'secret = await secretsManager.getSecretValue({ SecretId: "prod/db" }).promise();',
  (c) => `sourceMappingURL=data:application/json;base64,${c.text(BASE64, 120)}`,
  () => '{"type":"password","placeholder":"Your password","autocomplete":"current-password"}',
  () => 'password_hash = "$2b$12$" + salt',
  (c) => `${c.text(DIGITS, 10)} ${c.text(DIGITS, 13)} 20260301120000`,
];

export function secretNegatives(chance: Chance, rounds: number): Sample[] {
  return Array.from({ length: rounds }, () =>
    NEGATIVES.map((make, at): Sample => ({ family: `negative-${at}`, text: make(chance), wanted: [] })),
  ).flat();
}
