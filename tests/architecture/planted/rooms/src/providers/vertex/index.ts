import type { Provider } from '../provider.ts';

export const vertex: Provider = { id: 'vertex-ai' };
