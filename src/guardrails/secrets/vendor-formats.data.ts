/**
 * Credentials that are known by their form. Sources: the vendors' own documents of their token prefixes, and the rules of
 * gitleaks and secretlint (both MIT), of which facts were taken. Every pattern is linear: no part of it can match in two ways.
 */

export interface VendorFormat {
  kind: string;
  /** How it begins, letter by letter: looked for first. */
  begins: readonly string[];
  /** From its beginning on. */
  pattern: RegExp;
}

const format = (kind: string, begins: string | readonly string[], pattern: RegExp): VendorFormat => ({
  kind,
  begins: typeof begins === 'string' ? [begins] : begins,
  pattern: new RegExp(pattern.source, `${pattern.flags}y`),
});

export const VENDOR_FORMATS: readonly VendorFormat[] = [
  // Models.
  format('ANTHROPIC_KEY', 'sk-ant-', /sk-ant-(?:api|admin|oat|ort|sid)\d\d-[\w-]{24,200}/),
  format(
    'OPENAI_KEY',
    ['sk-proj-', 'sk-svcacct-', 'sk-admin-', 'sk-None-'],
    /sk-(?:proj|svcacct|admin|None)-[\w-]{24,200}/,
  ),
  format('OPENROUTER_KEY', 'sk-or-', /sk-or-v1-[0-9a-f]{64}/),
  format('LANGFUSE_KEY', 'sk-lf-', /sk-lf-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/),
  format('API_KEY', 'sk-', /sk-[A-Za-z0-9]{20,64}(?![\w-])/),
  format('GATEWAY_KEY', 'tg-', /tg-[A-Za-z0-9_-]{32,64}/),
  format('HUGGINGFACE_TOKEN', ['hf_', 'api_org_'], /(?:hf_|api_org_)[A-Za-z0-9]{30,40}(?!\w)/),
  format('REPLICATE_TOKEN', 'r8_', /r8_[A-Za-z0-9]{30,40}(?!\w)/),
  format('GROQ_KEY', 'gsk_', /gsk_[A-Za-z0-9]{40,60}(?!\w)/),
  format('XAI_KEY', 'xai-', /xai-[A-Za-z0-9]{60,100}(?!\w)/),
  format('PERPLEXITY_KEY', 'pplx-', /pplx-[A-Za-z0-9]{40,60}(?!\w)/),
  format('FIREWORKS_KEY', 'fw_', /fw_[A-Za-z0-9]{22,24}(?!\w)/),
  format('LANGSMITH_KEY', ['lsv2_'], /lsv2_(?:pt|sk)_[0-9a-f]{32}_[0-9a-f]{10}/),
  format('NVIDIA_KEY', 'nvapi-', /nvapi-[\w-]{60,80}/),
  // Clouds.
  format('AWS_ACCESS_KEY', ['AKIA', 'ASIA', 'ABIA', 'ACCA'], /A(?:KIA|SIA|BIA|CCA)[A-Z0-9]{16}(?![A-Za-z0-9])/),
  format('AWS_BEDROCK_KEY', ['ABSK'], /ABSK[A-Za-z0-9+/]{60,300}={0,2}/),
  format('GOOGLE_API_KEY', 'AIza', /AIza[\w-]{35}(?![\w-])/),
  format('GOOGLE_TOKEN', 'ya29.', /ya29\.[\w.-]{20,2000}/),
  format('GOOGLE_CLIENT_SECRET', 'GOCSPX-', /GOCSPX-[\w-]{24,32}/),
  format('GOOGLE_REFRESH_TOKEN', '1//0', /1\/\/0[\w-]{40,120}/),
  format('DIGITALOCEAN_TOKEN', ['dop_v1_', 'doo_v1_', 'dor_v1_'], /do[por]_v1_[a-f0-9]{64}/),
  format('CLOUDFLARE_KEY', 'v1.0-', /v1\.0-[0-9a-f]{24}-[0-9a-f]{146}/),
  format('ALIBABA_KEY', 'LTAI', /LTAI[A-Za-z0-9]{12,20}(?!\w)/),
  format('TENCENT_KEY', 'AKID', /AKID[A-Za-z0-9]{32}(?!\w)/),
  format('FLY_TOKEN', ['fm1_', 'fm2_', 'fo1_'], /f(?:m[12]|o1)_[\w+/=,-]{40,1000}/),
  format('HEROKU_KEY', 'HRKU-', /HRKU-[\w-]{36,70}/),
  format('SCALEWAY_KEY', 'SCW', /SCW[A-Z0-9]{17}(?!\w)/),
  format('SUPABASE_KEY', ['sbp_', 'sb_secret_'], /sb(?:p_[a-f0-9]{40}|_secret_[\w-]{22,60})/),
  format('PLANETSCALE_TOKEN', 'pscale_', /pscale_(?:tkn|pw|oauth)_[\w.-]{32,64}/),
  format('DATABRICKS_TOKEN', 'dapi', /dapi[a-f0-9]{32}(?:-\d)?(?!\w)/),
  format('VAULT_TOKEN', ['hvs.', 'hvb.', 'hvr.'], /hv[sbr]\.[\w-]{24,300}/),
  format('TAILSCALE_KEY', 'tskey-', /tskey-[a-z]{2,12}-[\w-]{10,80}/),
  format('PULUMI_TOKEN', 'pul-', /pul-[a-f0-9]{40}(?!\w)/),
  format('DOPPLER_TOKEN', 'dp.', /dp\.(?:pt|st|ct|scim|audit|sa)\.[\w.-]{40,80}/),
  format(
    'ONEPASSWORD_TOKEN',
    ['ops_ey', 'A3-'],
    /ops_ey[\w-]{100,2000}={0,3}|A3-[A-Z0-9]{6}-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})-[A-Z0-9]{5}-[A-Z0-9]{5}-[A-Z0-9]{5}/,
  ),
  format('INFISICAL_TOKEN', 'st.', /st\.[0-9a-f]{24}\.[0-9a-f]{32}\.[0-9a-f]{32}/),
  // Code.
  format('GITHUB_TOKEN', ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'], /gh[pousr]_[A-Za-z0-9]{36,255}/),
  format('GITHUB_TOKEN', 'github_pat_', /github_pat_[A-Za-z0-9_]{60,100}/),
  format(
    'GITLAB_TOKEN',
    ['glpat-', 'glptt-', 'gldt-', 'glrt-', 'glcbt-', 'glsoat-', 'glft-', 'glimt-', 'glagent-', 'glffct-', 'gloas-'],
    /gl(?:pat|ptt|dt|rt|cbt|soat|ft|imt|agent|ffct|oas)-[\w.-]{20,80}/,
  ),
  format('BITBUCKET_TOKEN', ['ATBB', 'ATCTT3x'], /AT(?:BB[A-Za-z0-9]{24,36}|CTT3x[\w=-]{60,300})(?!\w)/),
  format('ATLASSIAN_TOKEN', 'ATATT3x', /ATATT3x[\w=-]{60,300}/),
  format('NPM_TOKEN', 'npm_', /npm_[A-Za-z0-9]{36}(?!\w)/),
  format('PYPI_TOKEN', 'pypi-', /pypi-Ag[\w-]{50,1000}/),
  format('RUBYGEMS_KEY', 'rubygems_', /rubygems_[a-f0-9]{48}/),
  format('CRATES_TOKEN', 'cio', /cio[A-Za-z0-9]{32}(?!\w)/),
  format('DOCKER_TOKEN', ['dckr_pat_', 'dckr_oat_'], /dckr_[po]at_[\w-]{27,40}/),
  format('CLOJARS_TOKEN', 'CLOJARS_', /CLOJARS_[a-z0-9]{60}/i),
  format('JFROG_TOKEN', ['AKCp', 'cmVmd'], /(?:AKCp[A-Za-z0-9]{60,80}|cmVmd[A-Za-z0-9]{50,70})(?!\w)/),
  format('SONAR_TOKEN', ['squ_', 'sqp_', 'sqa_'], /sq[upa]_[a-f0-9]{40}/),
  format('SOURCEGRAPH_TOKEN', ['sgp_'], /sgp_(?:[a-f0-9]{16}_|local_)?[a-f0-9]{40}/),
  format('BUILDKITE_TOKEN', ['bkua_', 'bkaj_'], /bk(?:ua|aj)_[a-z0-9]{40}/),
  format('CIRCLECI_TOKEN', 'CCIPAT_', /CCIPAT_[A-Za-z0-9]{22}_[a-f0-9]{40}/),
  // Money.
  format(
    'STRIPE_KEY',
    ['sk_live_', 'sk_test_', 'rk_live_', 'rk_test_', 'sk_prod_', 'rk_prod_'],
    /[sr]k_(?:live|test|prod)_[A-Za-z0-9]{16,250}/,
  ),
  format('STRIPE_WEBHOOK_SECRET', 'whsec_', /whsec_[A-Za-z0-9+/=]{24,64}/),
  format('SQUARE_TOKEN', ['sq0atp-', 'sq0csp-', 'EAAA'], /sq0(?:atp-[\w-]{22}|csp-[\w-]{43})|EAAA[\w-]{60}(?![\w-])/),
  format('BRAINTREE_TOKEN', 'access_token$', /access_token\$(?:production|sandbox)\$[0-9a-z]{16}\$[0-9a-f]{32}/),
  format('SHOPIFY_TOKEN', ['shpat_', 'shpca_', 'shppa_', 'shpss_'], /shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}/),
  format(
    'PLAID_TOKEN',
    ['access-sandbox-', 'access-production-', 'access-development-'],
    /access-(?:sandbox|production|development)-[0-9a-f]{8}-[0-9a-f-]{27}/,
  ),
  format('FLUTTERWAVE_KEY', ['FLWSECK'], /FLWSECK(?:_TEST)?-[a-z0-9]{12,40}-X/i),
  format('EASYPOST_KEY', ['EZAK', 'EZTK'], /EZ[AT]K[A-Za-z0-9]{54}/),
  format('LEMON_KEY', ['lsk_'], /lsk_[A-Za-z0-9]{40,}/),
  // Messages.
  format(
    'SLACK_TOKEN',
    ['xoxb-', 'xoxp-', 'xoxa-', 'xoxr-', 'xoxs-', 'xoxe-', 'xoxe.', 'xoxc-', 'xoxd-'],
    /xox[abprsecd][.-][A-Za-z0-9%.-]{20,300}/,
  ),
  format('SLACK_TOKEN', 'xapp-', /xapp-\d-[A-Z0-9]{8,14}-\d{8,15}-[a-z0-9]{32,80}/i),
  format(
    'SLACK_WEBHOOK',
    'hooks.slack.com/',
    /hooks\.slack\.com\/(?:services|workflows|triggers)\/T[A-Z0-9]{6,14}\/[A-Z0-9]{6,14}\/[A-Za-z0-9]{20,46}/,
  ),
  format(
    'DISCORD_WEBHOOK',
    ['discord.com/api/webhooks/', 'discordapp.com/api/webhooks/'],
    /discord(?:app)?\.com\/api\/webhooks\/\d{16,20}\/[\w-]{60,80}/,
  ),
  format('SENDGRID_KEY', 'SG.', /SG\.[\w-]{16,32}\.[\w-]{39,50}/),
  format('MAILGUN_KEY', 'key-', /key-[0-9a-f]{32}(?!\w)/),
  format('BREVO_KEY', ['xkeysib-', 'xsmtpsib-'], /x(?:keysib|smtpsib)-[a-f0-9]{64}-[A-Za-z0-9]{16}/),
  format('RESEND_KEY', 're_', /re_[A-Za-z0-9]{8}_[A-Za-z0-9]{20,28}(?!\w)/),
  format('TWILIO_KEY', 'SK', /SK[0-9a-f]{32}(?!\w)/),
  // Tools.
  format('LINEAR_KEY', ['lin_api_', 'lin_oauth_'], /lin_(?:api|oauth)_[A-Za-z0-9]{32,64}/),
  format('NOTION_TOKEN', ['ntn_'], /ntn_[A-Za-z0-9]{40,50}(?!\w)/),
  format('NOTION_TOKEN', 'secret_', /secret_[A-Za-z0-9]{43}(?!\w)/),
  format('FIGMA_TOKEN', ['figd_', 'figo_'], /fig[do]_[\w-]{40,60}/),
  format('AIRTABLE_TOKEN', 'pat', /pat[A-Za-z0-9]{14}\.[a-f0-9]{64}/),
  format('POSTMAN_KEY', 'PMAK-', /PMAK-[a-f0-9]{24}-[a-f0-9]{34}/i),
  format('GRAFANA_TOKEN', ['glc_', 'glsa_'], /gl(?:c_[A-Za-z0-9+/]{32,400}={0,3}|sa_[A-Za-z0-9]{32}_[A-Fa-f0-9]{8})/),
  format('SENTRY_TOKEN', ['sntrys_', 'sntryu_'], /sntry(?:s_ey[\w+/=]{60,500}|u_[a-f0-9]{64})/),
  format(
    'NEWRELIC_KEY',
    ['NRAK-', 'NRII-', 'NRJS-', 'NRRA-'],
    /NR(?:AK-[A-Z0-9]{27}|II-[\w-]{32}|JS-[a-f0-9]{19}|RA-[a-f0-9]{42})/,
  ),
  format('DYNATRACE_TOKEN', 'dt0', /dt0[a-zA-Z]\d{2}\.[A-Z0-9]{24}\.[A-Z0-9]{64}/),
  format('POSTHOG_KEY', ['phx_'], /phx_[A-Za-z0-9]{40,60}/),
  format('TYPEFORM_TOKEN', 'tfp_', /tfp_[\w.=-]{50,70}/),
  format('PREFECT_KEY', ['pnu_'], /pnu_[A-Za-z0-9]{36}/),
  format('ZUPLO_KEY', ['zpka_'], /zpka_[a-z0-9]{32}_[a-z0-9]{8}/),
  format('OPENVSX_TOKEN', ['ovsxp_'], /ovsxp?_[0-9a-f-]{36}/),
  format('RENDER_KEY', ['rnd_'], /rnd_[A-Za-z0-9]{24,40}(?!\w)/),
  format('AGE_KEY', 'AGE-SECRET-KEY-1', /AGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}/),
];
