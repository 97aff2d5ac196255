import { vertex } from './vertex/index.ts';

export const providers = [vertex];
