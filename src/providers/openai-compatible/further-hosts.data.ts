/** Further hosts that speak OpenAI's Chat Completions, and hosts that are reached by paths of their own alone. As hosts.data.ts. */
import type { TargetQuirks } from '../../wire/chat/translator.ts';
import { OLDER_NAMES, quirksOfRouted } from '../../wire/dialects/openai-chat/quirks.ts';
import type { OpenaiCompatibleRow } from './row.ts';

const OLDER = OLDER_NAMES;

/** Whoever runs a host of one's own knows what its models take: a body of Chat Completions goes there as it is. */
const OWN_HOST: TargetQuirks = { maxTokensField: 'max_tokens' };

export const FURTHER: readonly OpenaiCompatibleRow[] = [
  {
    id: 'byteplus',
    name: 'BytePlus ModelArk',
    baseUrl: 'https://ark.ap-southeast.bytepluses.com/api/v3',
    quirks: OLDER,
  },
  { id: 'volcengine', name: 'Volcengine Ark', baseUrl: 'https://ark.cn-beijing.volces.com/api/v3', quirks: OLDER },
  {
    id: 'bedrock-mantle',
    name: 'Bedrock (Mantle)',
    baseUrl: 'https://bedrock-mantle.{aws_region}.api.aws/v1',
    placeholders: [{ name: 'aws_region', label: 'Region', help: 'As us-east-1.' }],
    hasResponses: true,
    quirks: {},
  },
  {
    id: 'databricks',
    name: 'Databricks',
    baseUrl: 'https://{databricks_workspace}.cloud.databricks.com/serving-endpoints',
    placeholders: [
      {
        name: 'databricks_workspace',
        label: 'Workspace',
        help: 'As dbc-1234 of dbc-1234.cloud.databricks.com. Of Azure’s and Google’s give custom_host.',
      },
    ],
    serves: ['embeddings'],
    quirks: OLDER,
  },
  { id: 'digitalocean', name: 'DigitalOcean', baseUrl: 'https://inference.do-ai.run/v1', quirks: OLDER },
  { id: 'doubleword', name: 'Doubleword', baseUrl: 'https://api.doubleword.ai/v1', quirks: OLDER },
  { id: 'friendli', name: 'Friendli', baseUrl: 'https://api.friendli.ai/serverless/v1', quirks: OLDER },
  {
    id: 'github',
    name: 'GitHub Models',
    baseUrl: 'https://models.github.ai/inference',
    quirks: {},
    modelQuirks: quirksOfRouted,
  },
  { id: 'inception', name: 'Inception', baseUrl: 'https://api.inceptionlabs.ai/v1', quirks: OLDER },
  { id: 'lightning-ai', name: 'Lightning AI', baseUrl: 'https://lightning.ai/api/v1', quirks: OLDER },
  { id: 'meta-llama', name: 'Meta Llama API', baseUrl: 'https://api.llama.com/compat/v1', quirks: OLDER },
  { id: 'morph', name: 'Morph', baseUrl: 'https://api.morphllm.com/v1', quirks: OLDER },
  { id: 'parasail', name: 'Parasail', baseUrl: 'https://api.parasail.io/v1', quirks: OLDER },
  { id: 'reka-ai', name: 'Reka', baseUrl: 'https://api.reka.ai/v1', quirks: OLDER },
  { id: 'requesty', name: 'Requesty', baseUrl: 'https://router.requesty.ai/v1', quirks: OLDER },
  {
    id: 'runpod',
    name: 'Runpod',
    baseUrl: 'https://api.runpod.ai/v2/{runpod_endpoint_id}/openai/v1',
    placeholders: [{ name: 'runpod_endpoint_id', label: 'Endpoint', help: 'The id of the serverless endpoint.' }],
    quirks: OLDER,
  },
  {
    id: 'tencent-hunyuan',
    name: 'Tencent Hunyuan',
    baseUrl: 'https://api.hunyuan.cloud.tencent.com/v1',
    quirks: OLDER,
  },
  { id: 'vercel-ai-gateway', name: 'Vercel AI Gateway', baseUrl: 'https://ai-gateway.vercel.sh/v1', quirks: {} },
  {
    id: 'voyage',
    name: 'Voyage AI',
    baseUrl: 'https://api.voyageai.com/v1',
    serves: ['embeddings', 'rerank'],
    isPassedOnOnly: true,
    quirks: OLDER,
  },
  {
    id: 'ai21',
    name: 'AI21 Labs',
    baseUrl: 'https://api.ai21.com/studio/v1',
    quirks: { ...OLDER, refuses: ['logit_bias', 'logprobs', 'user', 'stream_options'] },
  },
  {
    id: 'deepgram',
    name: 'Deepgram',
    baseUrl: 'https://api.deepgram.com/v1',
    keyHeader: { name: 'authorization', prefix: 'Token ' },
    isPassedOnOnly: true,
    quirks: OLDER,
  },
  {
    id: 'elevenlabs',
    name: 'ElevenLabs',
    baseUrl: 'https://api.elevenlabs.io/v1',
    keyHeader: { name: 'xi-api-key', prefix: '' },
    isPassedOnOnly: true,
    quirks: OLDER,
  },
  {
    id: 'segmind',
    name: 'Segmind',
    baseUrl: 'https://api.segmind.com/v1',
    keyHeader: { name: 'x-api-key', prefix: '' },
    isPassedOnOnly: true,
    quirks: OLDER,
  },
  {
    id: 'stability-ai',
    name: 'Stability AI',
    baseUrl: 'https://api.stability.ai/v1',
    isPassedOnOnly: true,
    quirks: OLDER,
  },
  { id: 'replicate', name: 'Replicate', baseUrl: 'https://api.replicate.com/v1', isPassedOnOnly: true, quirks: OLDER },
  {
    id: 'recraft-ai',
    name: 'Recraft',
    baseUrl: 'https://external.api.recraft.ai/v1',
    serves: ['images'],
    isPassedOnOnly: true,
    quirks: OLDER,
  },
  { id: 'nomic', name: 'Nomic', baseUrl: 'https://api-atlas.nomic.ai/v1', isPassedOnOnly: true, quirks: OLDER },
  {
    id: 'fal-ai',
    name: 'fal',
    baseUrl: 'https://fal.run',
    keyHeader: { name: 'authorization', prefix: 'Key ' },
    isPassedOnOnly: true,
    quirks: OLDER,
  },
  {
    id: 'xiaomi',
    name: 'Xiaomi MiMo',
    baseUrl: 'https://api.xiaomimimo.com/v1',
    anthropicUrl: 'https://api.xiaomimimo.com/anthropic',
    quirks: OLDER,
  },
  {
    id: 'sglang',
    name: 'SGLang',
    baseUrl: null,
    quirks: { ...OWN_HOST, reasoningField: 'reasoning_content', takesTopK: true },
  },
  { id: 'llama-cpp', name: 'llama.cpp', baseUrl: null, quirks: OWN_HOST },
  { id: 'litellm', name: 'LiteLLM', baseUrl: null, quirks: { takesGoogleState: true } },
  { id: 'triton', name: 'Triton', baseUrl: null, quirks: OWN_HOST },
];
