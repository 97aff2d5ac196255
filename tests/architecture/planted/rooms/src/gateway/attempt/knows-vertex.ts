// breaks: gateway-knows-its-ports-only registry-lists-providers
import { vertex } from '../../providers/vertex/index.ts';

export const target = vertex;
