/** The provider ids of the published contract, to tell "not there yet" from a misspelling. Which ones are there, the registry says. */

export const CONTRACT_PROVIDERS: ReadonlySet<string> = new Set(
  [
    '302ai ai21 aibadgr anthropic anyscale azure-ai azure-openai bedrock bedrock-mantle byteplus bytez cerebras',
    'claude-platform-aws cohere cometapi cortex dashscope databricks deepbricks deepgram deepinfra deepseek ember-cloud',
    'fal-ai featherless-ai fireworks-ai github google groq huggingface hyperbolic inference-net iointelligence jina',
    'kluster-ai krutrim lambda lemonfox-ai lepton lightning-ai lingyi matterai meshy milvus minimax mistral-ai modal',
    'monsterapi moonshot ncompass nebius nextbit nomic novita-ai nscale ollama openai openrouter oracle ovhcloud palm',
    'perplexity-ai portkey predibase qdrant recraft-ai reka-ai replicate sagemaker sambanova scenario-ai segmind',
    'siliconflow stability-ai together-ai triton tripo3d upstage vertex-ai vllm voyage workers-ai x-ai z-ai zhipu',
  ]
    .join(' ')
    .split(' '),
);
