// breaks: no-provider-literal
export const waits = { 'vertex-ai': 10 };
